// view_of: what a CommandFlow looks at, of an Exchange, which must outlive it.
#pragma once
#include "engine/exchange.hpp"
#include "tests/support/command_flow.hpp"

namespace market::test {

inline MarketView view_of(const Exchange& exchange) {
  return {.is_open = [&](OrderId id) { return exchange.is_open(id); },
          .available =
              [&](TraderId id) {
                const Account& account = exchange.account(id);
                return account.cash - account.reserved;
              },
          .company = [&](CompanyId id) -> const Company* {
            return id.value() < exchange.company_count() ? &exchange.company(id) : nullptr;
          },
          .company_count = [&] { return exchange.company_count(); },
          .trader_count = [&] { return exchange.trader_count(); },
          .phase = [&] { return exchange.phase(); }};
}

}  // namespace market::test

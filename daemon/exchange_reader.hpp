// ExchangeReader: the part of the simulator's door to a market that only looks, over whatever exchange the
// port has. Ports differ in how they submit, and in where they have the trades from.
//
// Thread rule: as the exchange's.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/exchange.hpp"
#include "sim/market_port.hpp"

namespace market {

class ExchangeReader : public MarketPort {
 public:
  Seq seq() override { return exchange().seq(); }
  bool has_companies_or_traders() override {
    return exchange().company_count() > 0 || exchange().trader_count() > 0;
  }
  std::string scenario_mark() override { return exchange().scenario().name; }
  std::optional<CompanyId> find_company(std::string_view symbol) override {
    return exchange().find_company(symbol);
  }
  std::optional<TraderId> find_trader(std::string_view slug) override { return exchange().find_trader(slug); }

  MarketView view(CompanyId id) override {
    const Company& company = exchange().company(id);
    return {company.status, company.ticks.tick_at(company.last_price), company.lot_size, company.last_price,
            exchange().top(id)};
  }
  std::vector<BookLevel> levels(CompanyId company, Side side, std::size_t depth) override {
    return exchange().levels(company, side, depth);
  }
  bool is_open(OrderId order) override { return exchange().is_open(order); }
  Account account(TraderId trader) override { return exchange().account(trader); }
  Position position(TraderId trader, CompanyId company) override {
    return exchange().position(trader, company);
  }
  std::vector<OrderId> open_orders(TraderId trader, CompanyId company) override {
    std::vector<OrderId> ids;
    exchange().visit_open_orders(trader, OrderId(), [&](const OpenOrder& order) {
      if (order.company == company) ids.push_back(order.id);
      return true;
    });
    return ids;
  }
  TradeId last_trade() override { return exchange().last_trade_id(); }

 private:
  virtual const Exchange& exchange() const = 0;
};

}  // namespace market

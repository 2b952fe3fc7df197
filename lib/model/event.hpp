// What a command did. Events are collected while it is applied, in the order in which things happened, and
// are valid until the next apply; an order named here can be read with Exchange::order() until then, ended or
// not.
#pragma once
#include <cstdint>
#include <optional>
#include <variant>

#include "core/ids.hpp"
#include "model/enums.hpp"
#include "model/ledger.hpp"
#include "model/trade.hpp"

namespace market {

struct OrderAccepted {  // a new order got its id; fills, its rest or its end follow
  OrderId order;
  CompanyId company;
};

struct OrderAmended {
  OrderId order;
  CompanyId company;
};

struct OrderEnded {  // filled, canceled or expired
  OrderId order;
  CompanyId company;
};

struct OrderActivated {  // a held order triggered, or its turn came: it enters the market now
  OrderId order;
  CompanyId company;
};

struct SelfTradePrevented {  // two orders of one trader met; what becomes of them follows
  CompanyId company;
  OrderId incoming, resting;
  SelfTradePolicy policy = SelfTradePolicy::cancel_newest;
};

struct CompanyChanged {  // registered, updated, halted, resumed, an auction began or ended, shares issued
  CompanyId company;
};

struct TraderChanged {  // registered, updated, closed, keys added or revoked
  TraderId trader;
};

// Cash or shares went from one account to another, otherwise than by a trade, its fees and their
// distribution, which Trade implies.
struct Transfer {
  LedgerKind kind = LedgerKind::deposit;
  AccountRef from, to;
  std::optional<CompanyId> shares_of;  // absent: cash
  std::int64_t amount = 0;             // units of Money, or shares; above 0
};

// `from` old shares of the company became `to` new ones: prices, quantities and holdings are the new ones
// now.
struct SharesSplit {
  CompanyId company;
  std::uint32_t to = 1, from = 1;  // in lowest terms
};

struct FeesChanged {};

struct SessionChanged {};  // the phase of the session calendar

using Event =
    std::variant<Trade, OrderAccepted, OrderAmended, OrderEnded, CompanyChanged, TraderChanged, Transfer,
                 SharesSplit, FeesChanged, OrderActivated, SelfTradePrevented, SessionChanged>;

}  // namespace market

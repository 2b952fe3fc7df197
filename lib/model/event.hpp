// What a command did. Events are collected while it is applied, in the order in which things happened, and
// are valid until the next apply; an order named here can be read with Exchange::order() until then, ended or
// not.
#pragma once
#include <variant>

#include "core/ids.hpp"
#include "model/enums.hpp"
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

struct TraderChanged {  // registered, keys added or revoked
  TraderId trader;
};

struct CashMoved {  // a deposit (positive) or withdrawal (negative)
  TraderId trader;
  Money amount;
};

struct FeesChanged {};

struct SessionChanged {};  // the phase of the session calendar

using Event = std::variant<Trade, OrderAccepted, OrderAmended, OrderEnded, CompanyChanged, TraderChanged,
                           CashMoved, FeesChanged, OrderActivated, SelfTradePrevented, SessionChanged>;

}  // namespace market

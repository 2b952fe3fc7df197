// What a command did. Events are collected while it is applied, in the order in which things happened, and
// are valid until the next apply; an order named here can be read with Exchange::order() until then, ended or
// not.
//
// Changed means named: whoever keeps a copy of the state learns from the events alone what differs since the
// command before. Every event about an order changes that order, and perhaps its place in its queue, and what
// its client order id is held for. Beyond that:
//   Trade           both orders; buyer and seller with their positions; the company (prices, breaker, what
//   was
//                   traded, what the issuer got of the fees); every trader in the distribution of the fees
//   Transfer        the traders at both ends, and with shares their positions; the company of an issuer's or
//                   a treasury's account
//   SharesSplit     the company and the positions of all its holders; its open orders have events of their
//   own CompanyChanged, TraderChanged   all that the company or the trader is, positions and orders apart
//   FeesChanged, SessionChanged     nothing but values that there are once in a venue
// Such values (rules, treasury, counters, the session) may change with any command; no event names them.
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
  bool operator==(const OrderAccepted&) const = default;
};

struct OrderAmended {
  OrderId order;
  CompanyId company;
  bool operator==(const OrderAmended&) const = default;
};

struct OrderEnded {  // filled, canceled or expired
  OrderId order;
  CompanyId company;
  bool operator==(const OrderEnded&) const = default;
};

struct OrderActivated {  // a held order triggered, or its turn came: it enters the market now
  OrderId order;
  CompanyId company;
  bool operator==(const OrderActivated&) const = default;
};

struct OrderMoved {  // a trailing stop followed the price: its mark, and perhaps its stop price and place
  OrderId order;
  CompanyId company;
  bool operator==(const OrderMoved&) const = default;
};

struct SelfTradePrevented {  // two orders of one trader met; what becomes of them follows
  CompanyId company;
  OrderId incoming, resting;
  SelfTradePolicy policy = SelfTradePolicy::cancel_newest;
  bool operator==(const SelfTradePrevented&) const = default;
};

// Registered, updated, halted, resumed, an auction began or ended, shares issued, a dividend paid, or the
// day's end set the reference price.
struct CompanyChanged {
  CompanyId company;
  bool operator==(const CompanyChanged&) const = default;
};

// Registered, updated, closed, keys added or revoked, the dead man's switch set, disarmed or gone off, or an
// order counted under the order rate limit.
struct TraderChanged {
  TraderId trader;
  bool operator==(const TraderChanged&) const = default;
};

// Cash or shares went from one account to another, otherwise than by a trade, its fees and their
// distribution, which Trade implies.
struct Transfer {
  LedgerKind kind = LedgerKind::deposit;
  AccountRef from, to;
  std::optional<CompanyId> shares_of;  // absent: cash
  std::int64_t amount = 0;             // units of Money, or shares; above 0
  bool operator==(const Transfer&) const = default;
};

// `from` old shares of the company became `to` new ones: prices, quantities and holdings are the new ones
// now.
struct SharesSplit {
  CompanyId company;
  std::uint32_t to = 1, from = 1;  // in lowest terms
  bool operator==(const SharesSplit&) const = default;
};

struct FeesChanged {
  bool operator==(const FeesChanged&) const = default;
};

struct SessionChanged {  // the phase of the session calendar
  bool operator==(const SessionChanged&) const = default;
};

using Event =
    std::variant<Trade, OrderAccepted, OrderAmended, OrderEnded, CompanyChanged, TraderChanged, Transfer,
                 SharesSplit, FeesChanged, OrderActivated, SelfTradePrevented, SessionChanged, OrderMoved>;

}  // namespace market

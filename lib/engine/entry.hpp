// Entry: an order as it comes in, new, amended or triggered, before it has met the book.
#pragma once
#include "core/ids.hpp"
#include "core/money.hpp"
#include "model/command.hpp"
#include "model/enums.hpp"

namespace market {

// What becomes of an order when it enters, by its terms and the company's status.
enum class Arrival : std::uint8_t {
  trades,         // meets the book at once
  joins_auction,  // stands in the book or beside it until the uncross
  waits,          // opg, cls: until an auction for it begins
  is_held,        // a stop
};

constexpr bool is_for_auction(TimeInForce time_in_force) {
  return time_in_force == TimeInForce::opg || time_in_force == TimeInForce::cls;
}

struct Entry {
  OrderId existing;  // the order amended; 0 for a new one
  TraderId trader;
  Side side;
  OrderType type;
  TimeInForce time_in_force;
  SelfTradePolicy self_trade;
  bool post_only;
  Quantity total;      // the order's whole quantity
  Quantity remaining;  // what it has left to trade
  Price limit;         // of types that have one
  Price reach;         // the worst price at which it may trade: the limit, or a market order's collar
  const OrderTerms* terms = nullptr;  // null for a plain order
  Price stop;                         // where a stop stands at first; 0 once it has triggered
  Price reserves_at;                  // the price at which it reserves cash while it waits or rests
  Money held_cash;                    // what the amended order (and its group) has reserved already
  Quantity held_shares;
  Arrival arrival = Arrival::trades;
  bool is_leg = false;  // of an entry that has not ended
  bool killed = false;  // fill-or-kill, and it cannot be filled whole

  OrderClass order_class() const { return terms == nullptr ? OrderClass::simple : terms->order_class; }
};

// Of an order that has not triggered, or never will; `bound` is a market order's.
constexpr Price price_to_reserve(OrderType type, Price limit, Price stop, Price bound) {
  if (has_limit(type)) return limit;
  return has_stop(type) && stop != Price() ? stop : bound;
}

}  // namespace market

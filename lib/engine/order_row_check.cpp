#include "engine/order_row_check.hpp"

#include "engine/entry.hpp"
#include "engine/percent.hpp"
#include "engine/row_bounds.hpp"

namespace market {
namespace {

std::string check_vocabulary(const OrderImage& order) {
  if (!is_at_most(order.side, Side::sell)) return "its side is unknown";
  if (!is_at_most(order.type, OrderType::trailing_stop)) return "its type is unknown";
  if (!is_at_most(order.time_in_force, TimeInForce::cls)) return "its time in force is unknown";
  if (!is_at_most(order.self_trade, SelfTradePolicy::decrement)) return "its self-trade policy is unknown";
  if (!is_at_most(order.status, OrderStatus::held)) return "its status is unknown";
  return is_open(order.status) ? std::string() : "it is not open";
}

std::string check_numbers(const OrderImage& order, const VenueImage& venue) {
  if (order.quantity < 1 || order.quantity > kMaxQuantity.shares()) return "its quantity is out of range";
  if (order.remaining < 1 || order.remaining > order.quantity)
    return "what remains of it is not between 1 and its quantity";
  if (has_limit(order.type) ? !is_price(order.limit_price) : order.limit_price != Price())
    return "its limit price is out of range";
  const bool filled = order.remaining < order.quantity;
  if (filled != (order.status == OrderStatus::partially_filled)) return "its status is not that of its fills";
  if (!is_sum(order.filled_value) || filled != (order.filled_value > Amount()))
    return "the value of its fills is out of range";
  if (order.fees < -kMaxCash || order.fees > kMaxCash) return "its fees are out of range";
  if (order.created_at < Timestamp() || order.created_at > order.updated_at || order.updated_at > venue.now)
    return "its times are out of order";
  return order.seq < 1 || order.seq > venue.seq ? "its seq is out of range" : std::string();
}

// A plain order is a limit order in the book.
std::string check_plain(const OrderImage& order) {
  const bool lasts = order.time_in_force == TimeInForce::gtc || order.time_in_force == TimeInForce::day;
  if (order.type != OrderType::limit || !lasts)
    return "the conditions of its type or time in force are missing";
  return order.status == OrderStatus::held ? "it is held without a condition" : std::string();
}

std::string check_prices(const ConditionsImage& own, const OrderImage& order) {
  for (const Price price : {own.stop_price, own.trail_amount, own.trail_mark, own.bound})
    if (!is_price_or_none(price)) return "a price of its conditions is out of range";
  if (has_stop(order.type) != (own.stop_price != Price())) return "its stop price is not that of its type";
  if (own.trail_percent < Rate() || own.trail_percent >= Rate(kWholePercent))
    return "its trail is out of range";
  const bool amount = own.trail_amount != Price(), percent = own.trail_percent != Rate();
  const bool trails = order.type == OrderType::trailing_stop;
  if (trails ? amount == percent || own.trail_mark == Price() : amount || percent)
    return "its trail is not that of its type";
  if (own.triggered && !has_stop(order.type)) return "it triggered without a stop";
  if ((order.time_in_force == TimeInForce::gtd) != (own.expires_at > Timestamp()) ||
      own.expires_at < Timestamp())
    return "its expiry is not that of its time in force";
  return {};
}

std::string check_slice(const ConditionsImage& own, const OrderImage& order) {
  if (own.display == 0) return {};
  if (!has_limit(order.type) || own.display < 1 || own.display > kMaxQuantity.shares())
    return "its display quantity is out of range";
  const std::int64_t most =
      own.place == Place::book ? std::min(own.display, order.remaining) : order.remaining;
  return own.shown < 1 || own.shown > most ? "what it shows is out of range" : std::string();
}

// Where it waits, for an order of its type.
std::string check_place(const ConditionsImage& own, const OrderImage& order) {
  const bool stop_waits = has_stop(order.type) && !own.triggered;
  bool fits = false, held = true;
  switch (own.place) {
    case Place::book:
      fits = has_limit(order.type) && !stop_waits;
      held = false;
      break;
    case Place::triggers: fits = stop_waits; break;
    case Place::auction:
      fits = !has_limit(order.type) && !stop_waits && own.bound != Price() && own.arrival >= 1 &&
             own.arrival < kMaxNumber;
      held = false;
      break;
    case Place::waiting:
      fits = is_for_auction(order.time_in_force) && !has_stop(order.type) &&
             (has_limit(order.type) || own.bound != Price());
      break;
    case Place::leg:
      fits = own.parent != OrderId() && order.type != OrderType::market &&
             order.type != OrderType::trailing_stop && !own.triggered;
      break;
    case Place::none:
    case Place::pending: break;
  }
  if (!fits) return "it cannot wait where it says";
  if (held != (order.status == OrderStatus::held)) return "its status is not that of its place";
  if (order.time_in_force == TimeInForce::fok ||
      (order.time_in_force == TimeInForce::ioc && own.place != Place::auction))
    return "its time in force cannot wait";
  return {};
}

std::string check_group(const ConditionsImage& own, const OrderImage& order, OrderId last) {
  const auto is_other = [&](OrderId id) { return id <= last && id != order.id; };
  if (!is_at_most(own.order_class, OrderClass::oto)) return "its order class is unknown";
  if (!is_other(own.parent) || !is_other(own.partner) || !is_other(own.legs[0]) || !is_other(own.legs[1]))
    return "an order of its group is unknown";
  const bool has_legs = own.legs[0] != OrderId();
  if ((!has_legs && own.legs[1] != OrderId()) || (has_legs && own.legs[0] == own.legs[1]))
    return "its legs are not filled from the front";
  if (has_legs && own.parent != OrderId()) return "it is a leg that has legs";
  if (own.is_pair_stop && own.partner == OrderId()) return "it is the stop of a pair without a partner";
  return {};
}

// What it reserves, or trades for, must be a sum that the venue knows.
std::string check_value(const OrderImage& order) {
  Price price = order.limit_price;
  if (const auto& own = order.conditions; own && order.side == Side::buy)
    price = price_to_reserve(order.type, order.limit_price, own->triggered ? Price() : own->stop_price,
                             own->bound);
  return wide_notional(price, Quantity(order.remaining)) > kMaxNotional ? "its value is out of range"
                                                                        : std::string();
}

}  // namespace

std::string check_order_row(const OrderImage& order, const VenueImage& venue) {
  if (order.id == OrderId() || order.id > venue.last_order) return "its id is out of range";
  if (std::string fault = check_vocabulary(order); !fault.empty()) return fault;
  if (std::string fault = check_numbers(order, venue); !fault.empty()) return fault;
  if (!order.conditions) {
    if (std::string fault = check_plain(order); !fault.empty()) return fault;
    return check_value(order);
  }
  const ConditionsImage& own = *order.conditions;
  if (std::string fault = check_prices(own, order); !fault.empty()) return fault;
  if (std::string fault = check_slice(own, order); !fault.empty()) return fault;
  if (std::string fault = check_place(own, order); !fault.empty()) return fault;
  if (std::string fault = check_group(own, order, venue.last_order); !fault.empty()) return fault;
  return check_value(order);
}

}  // namespace market

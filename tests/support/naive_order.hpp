// NaiveOrder: an order of the naive exchange: what the outside sees of it, and where it stands.
#pragma once
#include <optional>

#include "model/order.hpp"

namespace market::test {

// entering: it is accepted or it trades just now    book: in the queue of its price
// beside: a market order that waits for an uncross  stops: until the last price reaches its stop price
// pending: it reached it, its turn comes            waiting: opg or cls, until such an auction begins
// leg: until its entry ends
enum class Place { entering, book, beside, stops, pending, waiting, leg };

struct NaiveOrder : Order {
  Place place = Place::entering;
  bool triggered = false;
  std::optional<OrderId> partner;  // the other order of an oco pair, or the other leg
  Quantity shown;                  // the slice that stands in the queue
  Price bound;                     // of a market order that waits: what the collar allows
  Price mark;                      // of a trailing stop: the highest (buy: lowest) price since it came
};

inline bool waits_for_trigger(const NaiveOrder& order) {
  return has_stop(order.type) && !order.triggered;
}

// Whether it enters the market without a limit of its own.
inline bool acts_as_market(const NaiveOrder& order) {
  return !has_limit(order.type) && !waits_for_trigger(order);
}

// opg and cls: only for an auction.
inline bool is_for_auction(TimeInForce tif) {
  return tif == TimeInForce::opg || tif == TimeInForce::cls;
}
inline bool may_stay(TimeInForce tif) {
  return tif == TimeInForce::gtc || tif == TimeInForce::day || tif == TimeInForce::gtd;
}

// An entry whose legs wait for it.
inline bool has_waiting_legs(const NaiveOrder& order) {
  const bool group = order.order_class == OrderClass::bracket || order.order_class == OrderClass::oto;
  return group && !order.parent;
}

}  // namespace market::test

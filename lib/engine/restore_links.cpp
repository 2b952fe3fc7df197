// What restored orders of one group say of each other.
#include <algorithm>

#include "engine/restore.hpp"

namespace market {
namespace {

bool same_owner(const RestingOrder& a, const RestingOrder& b) {
  return a.trader == b.trader && a.company == b.company;
}

// Of two legs the first is the limit order, the second the stop.
std::string check_leg(const Exchange::State& state, const RestingOrder& entry, std::size_t number) {
  const std::array<OrderId, 2>& legs = state.orders.find_conditions(entry)->legs;
  const std::uint32_t slot = legs[number] == OrderId() ? kNoSlot : state.orders.find(legs[number]);
  if (slot == kNoSlot) return {};
  const RestingOrder& leg = state.orders.resting(slot);
  const ConditionalOrder* own = state.orders.find_conditions(leg);
  if (own == nullptr || own->parent != entry.id || !same_owner(leg, entry))
    return "a leg of it is not its own";
  if (legs[1] != OrderId() && has_stop(leg.type) != (number == 1)) return "its legs are not of their types";
  return {};
}

std::string check_parent(const Exchange::State& state, const RestingOrder& leg) {
  const ConditionalOrder& own = *state.orders.find_conditions(leg);
  const std::uint32_t slot = state.orders.find(own.parent);
  const ConditionalOrder* entry =
      slot == kNoSlot ? nullptr : state.orders.find_conditions(state.orders.resting(slot));
  if (entry == nullptr || (entry->legs[0] != leg.id && entry->legs[1] != leg.id))
    return "the order that it is a leg of is not open";
  if (own.partner != OrderId()) return "it waits for its entry and has a partner";
  const Price price = std::max(leg.limit_price, own.stop_price);
  if (wide_notional(price, Quantity(state.orders.resting(slot).quantity)) > kMaxNotional)
    return "its value is out of range";
  return {};
}

// A pair is a limit order in the book and a stop, each other's partners, for the same shares.
std::string check_pair(const Exchange::State& state, const RestingOrder& order) {
  const std::uint32_t slot = state.partner_of(order);
  if (slot == kNoSlot) return "its partner is not open";
  const RestingOrder& other = state.orders.resting(slot);
  const ConditionalOrder* of_other = state.orders.find_conditions(other);
  const ConditionalOrder& own = *state.orders.find_conditions(order);
  if (of_other == nullptr || of_other->partner != order.id || own.is_pair_stop == of_other->is_pair_stop ||
      !same_owner(order, other) || order.side != other.side || order.remaining != other.remaining)
    return "its partner is not its own";
  const bool fits = own.is_pair_stop ? own.place == Place::triggers
                                     : own.place == Place::book && order.type == OrderType::limit;
  return fits ? std::string() : "it is not in a pair as its kind is";
}

}  // namespace

std::string check_links(const Exchange::State& state, const RestingOrder& order) {
  const ConditionalOrder& own = *state.orders.find_conditions(order);
  for (std::size_t i = 0; i < own.legs.size(); ++i)
    if (std::string fault = check_leg(state, order, i); !fault.empty()) return fault;
  if (own.place == Place::leg)
    if (std::string fault = check_parent(state, order); !fault.empty()) return fault;
  return own.partner == OrderId() ? std::string() : check_pair(state, order);
}

}  // namespace market

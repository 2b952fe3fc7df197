// Groups of orders: brackets, one-triggers-other and one-cancels-other.
#include <algorithm>

#include "core/check.hpp"
#include "engine/state.hpp"

namespace market {
namespace {

// A leg lives as long as its entry may, but not only for the moment in which the entry executes.
TimeInForce leg_time_in_force(TimeInForce entry) {
  return entry == TimeInForce::day || entry == TimeInForce::gtd ? entry : TimeInForce::gtc;
}

}  // namespace

void Exchange::State::open_legs(std::uint32_t entry_slot, const OrderTerms& terms) {
  if (terms.order_class == OrderClass::simple) return;
  const Side of_entry = orders.resting(entry_slot).side;
  const Side side = terms.order_class == OrderClass::oco ? of_entry : opposite(of_entry);
  std::array<OrderId, 2> legs;
  std::size_t count = 0;
  if (terms.take_profit != Price())
    legs[count++] = open_leg(entry_slot, {side, OrderType::limit, terms.take_profit, Price()});
  if (terms.stop_loss != Price()) {
    const bool has_limit = terms.stop_loss_limit != Price();
    legs[count++] = open_leg(entry_slot, {side, has_limit ? OrderType::stop_limit : OrderType::stop,
                                          terms.stop_loss_limit, terms.stop_loss});
  }
  orders.find_conditions(orders.resting(entry_slot))->legs = legs;
}

OrderId Exchange::State::open_leg(std::uint32_t entry_slot, const Leg& leg) {
  const RestingOrder& entry = orders.resting(entry_slot);
  const ConditionalOrder& entry_terms = *orders.find_conditions(entry);
  last_order = OrderId(last_order.value() + 1);
  const std::uint32_t slot = orders.create({.id = last_order,
                                            .trader = entry.trader,
                                            .company = entry.company,
                                            .quantity = entry.remaining,
                                            .limit_price = leg.limit,
                                            .side = leg.side,
                                            .type = leg.type,
                                            .time_in_force = leg_time_in_force(entry.time_in_force),
                                            .post_only = false,
                                            .self_trade = entry.self_trade,
                                            .status = OrderStatus::held},
                                           stamp);
  RestingOrder& order = orders.resting(slot);
  ConditionalOrder& own = orders.conditions(order);
  own.place = Place::leg;
  own.parent = entry.id;
  own.order_class = entry_terms.order_class;
  own.stop_price = leg.stop;
  if (order.time_in_force == TimeInForce::gtd) {
    own.expires_at = entry_terms.expires_at;
    expiries.insert({own.expires_at, order.id});
  }
  ++accounts.cash(order.trader).open_orders;
  events.emplace_back(OrderAccepted{order.id, order.company});
  return order.id;
}

std::vector<std::uint32_t> Exchange::State::waiting_legs(const ConditionalOrder& entry) const {
  std::vector<std::uint32_t> waiting;
  for (const OrderId id : entry.legs) {
    const std::uint32_t slot = id == OrderId() ? kNoSlot : orders.find(id);
    if (slot == kNoSlot || !orders.is_open(slot)) continue;
    if (orders.find_conditions(orders.resting(slot))->place == Place::leg) waiting.push_back(slot);
  }
  return waiting;
}

std::uint32_t Exchange::State::partner_of(const RestingOrder& order) const {
  const ConditionalOrder* own = orders.find_conditions(order);
  return own == nullptr || own->partner == OrderId() ? kNoSlot : orders.find(own->partner);
}

void Exchange::State::form_pair(const Listing& at, std::uint32_t take_profit, std::uint32_t stop_loss) {
  RestingOrder& profit = orders.resting(take_profit);
  RestingOrder& loss = orders.resting(stop_loss);
  orders.conditions(profit).partner = loss.id;
  ConditionalOrder& own = orders.conditions(loss);
  own.partner = profit.id;
  own.is_pair_stop = true;
  reserve(at, take_profit);
  reserve(at, stop_loss);
}

std::uint32_t Exchange::State::leave_pair(std::uint32_t slot) {
  RestingOrder& order = orders.resting(slot);
  const std::uint32_t partner = partner_of(order);
  if (partner == kNoSlot) return kNoSlot;
  RestingOrder& other = orders.resting(partner);
  const Listing& at = listing(order.company);
  release(at, slot);
  release(at, partner);
  for (RestingOrder* one : {&order, &other}) {
    orders.find_conditions(*one)->partner = OrderId();
    orders.find_conditions(*one)->is_pair_stop = false;
  }
  reserve(at, slot);
  reserve(at, partner);
  return partner;
}

void Exchange::State::release_pair_stop(const Listing& at, const RestingOrder& order) {
  const ConditionalOrder* own = orders.find_conditions(order);
  if (own != nullptr && own->partner != OrderId() && !own->is_pair_stop) release(at, partner_of(order));
}

// When nothing of the take profit is left, the stop loss keeps its quantity: its end follows.
void Exchange::State::lower_pair_stop(Listing& at, const RestingOrder& order, std::int64_t shares) {
  const ConditionalOrder* own = orders.find_conditions(order);
  if (own == nullptr || own->partner == OrderId() || own->is_pair_stop) return;
  const std::uint32_t slot = partner_of(order);
  if (order.remaining > 0) {
    const RestingOrder& stop = orders.resting(slot);
    set_quantity(at, slot, stop.quantity - shares, stop.remaining - shares);
  }
  reserve(at, slot);
}

// A stop loss that goes on reserves again before fees are charged, which take no more than what is free then.
void Exchange::State::lower_pair_stops(Listing& at, const std::array<const RestingOrder*, 2>& filled,
                                       std::int64_t shares, PairStop which) {
  for (const RestingOrder* order : filled)
    if ((order->remaining == 0) == (which == PairStop::ends)) lower_pair_stop(at, *order, shares);
}

// Of a held order: it keeps its place.
void Exchange::State::set_quantity(Listing& at, std::uint32_t slot, std::int64_t quantity,
                                   std::int64_t remaining) {
  RestingOrder& order = orders.resting(slot);
  ConditionalOrder& own = orders.conditions(order);
  if (own.place == Place::triggers && remaining < order.remaining) {
    at.stops.reduce(orders, slot, opposite(order.side), order.remaining - remaining);
  } else {
    MARKET_CHECK(own.place != Place::triggers || remaining == order.remaining);
    order.remaining = remaining;
    own.shown = remaining;
  }
  orders.resting(slot).quantity = quantity;
  touch(slot);
  events.emplace_back(OrderAmended{order.id, order.company});
}

void Exchange::State::follow_entry(Listing& at, std::uint32_t entry_slot) {
  const ConditionalOrder* entry = orders.find_conditions(orders.resting(entry_slot));
  if (entry == nullptr) return;
  const std::int64_t quantity = orders.resting(entry_slot).quantity;
  for (const std::uint32_t leg : waiting_legs(*entry)) set_quantity(at, leg, quantity, quantity);
}

// The entry is over and bought or sold something: its legs are for that much.
void Exchange::State::activate_legs(std::uint32_t entry_slot) {
  const RestingOrder& entry = orders.resting(entry_slot);
  const ConditionalOrder* terms = orders.find_conditions(entry);
  if (terms == nullptr) return;
  const std::vector<std::uint32_t> legs = waiting_legs(*terms);
  if (legs.empty()) return;
  Listing& at = listing(entry.company);
  const std::int64_t filled = orders.resting(entry_slot).quantity - entry.remaining;
  for (const std::uint32_t slot : legs) {
    RestingOrder& leg = orders.resting(slot);
    leg.remaining = leg.quantity = filled;
    ConditionalOrder& own = *orders.find_conditions(leg);
    own.shown = filled;
    own.place = Place::none;
    leg.status = has_stop(leg.type) ? OrderStatus::held : OrderStatus::open_new;
    touch(slot);
    events.emplace_back(OrderActivated{leg.id, leg.company});
  }
  const std::uint32_t first = legs.front();
  const TraderId trader = entry.trader;
  if (legs.size() == 2)
    form_pair(at, first, legs.back());
  else
    reserve(at, first);
  if (!is_covered(at, trader)) {
    leave_pair(first);
    for (const std::uint32_t leg : legs) end_order(leg, OrderStatus::canceled, EndReason::insufficient_funds);
    return;
  }
  if (has_stop(orders.resting(first).type)) return start_stop_loss(at, first);
  if (at.company.status == CompanyStatus::trading)
    execute(at, first, orders.resting(first).limit_price);
  else
    rest(at, first);
  if (legs.size() == 2) start_stop_loss(at, legs.back());
}

void Exchange::State::start_stop_loss(Listing& at, std::uint32_t slot) {
  if (!orders.is_open(slot)) return;
  hold_stop(at, slot);
  if (at.company.status == CompanyStatus::trading) collect_triggered(at);
}

bool Exchange::State::is_covered(const Listing& at, TraderId trader) const {
  return accounts.available(trader) >= Money(0) &&
         accounts.available_shares(trader, at.company.id) >= Quantity(0);
}

}  // namespace market

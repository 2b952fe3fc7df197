// Stops: the trigger lists, trailing stops, and what happens when the price reaches them.
#include <algorithm>

#include "core/check.hpp"
#include "engine/matching.hpp"

namespace market {

// A trailing stop's price at `mark`, rounded away from the market to a valid price.
Price Exchange::State::trailing_stop_at(const Listing& at, Side side, const ConditionalOrder& own,
                                        Price mark) const {
  const TickTable& ticks = at.company.ticks;
  const Int128 price = mark.units();
  const Int128 amount = own.trail_amount.units();
  if (side == Side::sell) {
    const Int128 stop = own.trail_percent == Rate()
                            ? price - amount
                            : price * (kWholePercent - own.trail_percent.units()) / kWholePercent;
    if (stop <= ticks.base.units()) return ticks.base;
    return ticks.round_down(Price(static_cast<std::int64_t>(stop)));
  }
  const Int128 stop =
      own.trail_percent == Rate()
          ? price + amount
          : (price * (kWholePercent + own.trail_percent.units()) + kWholePercent - 1) / kWholePercent;
  if (stop >= kMaxMoney.units()) return ticks.round_down(Price(kMaxMoney.units()));
  const Price rounded = ticks.round_up(Price(static_cast<std::int64_t>(stop)));
  return rounded.units() <= kMaxMoney.units() ? rounded : ticks.round_down(Price(kMaxMoney.units()));
}

// Each new extreme of the price moves every trailing stop behind it, so their number is bounded.
bool Exchange::State::has_too_many_trailing(const Listing& at, const Entry& entry) const {
  if (entry.type != OrderType::trailing_stop || entry.existing != OrderId()) return false;
  const auto found = at.trailing_of.find(entry.trader);
  return found != at.trailing_of.end() && found->second >= kMaxTrailingStops;
}

void Exchange::State::hold_stop(Listing& at, std::uint32_t slot) {
  RestingOrder& order = orders.resting(slot);
  ConditionalOrder& own = orders.conditions(order);
  own.place = Place::triggers;
  own.shown = order.remaining;
  order.status = OrderStatus::held;
  at.stops.add(orders, slot, opposite(order.side), own.stop_price);
  if (order.type != OrderType::trailing_stop) return;
  follow_trailing(at, order);
}

// The marks of a company's trailing stops are looked at when the price passes their edge.
void Exchange::State::follow_trailing(Listing& at, const RestingOrder& order) const {
  const ConditionalOrder& own = *orders.find_conditions(order);
  std::set<OrderId>& trailing = at.trailing[static_cast<std::size_t>(order.side)];
  Price& edge = at.trail_edge[static_cast<std::size_t>(order.side)];
  if (trailing.empty())
    edge = own.trail_mark;
  else
    edge = order.side == Side::sell ? std::min(edge, own.trail_mark) : std::max(edge, own.trail_mark);
  trailing.insert(order.id);
  ++at.trailing_of[order.trader];
}

// After the marks have changed.
void Exchange::State::reset_trail_edges(Listing& at) const {
  for (const Side side : {Side::buy, Side::sell}) {
    std::optional<Price> edge;
    for (const OrderId id : at.trailing[static_cast<std::size_t>(side)]) {
      const Price mark = orders.find_conditions(orders.resting(orders.find(id)))->trail_mark;
      edge = side == Side::sell ? std::min(edge.value_or(mark), mark) : std::max(edge.value_or(mark), mark);
    }
    if (edge) at.trail_edge[static_cast<std::size_t>(side)] = *edge;
  }
}

void Exchange::State::drop_stop(Listing& at, std::uint32_t slot) {
  const RestingOrder& order = orders.resting(slot);
  if (order.level != kNoLevel) at.stops.remove(orders, slot, opposite(order.side));
  if (order.type != OrderType::trailing_stop) return;
  at.trailing[static_cast<std::size_t>(order.side)].erase(order.id);
  if (--at.trailing_of[order.trader] == 0) at.trailing_of.erase(order.trader);
}

// The last trade was at `price`.
void Exchange::State::follow_price(Listing& at, Price price) {
  for (const Side side : {Side::buy, Side::sell}) move_trailing(at, side, price);
  if (at.company.status == CompanyStatus::trading) collect_triggered(at);
}

void Exchange::State::move_trailing(Listing& at, Side side, Price price) {
  const std::set<OrderId>& trailing = at.trailing[static_cast<std::size_t>(side)];
  if (trailing.empty()) return;
  Price& edge = at.trail_edge[static_cast<std::size_t>(side)];
  const auto leads = [side](Price one, Price other) {
    return side == Side::sell ? one > other : one < other;
  };
  if (!leads(price, edge)) return;
  for (const OrderId id : trailing) {
    const std::uint32_t slot = orders.find(id);
    ConditionalOrder& own = *orders.find_conditions(orders.resting(slot));
    if (!leads(price, own.trail_mark)) continue;
    own.trail_mark = price;
    events.emplace_back(OrderMoved{id, at.company.id});
    const Price stop = trailing_stop_at(at, side, own, price);
    if (!leads(stop, own.stop_price)) continue;
    if (side == Side::buy) release(at, slot);
    at.stops.remove(orders, slot, opposite(side));
    own.stop_price = stop;
    at.stops.add(orders, slot, opposite(side), stop);
    if (side == Side::buy) reserve(at, slot);
  }
  edge = price;
}

// Takes every stop that the last price has reached out of the lists; each has its turn later.
void Exchange::State::collect_triggered(Listing& at) {
  const auto collect = [&](std::uint32_t slot) {
    const RestingOrder& order = orders.resting(slot);
    drop_stop(at, slot);
    orders.find_conditions(order)->place = Place::pending;
    pending.push_back(order.id);
  };
  const Price last = at.company.last_price;
  while (!at.stops.empty(Side::sell) && at.stops.best_price(Side::sell) <= last)
    collect(at.stops.front(Side::sell));
  while (!at.stops.empty(Side::buy) && at.stops.best_price(Side::buy) >= last)
    collect(at.stops.front(Side::buy));
}

void Exchange::State::work_off_all_pending() {
  while (!pending.empty()) {
    const OrderId id = pending.front();
    pending.pop_front();
    const std::uint32_t slot = orders.find(id);
    MARKET_CHECK(slot != kNoSlot);
    if (orders.is_open(slot))
      activate_stop(slot);
    else
      activate_legs(slot);
  }
}

void Exchange::State::activate_stop(std::uint32_t slot) {
  RestingOrder& order = orders.resting(slot);
  ConditionalOrder& own = *orders.find_conditions(order);
  Listing& at = listing(order.company);
  own.place = Place::none;
  if (const std::uint32_t take_profit = leave_pair(slot); take_profit != kNoSlot)
    end_order(take_profit, OrderStatus::canceled, EndReason::oco_leg);
  release(at, slot);
  own.triggered = true;
  order.status = OrderStatus::open_new;
  touch(slot);
  events.emplace_back(OrderActivated{order.id, order.company});
  if (!has_limit(order.type)) return enter_activated_market(at, slot);
  reserve(at, slot);
  if (at.company.status == CompanyStatus::trading)
    execute(at, slot, order.limit_price);
  else
    rest(at, slot);
}

void Exchange::State::enter_activated_market(Listing& at, std::uint32_t slot) {
  const RestingOrder& order = orders.resting(slot);
  const Price bound = collar_bound(at, order.side);
  switch (at.company.status) {
    case CompanyStatus::trading: {
      reserve(at, slot);
      const Entry entry{.existing = order.id,
                        .trader = order.trader,
                        .side = order.side,
                        .type = OrderType::market,
                        .time_in_force = TimeInForce::ioc,
                        .self_trade = order.self_trade,
                        .post_only = false,
                        .total = Quantity(order.remaining),
                        .remaining = Quantity(order.remaining),
                        .limit = {},
                        .reach = bound};
      if (check_market_means(at, entry, accounts.available(order.trader)))
        return end_order(slot, OrderStatus::canceled, EndReason::insufficient_funds);
      return execute(at, slot, bound);
    }
    case CompanyStatus::auction:
      if (order.side == Side::buy && wide_notional(bound, Quantity(order.remaining)) > kMaxNotional)
        return end_unreserved(slot, EndReason::insufficient_funds);
      stand_beside_auction(at, slot, bound);
      if (!is_covered(at, order.trader))
        end_order(slot, OrderStatus::canceled, EndReason::insufficient_funds);
      return;
    case CompanyStatus::halted:
    case CompanyStatus::closed:
    case CompanyStatus::delisted: return end_unreserved(slot, EndReason::halt);
  }
}

// For an order that holds nothing at this moment.
void Exchange::State::end_unreserved(std::uint32_t slot, EndReason reason) {
  reserve(listing(orders.resting(slot).company), slot);
  end_order(slot, OrderStatus::canceled, reason);
}

}  // namespace market

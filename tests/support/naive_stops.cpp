// Stops: the lists in which they wait, trailing prices, and what happens when their turn comes.
#include <algorithm>

#include "tests/support/naive_arithmetic.hpp"
#include "tests/support/naive_exchange.hpp"

namespace market::test {

// Where the stop of a trailing stop stands for its present mark.
Price NaiveExchange::trailing_stop_price(const NaiveOrder& order) const {
  const TickTable& ticks = company(order.company).ticks;
  const Int128 mark = order.mark.units();
  const Int128 percent = order.trail_percent.value_or(Rate(0)).units();
  if (order.side == Side::sell) {
    const Int128 exact = order.trail_amount ? mark - order.trail_amount->units()
                                            : mark * (kWholePercent - percent) / kWholePercent;
    if (exact < ticks.base.units()) return ticks.base;
    return ticks.round_down(Price(static_cast<std::int64_t>(exact)));
  }
  const Int128 exact = order.trail_amount
                           ? mark + order.trail_amount->units()
                           : (mark * (kWholePercent + percent) + kWholePercent - 1) / kWholePercent;
  const Int128 most = kMaxMoney.units();
  if (exact >= most) return Price(kMaxMoney.units());
  return std::min(ticks.round_up(Price(static_cast<std::int64_t>(exact))), Price(kMaxMoney.units()));
}

bool NaiveExchange::reached(const NaiveOrder& stop) const {
  const Price last = company(stop.company).last_price;
  return stop.side == Side::buy ? last >= *stop.stop_price : last <= *stop.stop_price;
}

// Into its list; one that is reached already while the company trades takes its turn at once.
void NaiveExchange::list_stop(OrderId id) {
  NaiveOrder& order = open_.at(id);
  if (company(order.company).status == CompanyStatus::trading && reached(order)) {
    order.place = Place::pending;
    pending_.push_back({Pending::Kind::stop, id});
    return;
  }
  add_to_stops(id);
}

void NaiveExchange::add_to_stops(OrderId id) {
  NaiveOrder& order = open_.at(id);
  auto& list = stops_[{order.company, order.side}];
  const auto behind = std::find_if(list.begin(), list.end(), [&](OrderId other_id) {
    const Price other = *open_.at(other_id).stop_price;
    return order.side == Side::buy ? other > *order.stop_price : other < *order.stop_price;
  });
  list.insert(behind, id);
  order.place = Place::stops;
}

// The last price changed: the trailing stops follow it, in order of id.
void NaiveExchange::follow_trailing(CompanyId company_id) {
  std::vector<OrderId> trailing;
  for (const Side side : {Side::buy, Side::sell})
    for (const OrderId id : stops_[{company_id, side}])
      if (open_.at(id).type == OrderType::trailing_stop) trailing.push_back(id);
  std::sort(trailing.begin(), trailing.end());
  const Price last = company(company_id).last_price;
  for (const OrderId id : trailing) {
    NaiveOrder& order = open_.at(id);
    const bool sells = order.side == Side::sell;
    if (sells ? last <= order.mark : last >= order.mark) continue;
    order.mark = last;
    const Price stop = trailing_stop_price(order);
    if (sells ? stop <= *order.stop_price : stop >= *order.stop_price) continue;
    leave(order);
    order.stop_price = stop;
    add_to_stops(id);
    outcome_.touched.insert(id);
    outcome_.traders.insert(order.trader);
  }
}

// The stops that the last price reaches leave their list, buys first.
void NaiveExchange::trigger(CompanyId company_id) {
  for (const Side side : {Side::buy, Side::sell}) {
    auto& list = stops_[{company_id, side}];
    while (!list.empty() && reached(open_.at(list.front()))) {
      open_.at(list.front()).place = Place::pending;
      pending_.push_back({Pending::Kind::stop, list.front()});
      list.erase(list.begin());
    }
  }
}

void NaiveExchange::work_off_pending() {
  while (!pending_.empty()) {
    const Pending next = pending_.front();
    pending_.pop_front();
    if (next.kind == Pending::Kind::legs)
      activate_legs(next.order);
    else if (is_open(next.order))
      activate_stop(next.order);
  }
}

void NaiveExchange::activate_stop(OrderId id) {
  NaiveOrder& order = open_.at(id);
  const std::optional<OrderId> take_profit = order.partner;
  order.partner.reset();
  if (take_profit && is_open(*take_profit)) {
    open_.at(*take_profit).partner.reset();
    end(*take_profit, OrderStatus::canceled, EndReason::oco_leg);
  }
  tell(NaiveEvent::Kind::activated, id);
  order.triggered = true;
  order.place = Place::entering;
  order.status = OrderStatus::open_new;
  touch(order);
  if (order.type != OrderType::stop_limit)
    enter_triggered_market(id);
  else if (company(order.company).status == CompanyStatus::trading)
    execute(id, plan(order));
  else
    join_book(id);
}

void NaiveExchange::enter_triggered_market(OrderId id) {
  NaiveOrder& order = open_.at(id);
  switch (company(order.company).status) {
    case CompanyStatus::trading: {
      const Plan fills = plan(order);
      const bool covered = order.side == Side::sell
                               ? free_shares(order.trader, order.company) >= Quantity(0)
                               : cost_of(order, fills) <= available(order.trader).units();
      if (covered)
        execute(id, fills);
      else
        end(id, OrderStatus::canceled, EndReason::insufficient_funds);
      break;
    }
    case CompanyStatus::auction: {
      const Money free = available(order.trader);
      const Price bound = collar_bound(order.company, order.side);
      const bool covered =
          order.side == Side::sell ||
          (value_units(bound, order.remaining) <= kMaxNotional.units() && worst_cost(order, bound) <= free);
      order.bound = bound;
      join_beside(id);
      if (covered) break;
      order.bound = Price(0);
      end(id, OrderStatus::canceled, EndReason::insufficient_funds);
      break;
    }
    case CompanyStatus::halted:
    case CompanyStatus::closed:
    case CompanyStatus::delisted: end(id, OrderStatus::canceled, EndReason::halt); break;
  }
}

}  // namespace market::test

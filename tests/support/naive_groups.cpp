// Orders that belong together: brackets, one-triggers-other and one-cancels-other.
#include <algorithm>

#include "tests/support/naive_arithmetic.hpp"
#include "tests/support/naive_exchange.hpp"

namespace market::test {

// Without ids and links.
std::vector<NaiveOrder> NaiveExchange::legs_of(const PlaceOrder& command, const NaiveOrder& entry) {
  std::vector<NaiveOrder> legs;
  if (entry.order_class == OrderClass::simple) return legs;
  const OrderTerms terms = command.terms.value_or(OrderTerms());
  const bool oco = entry.order_class == OrderClass::oco;
  NaiveOrder leg;
  leg.trader = entry.trader;
  leg.company = entry.company;
  leg.side = oco ? entry.side : opposite(entry.side);
  leg.quantity = leg.remaining = entry.quantity;
  leg.self_trade = entry.self_trade;
  leg.order_class = entry.order_class;
  leg.created_at = entry.created_at;
  if (entry.time_in_force == TimeInForce::day || entry.time_in_force == TimeInForce::gtd) {
    leg.time_in_force = entry.time_in_force;
    leg.expires_at = entry.expires_at;
  }
  leg.place = oco ? Place::entering : Place::leg;
  if (terms.take_profit != Price(0)) {
    NaiveOrder& target = legs.emplace_back(leg);
    target.type = OrderType::limit;
    target.limit_price = terms.take_profit;
  }
  if (terms.stop_loss != Price(0)) {
    NaiveOrder& stop = legs.emplace_back(leg);
    stop.type = OrderType::stop;
    stop.stop_price = terms.stop_loss;
    if (terms.stop_loss_limit != Price(0)) {
      stop.type = OrderType::stop_limit;
      stop.limit_price = terms.stop_loss_limit;
    }
  }
  return legs;
}

std::vector<OrderId> NaiveExchange::waiting_legs(const NaiveOrder& entry) const {
  std::vector<OrderId> legs;
  if (!has_waiting_legs(entry)) return legs;
  for (const auto& leg : entry.legs)
    if (leg && is_open(*leg)) legs.push_back(*leg);
  return legs;
}

// What the end of one order means for the others of its group.
void NaiveExchange::end_group(const NaiveOrder& ended) {
  const bool delisted = ended.reason == EndReason::company_delisted;
  const EndReason reason = delisted ? EndReason::company_delisted : EndReason::oco_leg;
  const bool paired = ended.partner && ended.place != Place::leg;  // legs that wait are no pair yet
  if (paired && is_open(*ended.partner)) end(*ended.partner, OrderStatus::canceled, reason);
  const std::vector<OrderId> legs = waiting_legs(ended);
  if (legs.empty()) return;
  if (ended.filled > Quantity(0) && !delisted) {
    pending_.push_back({Pending::Kind::legs, ended.id});
    return;
  }
  for (const OrderId leg : legs)
    if (is_open(leg)) end(leg, OrderStatus::canceled, reason);
}

// The quantity of an entry changed: that of its legs is the same.
void NaiveExchange::legs_follow(const NaiveOrder& entry) {
  for (const OrderId id : waiting_legs(entry)) {
    NaiveOrder& leg = open_.at(id);
    leg.quantity = leg.remaining = entry.quantity;
    touch(leg);
    tell(NaiveEvent::Kind::amended, id);
  }
}

// The take profit of a pair has so much less: so has its stop-loss.
void NaiveExchange::stop_loss_follows(const NaiveOrder& take_profit, Quantity less) {
  if (!take_profit.partner || !is_open(*take_profit.partner) || has_stop(take_profit.type)) return;
  NaiveOrder& stop_loss = open_.at(*take_profit.partner);
  stop_loss.remaining -= less;
  if (take_profit.remaining == Quantity(0)) return;  // it ends, and its stop-loss with it
  stop_loss.quantity -= less;
  touch(stop_loss);
  tell(NaiveEvent::Kind::amended, stop_loss.id);
}

// The entry is over and left something: its legs become a pair, or one order, for as much.
void NaiveExchange::activate_legs(OrderId entry_id) {
  const NaiveOrder entry = order(entry_id);
  const std::vector<OrderId> legs = waiting_legs(entry);
  for (const OrderId id : legs) {
    NaiveOrder& leg = open_.at(id);
    leg.quantity = leg.remaining = entry.filled;
    touch(leg);
    tell(NaiveEvent::Kind::activated, id);
  }
  if (legs.empty()) return;
  const NaiveOrder& first = open_.at(legs.front());
  bool covered = free_shares(first.trader, first.company) >= first.remaining;
  if (first.side == Side::buy) {
    Money needed;
    for (const OrderId id : legs) needed = std::max(needed, whole_need(open_.at(id)));
    covered = available(first.trader) >= needed;
  }
  if (!covered) {
    for (const OrderId id : legs) open_.at(id).partner.reset();
    for (const OrderId id : legs) end(id, OrderStatus::canceled, EndReason::insufficient_funds);
    return;
  }
  for (const OrderId id : legs) {
    NaiveOrder& leg = open_.at(id);
    leg.place = Place::entering;
    if (!has_stop(leg.type)) leg.status = OrderStatus::open_new;
  }
  for (const OrderId id : legs) {
    if (!is_open(id)) continue;
    const NaiveOrder& leg = open_.at(id);
    if (has_stop(leg.type))
      list_stop(id);
    else if (company(leg.company).status == CompanyStatus::trading)
      execute(id, plan(leg));
    else
      join_book(id);
  }
}

}  // namespace market::test

// Orders being amended and canceled.
#include "engine/malformed.hpp"
#include "engine/refusals.hpp"
#include "engine/state.hpp"

namespace market {

Refused Exchange::State::missing_order(OrderId id) const {
  return id == OrderId{} || id > last_order ? refuse::unknown_order(id) : refuse::closed_order(id);
}

// What is wrong with the amendment of this order whatever the market's state.
std::optional<Refused> Exchange::State::check_change(const AmendOrder& command, std::uint32_t slot) const {
  if (!command.quantity && !command.limit_price && !command.stop_price)
    return refuse::invalid("name a new quantity, limit_price or stop_price");
  if (command.quantity)
    if (auto refused = check_range(*command.quantity)) return refused;
  if (command.limit_price)
    if (auto refused = check_range(*command.limit_price, "limit_price")) return refused;
  if (command.stop_price)
    if (auto refused = check_range(*command.stop_price, "stop_price")) return refused;
  const RestingOrder& order = orders.resting(slot);
  const ConditionalOrder* own = orders.find_conditions(order);
  if (command.limit_price && !has_limit(order.type))
    return refuse::invalid("the order has no limit_price", "limit_price");
  const bool has_open_stop = (order.type == OrderType::stop || order.type == OrderType::stop_limit) &&
                             own != nullptr && !own->triggered;
  if (command.stop_price && !has_open_stop)
    return refuse::invalid(
        "only a stop or stop_limit order that has not triggered has a stop_price to change", "stop_price");
  if (command.quantity && own != nullptr && own->display > 0)
    if (auto refused = check_slices(*command.quantity, Quantity(own->display))) return refused;
  const bool linked = own != nullptr && (own->partner != OrderId() || own->place == Place::leg);
  if (command.quantity && linked)
    return refuse::invalid("linked orders keep their group's quantity: cancel it and place it anew",
                           "quantity");
  return std::nullopt;
}

Exchange::State::Change Exchange::State::amended(const Listing& at, std::uint32_t slot,
                                                 const AmendOrder& command) const {
  const RestingOrder& order = orders.resting(slot);
  const ConditionalOrder* own = orders.find_conditions(order);
  Change change;
  change.place = own == nullptr ? Place::book : own->place;
  const Quantity total = command.quantity.value_or(Quantity(order.quantity));
  const Quantity filled(order.quantity - order.remaining);
  Entry& entry = change.entry;
  entry = {.existing = order.id,
           .trader = order.trader,
           .side = order.side,
           .type = order.type,
           .time_in_force = order.time_in_force,
           .self_trade = order.self_trade,
           .post_only = order.post_only,
           .total = total,
           .remaining = total - filled,
           .limit = command.limit_price.value_or(order.limit_price),
           .reach = command.limit_price.value_or(order.limit_price)};
  entry.held_cash = cash_need(at, order);
  entry.held_shares = order.side == Side::sell ? Quantity(share_need(order)) : Quantity();
  if (const std::uint32_t partner = partner_of(order); partner != kNoSlot) {
    entry.held_cash += cash_need(at, orders.resting(partner));
    entry.held_shares = Quantity(order.remaining);
  }
  entry.arrival = at.company.status == CompanyStatus::auction ? Arrival::joins_auction : Arrival::trades;
  bool same_stop = true;
  if (own != nullptr) {
    entry.stop = own->triggered ? Price() : command.stop_price.value_or(own->stop_price);
    same_stop = own->triggered || entry.stop == own->stop_price;
    if (!has_limit(order.type)) entry.reach = own->bound;
    change.terms.stop_price = entry.stop;
    change.terms.display_quantity = Quantity(own->display);
    entry.is_leg = change.place == Place::leg;
    if (change.place == Place::triggers || entry.is_leg) entry.arrival = Arrival::is_held;
    if (change.place == Place::waiting) entry.arrival = Arrival::waits;
    change.has_terms = true;
  }
  entry.reserves_at = price_to_reserve(entry.type, entry.limit, entry.stop, entry.reach);
  change.keeps_place = entry.limit == order.limit_price && same_stop && total <= Quantity(order.quantity);
  change.is_over = total <= filled;
  return change;
}

Exchange::State::Result Exchange::State::handle(const AmendOrder& command) {
  const std::uint32_t slot = orders.find(command.order);
  if (slot == kNoSlot) return tl::unexpected(missing_order(command.order));
  if (amend_simple(slot, command)) {
    const RestingOrder& order = orders.resting(slot);
    return Applied{.order = order.id, .company = order.company, .trader = order.trader};
  }
  if (auto refused = check_change(command, slot)) return tl::unexpected(*std::move(refused));
  Listing& at = listing(orders.resting(slot).company);
  Change change = amended(at, slot, command);
  Entry& entry = change.entry;
  if (change.has_terms) entry.terms = &change.terms;
  if (change.keeps_place) {
    // Nothing new comes to the market, so only the company's state and the lot can object.
    if (auto refused = check_status(at, entry.time_in_force)) return tl::unexpected(*std::move(refused));
    if (auto refused = check_lot(at, entry)) return tl::unexpected(*std::move(refused));
  } else if (change.is_over || change.place == Place::leg) {
    if (auto refused = check_offer(at, entry)) return tl::unexpected(*std::move(refused));
  } else if (auto refused = check_rules(at, entry)) {
    return tl::unexpected(*std::move(refused));
  }

  // From here on it is accepted.
  events.emplace_back(OrderAmended{command.order, at.company.id});
  if (change.is_over)
    end_order(slot, OrderStatus::canceled, EndReason::amended);
  else if (change.keeps_place)
    amend_in_place(at, slot, entry.total);
  else
    requeue(at, slot, change);
  work_off_pending();
  return Applied{.order = command.order, .company = at.company.id, .trader = orders.resting(slot).trader};
}

void Exchange::State::amend_in_place(Listing& at, std::uint32_t slot, Quantity total) {
  RestingOrder& order = orders.resting(slot);
  const std::int64_t less = order.quantity - total.shares();
  touch(slot);
  if (less == 0) return;
  release(at, slot);
  take_off(at, slot, less);
  order.quantity = total.shares();
  reserve(at, slot);
  if (order.extra != kNoSlot) follow_entry(at, slot);
}

// Lowers what is left of an order, wherever it stands, by less than all of it.
void Exchange::State::take_off(Listing& at, std::uint32_t slot, std::int64_t shares) {
  RestingOrder& order = orders.resting(slot);
  ConditionalOrder* own = orders.find_conditions(order);
  if (order.level == kNoLevel) {
    order.remaining -= shares;
    if (own != nullptr) own->shown = order.remaining;
  } else if (own != nullptr && own->place == Place::triggers) {
    at.stops.reduce(orders, slot, opposite(order.side), shares);
  } else {
    at.book.reduce(orders, slot, order.side, shares);
  }
}

// Both orders that prevented a self-trade go on with less.
void Exchange::State::shrink(Listing& at, std::uint32_t slot, std::int64_t by) {
  RestingOrder& order = orders.resting(slot);
  release_pair_stop(at, order);
  release(at, slot);
  take_off(at, slot, by);
  orders.resting(slot).quantity -= by;
  reserve(at, slot);
  touch(slot);
  events.emplace_back(OrderAmended{order.id, order.company});
  lower_pair_stop(at, order, by);
  if (order.extra != kNoSlot) follow_entry(at, slot);
}

void Exchange::State::requeue(Listing& at, std::uint32_t slot, const Change& change) {
  const Entry& entry = change.entry;
  RestingOrder& order = orders.resting(slot);
  const std::uint32_t partner = partner_of(order);
  if (partner != kNoSlot) release(at, partner);
  release(at, slot);
  if (order.extra != kNoSlot)
    withdraw(at, slot);
  else
    at.book.remove(orders, slot, order.side);
  const bool other_quantity = order.quantity != entry.total.shares();
  order.quantity = entry.total.shares();
  order.limit_price = entry.limit;
  order.remaining = entry.remaining.shares();
  touch(slot);
  if (ConditionalOrder* own = orders.find_conditions(order)) {
    if (!own->triggered) own->stop_price = entry.stop;
    own->shown = order.remaining;
    own->place = change.place;
  }
  reserve(at, slot);
  if (partner != kNoSlot) reserve(at, partner);
  if (other_quantity && order.extra != kNoSlot) follow_entry(at, slot);
  put_back(at, slot, change);
}

void Exchange::State::put_back(Listing& at, std::uint32_t slot, const Change& change) {
  const RestingOrder& order = orders.resting(slot);
  switch (change.place) {
    case Place::none:
    case Place::book:
      if (at.company.status != CompanyStatus::trading) return rest(at, slot);
      if (ConditionalOrder* own = orders.find_conditions(order)) own->place = Place::none;
      return execute(at, slot, change.entry.reach);
    case Place::triggers:
      hold_stop(at, slot);
      if (at.company.status == CompanyStatus::trading) collect_triggered(at);
      return;
    case Place::auction: return stand_in_line(at, slot);
    case Place::waiting: at.waiting.insert(order.id); return;
    case Place::pending:
    case Place::leg: return;
  }
}

Exchange::State::Result Exchange::State::handle(const CancelOrder& command) {
  const std::uint32_t slot = orders.find(command.order);
  if (slot == kNoSlot) return tl::unexpected(missing_order(command.order));
  prefetch_for_end(slot);
  end_order(slot, OrderStatus::canceled, EndReason::requested);
  work_off_pending();
  const RestingOrder& order = orders.resting(slot);
  return Applied{.order = command.order, .company = order.company, .trader = order.trader};
}

Exchange::State::Result Exchange::State::handle(const CancelAll& command) {
  if (command.trader)
    if (auto refused = check_trader(*command.trader)) return tl::unexpected(*std::move(refused));
  if (command.company && !known(*command.company)) return tl::unexpected(refuse::unknown_company());
  cancel_matching(command, EndReason::requested);
  work_off_pending();
  return Applied{.company = command.company.value_or(CompanyId{}),
                 .trader = command.trader.value_or(TraderId{})};
}

// In order of id. The end of one may end others of its group before their turn.
void Exchange::State::cancel_matching(const CancelAll& filter, EndReason reason) {
  std::vector<std::uint32_t> matching;
  const auto collect = [&](std::uint32_t slot) {
    const RestingOrder& order = orders.resting(slot);
    if ((!filter.company || *filter.company == order.company) && (!filter.side || *filter.side == order.side))
      matching.push_back(slot);
    return true;
  };
  if (filter.trader)
    orders.visit_own(*filter.trader, OrderId{}, collect);
  else
    orders.visit_open(OrderId{}, collect);
  for (const std::uint32_t slot : matching)
    if (orders.is_open(slot)) end_order(slot, OrderStatus::canceled, reason);
}

}  // namespace market

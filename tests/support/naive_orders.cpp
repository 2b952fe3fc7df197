// Placing, amending and canceling, and how an order ends.
#include <algorithm>

#include "tests/support/naive_arithmetic.hpp"
#include "tests/support/naive_exchange.hpp"

namespace market::test {
namespace {

// Without what does not matter: a limit price that the type has no use for, terms that say nothing.
bool same_body(PlaceOrder a, PlaceOrder b) {
  for (PlaceOrder* order : {&a, &b}) {
    if (!has_limit(order->type)) order->limit_price = Price();
    if (!order->terms) order->terms = OrderTerms();
  }
  return a.trader == b.trader && a.company == b.company && a.side == b.side && a.type == b.type &&
         a.time_in_force == b.time_in_force && a.self_trade == b.self_trade && a.post_only == b.post_only &&
         a.quantity == b.quantity && a.limit_price == b.limit_price &&
         a.client_order_id == b.client_order_id && a.terms == b.terms;
}

}  // namespace

std::vector<OrderId> NaiveExchange::open_ids() const {
  std::vector<OrderId> ids;
  for (const auto& [id, order] : open_) ids.push_back(id);
  return ids;
}

// ---- placing ----

NaiveOrder NaiveExchange::new_order(const PlaceOrder& command) const {
  const OrderTerms terms = command.terms.value_or(OrderTerms());
  const Company& company = this->company(command.company);
  NaiveOrder order;
  order.client_order_id = command.client_order_id;
  order.trader = command.trader;
  order.company = command.company;
  order.side = command.side;
  order.type = command.type;
  order.time_in_force = command.time_in_force;
  order.self_trade = command.self_trade;
  order.post_only = command.post_only;
  order.quantity = order.remaining = command.quantity;
  order.order_class = terms.order_class;
  order.created_at = stamp_.time;
  if (has_limit(order.type)) order.limit_price = command.limit_price;
  if (has_stop(order.type)) order.stop_price = terms.stop_price;
  if (order.time_in_force == TimeInForce::gtd) order.expires_at = terms.expires_at;
  if (terms.display_quantity != Quantity(0)) order.display_quantity = terms.display_quantity;
  if (order.type == OrderType::trailing_stop) {
    if (terms.trail_amount != Price(0))
      order.trail_amount = terms.trail_amount;
    else
      order.trail_percent = terms.trail_percent;
    order.mark = company.last_price;
    order.stop_price = trailing_stop_price(order);
  }
  const bool waits = company.status == CompanyStatus::auction || is_for_auction(order.time_in_force);
  if (order.type == OrderType::market && waits) order.bound = collar_bound(order.company, order.side);
  return order;
}

// Whether it would trade at once with what rests in the book.
bool NaiveExchange::meets_now(const NaiveOrder& order) const {
  return company(order.company).status == CompanyStatus::trading && !is_for_auction(order.time_in_force) &&
         !waits_for_trigger(order);
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const PlaceOrder& command) {
  if (!exists(command.trader) || !exists(command.company)) return Refusal::not_found;
  if (malformed(command)) return Refusal::invalid_request;

  const std::pair client_key{command.trader, command.client_order_id};
  if (const auto it = clients_.find(client_key); !command.client_order_id.empty() && it != clients_.end()) {
    const Client& client = it->second;
    if (!client.ended_at || stamp_.time - *client.ended_at < settings_.idempotency_window) {
      if (!same_body(client.body, command)) return Refusal::duplicate_client_order_id;
      outcome_.applied = {.seq = seq_, .order = client.order, .company = {}, .trader = {}, .repeated = true};
      return {};
    }
  }

  NaiveOrder order = new_order(command);
  if (order.expires_at && *order.expires_at <= stamp_.time) return Refusal::invalid_request;
  if (exceeds_order_rate(command.trader)) return Refusal::rate_limited;
  std::vector<NaiveOrder> legs = legs_of(command, order);
  Plan fills;
  if (const auto refusal = refuse_market_state(order)) return refusal;
  if (const auto refusal = refuse_lots(order)) return refusal;
  if (const auto refusal = refuse_prices(order, legs)) return refusal;
  if (const auto refusal = refuse_size(order, legs)) return refusal;
  if (const auto refusal = refuse_count(order, legs)) return refusal;
  if (const auto refusal = refuse_time_in_force(order)) return refusal;
  if (const auto refusal = refuse_post_only(order)) return refusal;
  if (meets_now(order)) {
    fills = plan(order);
    if (const auto refusal = refuse_matching(order, fills)) return refusal;
  }
  if (const auto refusal = refuse_means(order, legs, fills)) return refusal;

  count_order(command.trader);
  outcome_.preview_fees = charged_ahead(order, fills);
  order.id = OrderId(last_order_.value() + 1);
  for (std::size_t i = 0; i < legs.size(); ++i) {
    legs[i].id = OrderId(order.id.value() + 1 + i);
    legs[i].parent = order.id;
    order.legs[i] = legs[i].id;
  }
  if (order.order_class == OrderClass::oco) {
    order.partner = legs[0].id;
    legs[0].partner = order.id;
  } else if (legs.size() == 2) {
    legs[0].partner = legs[1].id;
    legs[1].partner = legs[0].id;
  }
  outcome_.applied.order = order.id;
  if (!order.client_order_id.empty()) clients_[client_key] = {command, order.id, std::nullopt};
  accept(order);
  for (const NaiveOrder& leg : legs) accept(leg);
  if (meets_now(order))
    execute(order.id, fills);
  else
    put(order.id);
  if (order.order_class == OrderClass::oco && is_open(legs[0].id)) list_stop(legs[0].id);
  return {};
}

void NaiveExchange::accept(NaiveOrder order) {
  if (has_stop(order.type) || order.place == Place::leg) order.status = OrderStatus::held;
  open_of_[order.trader.value()].insert(order.id);
  touch(order);
  last_order_ = order.id;
  tell(NaiveEvent::Kind::accepted, order.id);
  open_[order.id] = order;
}

// Where a new order that does not trade now goes.
void NaiveExchange::put(OrderId id) {
  NaiveOrder& order = open_.at(id);
  const Company& company = this->company(order.company);
  const bool in_auction = company.status == CompanyStatus::auction;
  if (has_stop(order.type)) {
    list_stop(id);
  } else if (is_for_auction(order.time_in_force) &&
             !(in_auction && joins(order.time_in_force, company.auction->kind))) {
    order.place = Place::waiting;
    order.status = OrderStatus::held;
  } else if (order.type == OrderType::market) {
    join_beside(id);
  } else {
    join_book(id);
  }
}

// ---- amending ----

bool NaiveExchange::meets_book(const NaiveOrder& order) const {
  return order.place == Place::book && company(order.company).status == CompanyStatus::trading;
}

NaiveExchange::MaybeRefusal NaiveExchange::refuse_amendment(const AmendOrder& command) const {
  if (!command.quantity && !command.limit_price && !command.stop_price) return Refusal::invalid_request;
  if (command.quantity && !valid(*command.quantity)) return Refusal::invalid_request;
  if (command.limit_price && !valid(*command.limit_price)) return Refusal::invalid_request;
  if (command.stop_price && !valid(*command.stop_price)) return Refusal::invalid_request;
  if (command.order == OrderId() || command.order > last_order_) return Refusal::not_found;
  if (!is_open(command.order)) return Refusal::order_closed;
  const NaiveOrder& order = open_.at(command.order);
  const bool linked = order.place == Place::leg || (order.partner && is_open(*order.partner));
  if (command.quantity && order.display_quantity &&
      command.quantity->shares() > 100 * Int128(order.display_quantity->shares()))
    return Refusal::invalid_request;
  if (command.quantity && linked) return Refusal::invalid_request;
  if (command.limit_price && !has_limit(order.type)) return Refusal::invalid_request;
  const bool has_own_stop = order.type == OrderType::stop || order.type == OrderType::stop_limit;
  if (command.stop_price && !(has_own_stop && !order.triggered)) return Refusal::invalid_request;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const AmendOrder& command) {
  if (const auto refusal = refuse_amendment(command)) return refusal;
  NaiveOrder& order = open_.at(command.order);
  NaiveOrder amended = order;
  if (command.quantity) amended.quantity = *command.quantity;
  if (command.limit_price) amended.limit_price = *command.limit_price;
  if (command.stop_price) amended.stop_price = *command.stop_price;
  const bool none_left = amended.quantity <= amended.filled;
  const bool keeps_place = amended.limit_price == order.limit_price &&
                           amended.stop_price == order.stop_price && amended.quantity <= order.quantity;
  amended.remaining = none_left ? Quantity(0) : amended.quantity - amended.filled;

  const bool moves = order.place == Place::book && !keeps_place && !none_left;
  const bool trades = moves && meets_book(order);
  const Plan fills = trades ? plan(amended) : Plan();
  if (const auto refusal = refuse_market_state(order)) return refusal;
  if (const auto refusal = refuse_lots(amended)) return refusal;
  if (!keeps_place)
    if (const auto refusal = refuse_changed(order, amended, fills)) return refusal;

  outcome_.applied.order = order.id;
  if (none_left) {
    tell(NaiveEvent::Kind::amended, order.id);
    end(order.id, OrderStatus::canceled, EndReason::amended);
    return {};
  }
  if (moves) leave(order);
  amend_in_place(order, amended, keeps_place);
  if (trades)
    execute(order.id, fills);
  else if (moves)
    join_book(order.id);
  return {};
}

// What an amendment must pass that brings something new to the market.
NaiveExchange::MaybeRefusal NaiveExchange::refuse_changed(NaiveOrder& order, const NaiveOrder& amended,
                                                          const Plan& fills) {
  const bool over = amended.remaining == Quantity(0), trades = meets_book(order) && !over;
  std::vector<NaiveOrder> legs;
  for (const OrderId leg : waiting_legs(order)) legs.push_back(open_.at(leg));
  if (const auto refusal = refuse_prices(amended, {})) return refusal;
  if (const auto refusal = refuse_size(amended, legs)) return refusal;
  if (over) return {};
  if (order.place != Place::leg)
    if (const auto refusal = refuse_time_in_force(amended)) return refusal;
  if (order.place == Place::book)
    if (const auto refusal = refuse_post_only(amended)) return refusal;
  if (trades)
    if (const auto refusal = refuse_matching(amended, fills)) return refusal;
  return refuse_amended(order, amended);
}

// With the amended order in place of the present one, the trader must still cover all it has open.
NaiveExchange::MaybeRefusal NaiveExchange::refuse_amended(NaiveOrder& order, const NaiveOrder& amended) {
  const std::optional<Price> price = reserved_price(amended);
  const bool beyond = price && value_units(*price, amended.remaining) > kMaxNotional.units();
  if (order.side == Side::buy && beyond) return Refusal::insufficient_funds;
  const NaiveOrder before = order;
  order = amended;
  const bool shares = order.side == Side::buy || free_shares(order.trader, order.company) >= Quantity(0);
  const bool funds = order.side == Side::sell || available(order.trader) >= Money(0);
  order = before;
  if (!shares) return Refusal::insufficient_shares;
  if (!funds) return Refusal::insufficient_funds;
  return {};
}

void NaiveExchange::amend_in_place(NaiveOrder& order, const NaiveOrder& amended, bool keeps_place) {
  const bool new_quantity = order.quantity != amended.quantity;
  order.limit_price = amended.limit_price;
  order.stop_price = amended.stop_price;
  order.quantity = amended.quantity;
  order.remaining = amended.remaining;
  if (keeps_place) order.shown = std::min(order.shown, order.remaining);
  touch(order);
  tell(NaiveEvent::Kind::amended, order.id);
  if (new_quantity) legs_follow(order);
  if (order.place == Place::beside && !keeps_place) {
    leave(order);
    join_beside(order.id);
  }
  if (order.place == Place::stops && !keeps_place) {
    leave(order);
    list_stop(order.id);
  }
}

// ---- ending ----

NaiveExchange::MaybeRefusal NaiveExchange::run(const CancelOrder& command) {
  if (command.order == OrderId() || command.order > last_order_) return Refusal::not_found;
  if (!is_open(command.order)) return Refusal::order_closed;
  outcome_.applied.order = command.order;
  end(command.order, OrderStatus::canceled, EndReason::requested);
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const CancelAll& command) {
  if (command.trader && !exists(*command.trader)) return Refusal::not_found;
  if (command.company && !exists(*command.company)) return Refusal::not_found;
  std::vector<OrderId> matching;
  for (const auto& [id, order] : open_) {
    const bool matches = (!command.trader || order.trader == *command.trader) &&
                         (!command.company || order.company == *command.company) &&
                         (!command.side || order.side == *command.side);
    if (matches) matching.push_back(id);
  }
  for (const OrderId id : matching)
    if (is_open(id)) end(id, OrderStatus::canceled, EndReason::requested);
  return {};
}

void NaiveExchange::end(OrderId id, OrderStatus status, EndReason reason) {
  NaiveOrder order = open_.at(id);
  touch(order);
  leave(order);
  order.status = status;
  order.reason = reason;
  order.remaining = Quantity(0);
  if (!order.client_order_id.empty())
    clients_.at({order.trader, order.client_order_id}).ended_at = stamp_.time;
  tell(NaiveEvent::Kind::ended, id);
  open_of_[order.trader.value()].erase(id);
  open_.erase(id);
  ended_[id] = order;
  end_group(order);
}

}  // namespace market::test

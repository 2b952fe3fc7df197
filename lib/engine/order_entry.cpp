// Orders coming in.
#include "core/hash.hpp"
#include "engine/malformed.hpp"
#include "engine/matching.hpp"
#include "engine/refusals.hpp"

namespace market {
std::uint64_t Exchange::State::fingerprint_of(const PlaceOrder& order) {
  Hasher hash;
  hash.add(std::uint64_t{order.company.value()})
      .add(static_cast<std::uint64_t>(order.side) | static_cast<std::uint64_t>(order.type) << 8 |
           static_cast<std::uint64_t>(order.time_in_force) << 16 |
           static_cast<std::uint64_t>(order.self_trade) << 24 |
           static_cast<std::uint64_t>(order.post_only) << 32)
      .add(order.quantity.shares())
      .add(order.limit_price.units());
  if (order.terms) {
    const OrderTerms& terms = *order.terms;
    hash.add(terms.stop_price.units()).add(terms.trail_amount.units()).add(terms.trail_percent.units());
    hash.add(terms.expires_at.ns()).add(terms.display_quantity.shares());
    hash.add(static_cast<std::uint64_t>(terms.order_class)).add(terms.take_profit.units());
    hash.add(terms.stop_loss.units()).add(terms.stop_loss_limit.units());
  }
  return hash.digest();
}

std::optional<Exchange::State::Result> Exchange::State::check_client_order_id(
    const PlaceOrder& command, std::uint64_t fingerprint) const {
  const auto* held =
      client_ids.find(command.trader, command.client_order_id, stamp.time, settings.idempotency_window);
  if (held == nullptr) return std::nullopt;
  if (held->fingerprint != fingerprint)
    return tl::unexpected(refuse::duplicate_client_order_id(command.client_order_id, held->order));
  return Applied{.seq = seq,
                 .order = held->order,
                 .company = command.company,
                 .trader = command.trader,
                 .repeated = true};
}

Entry Exchange::State::new_entry(const Listing& at, const PlaceOrder& command) const {
  Entry entry{.existing = {},
              .trader = command.trader,
              .side = command.side,
              .type = command.type,
              .time_in_force = command.time_in_force,
              .self_trade = command.self_trade,
              .post_only = command.post_only,
              .total = command.quantity,
              .remaining = command.quantity,
              .limit = command.limit_price,
              .reach = command.limit_price,
              .terms = command.terms ? &*command.terms : nullptr};
  entry.arrival = arrival_of(at, entry);
  if (command.type == OrderType::market) {
    entry.reach = collar_bound(at, command.side);
  } else if (command.type == OrderType::trailing_stop) {
    ConditionalOrder trail;
    trail.trail_amount = command.terms->trail_amount;
    trail.trail_percent = command.terms->trail_percent;
    entry.stop = trailing_stop_at(at, command.side, trail, at.company.last_price);
  } else if (entry.terms != nullptr) {
    entry.stop = command.terms->stop_price;
  }
  entry.reserves_at = price_to_reserve(entry.type, entry.limit, entry.stop, entry.reach);
  entry.killed = command.time_in_force == TimeInForce::fok && entry.arrival == Arrival::trades &&
                 would_be_killed(at, entry);
  return entry;
}

void Exchange::State::remember_client_order_id(std::uint32_t slot, const PlaceOrder& command,
                                               std::uint64_t fingerprint) {
  if (command.client_order_id.empty()) return;
  client_ids.prune(stamp.time, settings.idempotency_window);
  orders.resting(slot).client =
      client_ids.insert(command.trader, command.client_order_id, last_order, fingerprint);
}

// What makes it more than a plain order.
void Exchange::State::set_terms(std::uint32_t slot, const Entry& entry) {
  if (entry.terms == nullptr && entry.arrival == Arrival::trades) return;
  RestingOrder& order = orders.resting(slot);
  const bool plain_limit =
      entry.terms == nullptr && entry.type == OrderType::limit && !is_for_auction(entry.time_in_force);
  if (plain_limit) return;
  ConditionalOrder& own = orders.conditions(order);
  if (order.type == OrderType::market) own.bound = entry.reach;
  if (entry.terms == nullptr) return;
  const OrderTerms& terms = *entry.terms;
  own.stop_price = entry.stop;
  own.trail_amount = terms.trail_amount;
  own.trail_percent = terms.trail_percent;
  own.trail_mark = listing(order.company).company.last_price;
  own.display = terms.display_quantity.shares();
  own.order_class = terms.order_class;
  own.expires_at = terms.expires_at;
  if (own.expires_at != Timestamp()) expiries.insert({own.expires_at, order.id});
  open_legs(slot, terms);
}

void Exchange::State::enter(Listing& at, std::uint32_t slot, const Entry& entry) {
  const OrderClass order_class = entry.order_class();
  const std::uint32_t stop_loss = order_class == OrderClass::oco
                                      ? orders.find(orders.find_conditions(orders.resting(slot))->legs[0])
                                      : kNoSlot;
  if (stop_loss != kNoSlot) {
    orders.find_conditions(orders.resting(stop_loss))->place = Place::none;
    form_pair(at, slot, stop_loss);
  }
  switch (entry.arrival) {
    case Arrival::trades:
      if (stop_loss == kNoSlot) reserve(at, slot);
      execute(at, slot, entry.reach);
      break;
    case Arrival::joins_auction:
      if (entry.type == OrderType::market) orders.conditions(orders.resting(slot)).place = Place::auction;
      if (stop_loss == kNoSlot) reserve(at, slot);
      join_auction(at, slot);
      break;
    case Arrival::waits:
      orders.conditions(orders.resting(slot)).place = Place::waiting;
      orders.resting(slot).status = OrderStatus::held;
      at.waiting.insert(orders.resting(slot).id);
      reserve(at, slot);
      break;
    case Arrival::is_held:
      reserve(at, slot);
      hold_stop(at, slot);
      if (at.company.status == CompanyStatus::trading) collect_triggered(at);
      break;
  }
  if (stop_loss != kNoSlot) start_stop_loss(at, stop_loss);
}

Exchange::State::Result Exchange::State::handle(const PlaceOrder& command) {
  if (place_simple(command) != kNoSlot)
    return Applied{.order = last_order, .company = command.company, .trader = command.trader};
  if (!known(command.trader)) return tl::unexpected(refuse::unknown_trader());
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  if (auto refused = check_trader(command.trader)) return tl::unexpected(*std::move(refused));
  if (auto refused = check_form(command)) return tl::unexpected(*std::move(refused));
  std::uint64_t fingerprint = 0;
  if (!command.client_order_id.empty()) {
    fingerprint = fingerprint_of(command);
    if (auto answer = check_client_order_id(command, fingerprint)) return *std::move(answer);
  }
  if (auto refused = check_expiry(command)) return tl::unexpected(*std::move(refused));
  if (auto refused = check_order_rate(command.trader)) return tl::unexpected(*std::move(refused));
  Listing& at = listing(command.company);
  const Entry entry = new_entry(at, command);
  if (auto refused = check_rules(at, entry)) return tl::unexpected(*std::move(refused));

  // From here on the order is accepted.
  if (const auto rate = order_rates.find(command.trader); rate != order_rates.end()) {
    rate->second.count(stamp.time);
    events.emplace_back(TraderChanged{command.trader});
  }
  const std::uint32_t slot = open_order(command);
  const OrderId id = last_order;
  remember_client_order_id(slot, command, fingerprint);
  set_terms(slot, entry);
  if (entry.killed) {
    reserve(at, slot);
    end_order(slot, OrderStatus::canceled, EndReason::fok_unfilled);
  } else {
    enter(at, slot, entry);
  }
  work_off_pending();
  return Applied{.order = id, .company = command.company, .trader = command.trader};
}

std::optional<Refused> Exchange::State::check_expiry(const PlaceOrder& command) const {
  if (!command.terms || command.terms->expires_at == Timestamp()) return std::nullopt;
  if (command.terms->expires_at > stamp.time) return std::nullopt;
  return refuse::invalid("expires_at must lie after now, " + to_rfc3339(stamp.time), "expires_at");
}

}  // namespace market

// The state as rows.
#include "engine/exchange.hpp"
#include "engine/state.hpp"

namespace market {
namespace {

std::vector<PricePoint> points(const PriceWindow::Entries& entries) {
  std::vector<PricePoint> all;
  all.reserve(entries.size());
  for (const PriceWindow::Entry& entry : entries) all.push_back({entry.time, entry.price});
  return all;
}

ConditionsImage conditions_image(const ConditionalOrder& own, std::int64_t shown) {
  return {.stop_price = own.stop_price,
          .trail_amount = own.trail_amount,
          .trail_percent = own.trail_percent,
          .trail_mark = own.trail_mark,
          .bound = own.bound,
          .expires_at = own.expires_at,
          .display = own.display,
          .shown = shown,
          .parent = own.parent,
          .legs = own.legs,
          .partner = own.partner,
          .arrival = own.place == Place::auction ? own.arrival : 0,
          .order_class = own.order_class,
          .place = own.place,
          .triggered = own.triggered,
          .is_pair_stop = own.is_pair_stop};
}

OrderImage image_of(const OrderStore& orders, std::uint32_t slot) {
  const RestingOrder& order = orders.resting(slot);
  const OrderDetail& detail = orders.detail(slot);
  OrderImage image{.id = order.id,
                   .trader = order.trader,
                   .company = order.company,
                   .side = order.side,
                   .type = order.type,
                   .time_in_force = order.time_in_force,
                   .self_trade = order.self_trade,
                   .post_only = order.post_only,
                   .status = order.status,
                   .quantity = order.quantity,
                   .remaining = order.remaining,
                   .limit_price = order.limit_price,
                   .filled_value = Amount(detail.filled_value),
                   .fees = detail.fees,
                   .created_at = detail.created_at,
                   .updated_at = detail.updated_at,
                   .seq = detail.seq,
                   .conditions = {},
                   .rank = 0};
  if (const ConditionalOrder* own = orders.find_conditions(order))
    image.conditions = conditions_image(*own, orders.shown(order));
  return image;
}

ClientIdImage image_of(const ClientOrderIds::Entry& entry) {
  return {entry.trader, entry.text, entry.order, entry.fingerprint, entry.ended_at, entry.ended_place};
}

// The orders of the queues, ranked, then those that stand in none.
std::vector<OrderImage> order_images(const Exchange::State& state) {
  std::vector<OrderImage> images;
  images.reserve(state.orders.open());
  const auto add = [&](std::uint32_t slot, Price) {
    images.push_back(image_of(state.orders, slot));
    images.back().rank = images.size();
    return true;
  };
  for (const auto& at : state.listings)
    for (const Side side : {Side::buy, Side::sell}) {
      at->book.visit_orders(state.orders, side, add);
      at->stops.visit_orders(state.orders, side, add);
    }
  state.orders.visit_open(OrderId{}, [&](std::uint32_t slot) {
    if (state.orders.resting(slot).level == kNoLevel) images.push_back(image_of(state.orders, slot));
    return true;
  });
  return images;
}

std::vector<PositionImage> position_images(const Exchange::State& state) {
  std::vector<PositionImage> images;
  for (const auto& at : state.listings) {
    const CompanyId company = at->company.id;
    state.accounts.visit_positions(company, [&](TraderId trader, const Position& held) {
      if (held.quantity != Quantity() || held.cost != Amount() || held.realized_pnl != Amount())
        images.push_back({trader, company, held.quantity, held.cost, held.realized_pnl});
    });
  }
  return images;
}

std::vector<ClientIdImage> client_id_images(const Exchange::State& state) {
  std::vector<ClientIdImage> images;
  state.orders.visit_open(OrderId{}, [&](std::uint32_t slot) {
    if (const std::uint32_t client = state.orders.resting(slot).client; client != kNoSlot)
      images.push_back(image_of(state.client_ids[client]));
    return true;
  });
  for (const std::uint32_t number : state.client_ids.ended())
    images.push_back(image_of(state.client_ids[number]));
  return images;
}

}  // namespace

VenueImage Exchange::venue_image() const {
  const State& state = *state_;
  return {.seq = state.seq,
          .now = state.now,
          .settings = state.settings,
          .rules = state.rules,
          .phase = state.phase,
          .next_session = state.next_session,
          .scenario = state.scenario.name,
          .scenario_seed = state.scenario.seed,
          .fees = state.fees.table(),
          .deposits = state.treasury.deposits,
          .withdrawals = state.treasury.withdrawals,
          .exchange_revenue = state.treasury.exchange_revenue,
          .fees_taken = state.treasury.fees_taken,
          .fees_distributed = state.treasury.fees_distributed,
          .exchange_fees = state.exchange_fees,
          .last_order = state.last_order,
          .last_trade = state.last_trade,
          .open_orders = state.orders.open(),
          .companies = state.listings.size(),
          .traders = state.traders.size(),
          .first_ended_client_id = state.client_ids.first_ended()};
}

CompanyImage Exchange::company_image(CompanyId id) const {
  const Listing& at = state_->listing(id);
  return {at.company, at.issuer_revenue, at.issuer_fees,           at.bought,
          at.sold,    at.traded,         points(at.window.lows()), points(at.window.highs())};
}

TraderImage Exchange::trader_image(TraderId id) const {
  const Account& account = state_->accounts.cash(id);
  TraderImage image{.trader = state_->trader(id),
                    .cash = account.cash,
                    .fees_paid = account.fees_paid,
                    .fees_received = fee_revenue(AccountRef::of(id)),
                    .order_rate_next = {},
                    .volumes = {},
                    .cancel_deadline = cancel_deadline(id)};
  if (const auto rate = state_->order_rates.find(id); rate != state_->order_rates.end())
    image.order_rate_next = rate->second.next();
  state_->accounts.visit_volumes(id, day_of(state_->now), [&](std::int64_t day, Amount value) {
    image.volumes.emplace_back(day, value);
  });
  return image;
}

PositionImage Exchange::position_image(TraderId trader, CompanyId company) const {
  const Position held = position(trader, company);
  return {trader, company, held.quantity, held.cost, held.realized_pnl};
}

std::optional<OrderImage> Exchange::order_image(OrderId id) const {
  const std::uint32_t slot = state_->orders.find(id);
  if (slot == kNoSlot || !state_->orders.is_open(slot)) return std::nullopt;
  return image_of(state_->orders, slot);
}

std::optional<ClientIdImage> Exchange::client_id_image(TraderId trader, const ClientOrderId& text) const {
  const auto* entry = state_->client_ids.held(trader, text);
  return entry == nullptr ? std::nullopt : std::optional(image_of(*entry));
}

std::optional<ClientIdImage> Exchange::client_id_image(OrderId id) const {
  const std::uint32_t slot = state_->orders.find(id);
  const std::uint32_t client = slot == kNoSlot ? kNoSlot : state_->orders.resting(slot).client;
  return client == kNoSlot ? std::nullopt : std::optional(image_of(state_->client_ids[client]));
}

std::optional<OrderId> Exchange::next_in_queue(OrderId id) const {
  const std::uint32_t slot = state_->orders.find(id);
  if (slot == kNoSlot || state_->orders.resting(slot).level == kNoLevel) return std::nullopt;
  const std::uint32_t next = state_->orders.resting(slot).next;
  return next == kNoSlot ? OrderId() : state_->orders.resting(next).id;
}

StateImage Exchange::image() const {
  StateImage image{.venue = venue_image(),
                   .companies = {},
                   .traders = {},
                   .positions = position_images(*state_),
                   .orders = order_images(*state_),
                   .client_ids = client_id_images(*state_)};
  for (const auto& at : state_->listings) image.companies.push_back(company_image(at->company.id));
  for (const auto& one : state_->traders) image.traders.push_back(trader_image(one->id));
  return image;
}

}  // namespace market

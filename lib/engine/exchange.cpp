#include "engine/exchange.hpp"

#include "core/check.hpp"
#include "engine/state.hpp"

namespace market {

Exchange::Exchange() : state_(std::make_unique<State>()) {
  state_->resolve_schedules();
}
Exchange::~Exchange() = default;

tl::expected<Applied, Refused> Exchange::apply(const Command& command, Stamp stamp) {
  return state_->apply(command, stamp);
}

// Nearly all commands are orders and cancellations: these go straight to their handlers.
Exchange::State::Result Exchange::State::handle_any(const Command& command) {
  if (const auto* order = std::get_if<PlaceOrder>(&command)) return handle(*order);
  if (const auto* cancel = std::get_if<CancelOrder>(&command)) return handle(*cancel);
  return std::visit([this](const auto& one) { return handle(one); }, command);
}

Exchange::State::Result Exchange::State::apply(const Command& command, Stamp at) {
  MARKET_CHECK(at.seq == seq + 1);
  MARKET_CHECK(at.time >= now);
  orders.release_ended();
  events.clear();
  touched.clear();
  queue_cursor = {};
  stamp = at;
  Result result = handle_any(command);
  if (!result) return result;
  if (!result->repeated) {
    seq = at.seq;
    now = at.time;
    if (!next_session) next_session = next_change(rules.calendar, now);
  }
  result->seq = seq;
  return result;
}

// Whoever changes a company says so here, after the change.
void Exchange::State::company_changed(Listing& at) {
  note_simple(at);
  events.emplace_back(CompanyChanged{at.company.id});
}

void Exchange::State::note_simple(Listing& at) {
  const Company& company = at.company;
  at.is_simple = company.status == CompanyStatus::trading && company.lot_size == Quantity(1) &&
                 company.ticks.steps.empty() && at.book.grid() == company.ticks.base && !company.band;
}

const std::vector<Event>& Exchange::events() const {
  return state_->events;
}
const std::vector<TouchedLevel>& Exchange::touched_levels() const {
  return state_->touched;
}
Seq Exchange::seq() const {
  return state_->seq;
}
Timestamp Exchange::now() const {
  return state_->now;
}
const VenueSettings& Exchange::settings() const {
  return state_->settings;
}
const MarketRules& Exchange::rules() const {
  return state_->rules;
}
SessionPhase Exchange::phase() const {
  return state_->phase;
}
std::optional<Timestamp> Exchange::next_due() const {
  return state_->next_due();
}
const ScenarioMark& Exchange::scenario() const {
  return state_->scenario;
}

std::uint32_t Exchange::company_count() const {
  return static_cast<std::uint32_t>(state_->listings.size());
}
const Company& Exchange::company(CompanyId id) const {
  return state_->listing(id).company;
}
Money Exchange::issuer_revenue(CompanyId id) const {
  return state_->listing(id).issuer_revenue;
}

std::optional<CompanyId> Exchange::find_company(std::string_view symbol) const {
  const auto name = parse_symbol(symbol);
  if (!name) return std::nullopt;
  const auto found = state_->by_symbol.find(*name);
  return found == state_->by_symbol.end() ? std::nullopt : std::optional(found->second);
}

std::uint32_t Exchange::trader_count() const {
  return static_cast<std::uint32_t>(state_->traders.size());
}
const Trader& Exchange::trader(TraderId id) const {
  return state_->trader(id);
}

std::optional<TraderId> Exchange::find_trader(std::string_view slug) const {
  const auto name = parse_slug(slug);
  if (!name) return std::nullopt;
  const auto found = state_->by_slug.find(*name);
  return found == state_->by_slug.end() ? std::nullopt : std::optional(found->second);
}

const Account& Exchange::account(TraderId id) const {
  return state_->accounts.cash(id);
}

Position Exchange::position(TraderId trader, CompanyId company) const {
  return state_->accounts.position(trader, company);
}

std::optional<Order> Exchange::order(OrderId id) const {
  const std::uint32_t slot = state_->orders.find(id);
  if (slot == kNoSlot) return std::nullopt;
  return state_->view(slot);
}

bool Exchange::is_open(OrderId id) const {
  const std::uint32_t slot = state_->orders.find(id);
  return slot != kNoSlot && state_->orders.is_open(slot);
}

std::uint64_t Exchange::open_order_count() const {
  return state_->orders.open();
}
OrderId Exchange::last_order_id() const {
  return state_->last_order;
}
TradeId Exchange::last_trade_id() const {
  return state_->last_trade;
}

std::optional<OrderId> Exchange::find_client_order(TraderId trader, const ClientOrderId& id) const {
  const auto* entry = state_->client_ids.find(trader, id, state_->now, state_->settings.idempotency_window);
  return entry == nullptr ? std::nullopt : std::optional(entry->order);
}

std::optional<OpenOrder> Exchange::find_open(OrderId id) const {
  const std::uint32_t slot = state_->orders.find(id);
  if (slot == kNoSlot || !state_->orders.is_open(slot)) return std::nullopt;
  return state_->open_order_at(slot);
}

void Exchange::visit_open_orders(std::optional<TraderId> trader, OrderId after,
                                 const std::function<bool(const OpenOrder&)>& visit) const {
  const auto pass = [&](std::uint32_t slot) { return visit(state_->open_order_at(slot)); };
  if (trader)
    state_->orders.visit_own(*trader, after, pass);
  else
    state_->orders.visit_open(after, pass);
}

std::optional<Timestamp> Exchange::cancel_deadline(TraderId trader) const {
  const auto found = state_->armed.find(trader);
  return found == state_->armed.end() ? std::nullopt : std::optional(found->second);
}

OrderPreview Exchange::preview(const PlaceOrder& order, Timestamp now) const {
  const Stamp before = state_->stamp;
  state_->stamp.time = now;
  OrderPreview preview = state_->preview(order);
  state_->stamp = before;
  return preview;
}

AuctionIndication Exchange::auction_indication(CompanyId company) const {
  const Listing& at = state_->listing(company);
  return at.company.status == CompanyStatus::auction ? state_->indication(at) : AuctionIndication();
}

std::size_t Exchange::auction_interest(CompanyId company) const {
  const Listing& at = state_->listing(company);
  return at.book.levels() + at.auction_market.size();
}

TopOfBook Exchange::top(CompanyId company) const {
  return state_->listing(company).book.top();
}

std::vector<BookLevel> Exchange::levels(CompanyId company, Side side, std::size_t depth) const {
  std::vector<BookLevel> levels;
  if (depth == 0) return levels;
  state_->listing(company).book.visit_levels(side, [&](Price price, const PriceLevel& level) {
    levels.push_back({price, Quantity(level.quantity), level.orders});
    return levels.size() < depth;
  });
  return levels;
}

std::size_t Exchange::copy_levels(CompanyId company, Side side, std::span<BookLevel> out) const {
  std::size_t count = 0;
  if (out.empty()) return count;
  state_->listing(company).book.visit_levels(side, [&](Price price, const PriceLevel& level) {
    out[count++] = {price, Quantity(level.quantity), level.orders};
    return count < out.size();
  });
  return count;
}

std::optional<BookOrder> Exchange::book_order(OrderId id) const {
  const std::uint32_t slot = state_->orders.find(id);
  if (slot == kNoSlot || !state_->stands_in_book(slot)) return std::nullopt;
  const RestingOrder& order = state_->orders.resting(slot);
  return BookOrder{order.id, order.limit_price, Quantity(state_->orders.shown(order))};
}

BookLevel Exchange::level(CompanyId company, Side side, Price price) const {
  return state_->listing(company).book.level(side, price);
}

std::vector<BookOrder> Exchange::orders(CompanyId company, Side side, std::size_t depth) const {
  std::vector<BookOrder> orders;
  if (depth == 0) return orders;
  state_->listing(company).book.visit_orders(state_->orders, side, [&](std::uint32_t slot, Price price) {
    const RestingOrder& order = state_->orders.resting(slot);
    orders.push_back({order.id, price, Quantity(state_->orders.shown(order))});
    return orders.size() < depth;
  });
  return orders;
}

const FeeTable& Exchange::fees() const {
  return state_->fees.table();
}
const Treasury& Exchange::treasury() const {
  return state_->treasury;
}

Money Exchange::fee(std::optional<CompanyId> company, std::optional<TraderId> trader, Liquidity liquidity,
                    Money notional, Quantity quantity, Timestamp now) const {
  const ScheduleIndex own = trader ? state_->accounts.trading(*trader).schedule : kNoSchedule;
  const ScheduleIndex of_company = company ? state_->listing(*company).schedule : kNoSchedule;
  return state_->fees.terms(own, of_company)
      .fee(liquidity, notional, quantity, trader ? volume_30d(*trader, now) : Amount());
}

Amount Exchange::fee_revenue(const AccountRef& beneficiary) const {
  switch (beneficiary.kind) {
    case AccountRef::Kind::exchange: return state_->exchange_fees;
    case AccountRef::Kind::issuer: return state_->listing(beneficiary.company()).issuer_fees;
    case AccountRef::Kind::trader: {
      const auto found = state_->trader_fees.find(beneficiary.trader());
      return found == state_->trader_fees.end() ? Amount() : found->second;
    }
    case AccountRef::Kind::outside:
    case AccountRef::Kind::treasury: break;
  }
  return Amount();
}

std::vector<TraderId> Exchange::traders_paid_fees() const {
  std::vector<TraderId> paid;
  for (const auto& [trader, fees] : state_->trader_fees) paid.push_back(trader);
  return paid;
}

Amount Exchange::volume_30d(TraderId trader, Timestamp now) const {
  return state_->accounts.trailing_volume(trader, day_of(now));
}

std::optional<OrderAllowance> Exchange::order_allowance(TraderId trader, Timestamp now) const {
  const auto found = state_->order_rates.find(trader);
  if (found == state_->order_rates.end()) return std::nullopt;
  const OrderRate& rate = found->second;
  return OrderAllowance{rate.limit(), rate.remaining(now), rate.until_full(now)};
}

OpenOrder Exchange::State::open_order_at(std::uint32_t slot) const {
  const RestingOrder& order = orders.resting(slot);
  return {order.id, order.trader, order.company, order.side};
}

bool Exchange::State::stands_in_book(std::uint32_t slot) const {
  const RestingOrder& order = orders.resting(slot);
  if (!market::is_open(order.status) || order.level == kNoLevel) return false;
  const ConditionalOrder* own = orders.find_conditions(order);
  return own == nullptr || own->place == Place::book;
}

Order Exchange::State::view(std::uint32_t slot) const {
  const RestingOrder& order = orders.resting(slot);
  const OrderDetail& detail = orders.detail(slot);
  const Listing& at = listing(order.company);
  const bool open = market::is_open(order.status);
  Order out;
  out.id = order.id;
  if (order.client != kNoSlot) out.client_order_id = client_ids[order.client].text;
  out.trader = order.trader;
  out.company = order.company;
  out.trader_slug = trader(order.trader).slug;
  out.symbol = at.company.symbol;
  out.side = order.side;
  out.type = order.type;
  out.time_in_force = order.time_in_force;
  out.self_trade = order.self_trade;
  out.post_only = order.post_only;
  out.status = order.status;
  out.reason = order.reason;
  out.quantity = Quantity(order.quantity);
  out.filled = Quantity(order.quantity - order.remaining);
  if (open) out.remaining = Quantity(order.remaining);
  if (has_limit(order.type)) out.limit_price = order.limit_price;
  out.filled_value = Amount(detail.filled_value);
  out.fees = detail.fees;
  const ConditionalOrder* own = orders.find_conditions(order);
  if (stands_in_book(slot)) out.queue_ahead = at.book.queue_ahead(orders, slot, order.side, queue_cursor);
  if (own != nullptr) view_conditions(*own, order.type, out);
  out.created_at = detail.created_at;
  // An order that is over was ended by this very command.
  out.updated_at = open ? detail.updated_at : stamp.time;
  out.seq = open ? detail.seq : stamp.seq;
  return out;
}

void Exchange::State::view_conditions(const ConditionalOrder& own, OrderType type, Order& out) {
  if (has_stop(type)) out.stop_price = own.stop_price;
  if (own.trail_amount != Price()) out.trail_amount = own.trail_amount;
  if (own.trail_percent != Rate()) out.trail_percent = own.trail_percent;
  if (own.display > 0) out.display_quantity = Quantity(own.display);
  out.order_class = own.order_class;
  if (own.parent != OrderId()) out.parent = own.parent;
  for (std::size_t i = 0; i < own.legs.size(); ++i)
    if (own.legs[i] != OrderId()) out.legs[i] = own.legs[i];
  if (own.expires_at != Timestamp()) out.expires_at = own.expires_at;
}

}  // namespace market

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

Exchange::State::Result Exchange::State::apply(const Command& command, Stamp at) {
  MARKET_CHECK(at.seq == seq + 1);
  MARKET_CHECK(at.time >= now);
  orders.release_ended([](std::uint32_t) {});
  events.clear();
  queue_cursor = {};
  stamp = at;
  Result result = std::visit([this](const auto& one) { return handle(one); }, command);
  if (!result) return result;
  if (!result->repeated) {
    seq = at.seq;
    now = at.time;
  }
  result->seq = seq;
  return result;
}

const std::vector<Event>& Exchange::events() const {
  return state_->events;
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
  const Position* position = state_->accounts.find_position(trader, company);
  return position == nullptr ? Position{} : *position;
}

std::optional<Order> Exchange::order(OrderId id) const {
  const std::uint32_t slot = state_->orders.find(id);
  if (slot == kNoSlot) return std::nullopt;
  return state_->view(slot);
}

bool Exchange::is_open(OrderId id) const {
  const std::uint32_t slot = state_->orders.find(id);
  return slot != kNoSlot && market::is_open(state_->orders.detail(slot).status);
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
  if (slot == kNoSlot || !market::is_open(state_->orders.detail(slot).status)) return std::nullopt;
  return state_->open_order_at(slot);
}

void Exchange::visit_open_orders(std::optional<TraderId> trader, OrderId after,
                                 const std::function<bool(const OpenOrder&)>& visit) const {
  const auto pass = [&](std::uint32_t slot) {
    return state_->orders.resting(slot).id <= after || visit(state_->open_order_at(slot));
  };
  if (trader)
    state_->orders.visit_own(*trader, pass);
  else
    state_->orders.visit_open(after, pass);
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

std::vector<BookOrder> Exchange::orders(CompanyId company, Side side, std::size_t depth) const {
  std::vector<BookOrder> orders;
  if (depth == 0) return orders;
  state_->listing(company).book.visit_orders(state_->orders, side, [&](std::uint32_t slot, Price price) {
    const RestingOrder& order = state_->orders.resting(slot);
    orders.push_back({order.id, price, Quantity(order.remaining)});
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

Money Exchange::fee(CompanyId company, std::optional<TraderId> trader, Liquidity liquidity,
                    Money notional) const {
  const ScheduleIndex own = trader ? state_->accounts.trading(*trader).schedule : kNoSchedule;
  return FeeBook::fee(state_->fees.schedule(own, state_->listing(company).schedule), liquidity, notional);
}

OpenOrder Exchange::State::open_order_at(std::uint32_t slot) const {
  const OrderDetail& detail = orders.detail(slot);
  return {orders.resting(slot).id, orders.resting(slot).trader, detail.company, detail.side};
}

Order Exchange::State::view(std::uint32_t slot) const {
  const RestingOrder& order = orders.resting(slot);
  const OrderDetail& detail = orders.detail(slot);
  const Listing& at = listing(detail.company);
  const bool open = market::is_open(detail.status);
  Order out;
  out.id = order.id;
  if (detail.client != kNoSlot) out.client_order_id = client_ids[detail.client].text;
  out.trader = order.trader;
  out.company = detail.company;
  out.trader_slug = trader(order.trader).slug;
  out.symbol = at.company.symbol;
  out.side = detail.side;
  out.type = detail.type;
  out.time_in_force = detail.time_in_force;
  out.self_trade = detail.self_trade;
  out.post_only = detail.post_only;
  out.status = detail.status;
  out.reason = detail.reason;
  out.quantity = Quantity(detail.quantity);
  out.filled = Quantity(detail.quantity - order.remaining);
  if (open) out.remaining = Quantity(order.remaining);
  if (detail.type == OrderType::limit) out.limit_price = detail.limit_price;
  out.filled_value = Amount(detail.filled_value);
  out.fees = detail.fees;
  if (open) out.queue_ahead = at.book.queue_ahead(orders, slot, detail.side, queue_cursor);
  out.created_at = detail.created_at;
  out.updated_at = detail.updated_at;
  out.seq = detail.seq;
  return out;
}

}  // namespace market

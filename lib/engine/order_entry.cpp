// Orders coming in, being amended and being canceled: the rules they must pass.
#include "core/decimal.hpp"
#include "core/hash.hpp"
#include "engine/refusals.hpp"
#include "engine/state.hpp"

namespace market {
namespace {

std::optional<Refused> check_band(const Company& company, Price price) {
  if (!company.band) return std::nullopt;
  const std::int64_t reference = company.reference_price.units();
  const auto reach = static_cast<std::int64_t>(Int128(reference) * company.band->units() / 1'000'000);
  const std::int64_t distance =
      price.units() > reference ? price.units() - reference : reference - price.units();
  if (distance <= reach) return std::nullopt;
  return refuse::out_of_band(price, Price(reference - reach), Price(reference + reach));
}

std::optional<Refused> check_range(Quantity quantity) {
  if (quantity >= Quantity(1) && quantity <= kMaxQuantity) return std::nullopt;
  return refuse::invalid("quantity must lie between 1 and 1000000000000", "quantity");
}

std::optional<Refused> check_range(Price price) {
  if (price > Price(0) && price.units() <= kMaxMoney.units()) return std::nullopt;
  return refuse::invalid("limit_price must be above 0 and at most " + to_text(kMaxMoney), "limit_price");
}

bool may_rest(const Entry& entry) {
  return entry.type == OrderType::limit && entry.time_in_force == TimeInForce::gtc;
}

std::uint64_t fingerprint_of(const PlaceOrder& order) {
  return Hasher()
      .add(std::uint64_t{order.company.value()})
      .add(static_cast<std::uint64_t>(order.side) | static_cast<std::uint64_t>(order.type) << 8 |
           static_cast<std::uint64_t>(order.time_in_force) << 16 |
           static_cast<std::uint64_t>(order.self_trade) << 24 |
           static_cast<std::uint64_t>(order.post_only) << 32)
      .add(order.quantity.shares())
      .add(order.limit_price.units())
      .digest();
}

}  // namespace

std::optional<Refused> Exchange::State::check_status_and_lot(const Listing& at, Quantity total) const {
  const Company& company = at.company;
  if (company.status == CompanyStatus::delisted) return refuse::delisted(company);
  if (company.status == CompanyStatus::halted) return refuse::halted(company);
  if (total.shares() % company.lot_size.shares() != 0) return refuse::off_lot(total, company.lot_size);
  return std::nullopt;
}

std::optional<Refused> Exchange::State::check_price(const Listing& at, const Entry& entry) const {
  if (entry.type != OrderType::limit) return std::nullopt;
  if (entry.limit.units() % at.company.tick_size.units() != 0)
    return refuse::off_tick(entry.limit, at.company.tick_size);
  return check_band(at.company, entry.limit);
}

std::optional<Refused> Exchange::State::check_size(const Entry& entry) const {
  const TradingAccount& limits = accounts.trading(entry.trader);
  if (entry.type == OrderType::limit) {
    const Amount value = wide_notional(entry.limit, entry.total);
    if (value > kMaxNotional)
      return refuse::too_large("price × quantity must not exceed " + to_text(kMaxNotional));
    if (value > limits.max_order_value)
      return refuse::too_large("the trader's limit is a value of " + to_text(limits.max_order_value));
  }
  if (entry.total > limits.max_order_quantity)
    return refuse::too_large("the trader's limit is " + std::to_string(limits.max_order_quantity.shares()) +
                             " shares");
  const bool adds_one = entry.existing == OrderId{} && may_rest(entry);
  if (adds_one && limits.account.open_orders >= limits.max_open_orders)
    return refuse::too_many_open_orders(limits.max_open_orders);
  return std::nullopt;
}

std::optional<Refused> Exchange::State::check_crossing(const Listing& at, const Entry& entry) const {
  if (entry.type == OrderType::market && entry.time_in_force == TimeInForce::gtc)
    return refuse::time_in_force(entry.type, entry.time_in_force);
  if (entry.post_only && !may_rest(entry)) return refuse::post_only_time_in_force();
  const Side other = opposite(entry.side);
  const bool crosses =
      entry.type == OrderType::market ? !at.book.empty(other) : at.book.crosses(entry.side, entry.limit);
  if (crosses) {
    if (entry.post_only) return refuse::post_only(entry.side, at.book.best_price(other));
    const std::uint32_t first = at.book.front(other);
    if (stops_at(first, entry.trader, entry.self_trade)) return refuse::self_trade(orders.resting(first).id);
  }
  if (!crosses && entry.type == OrderType::market) return refuse::no_liquidity(entry.side, at.company.symbol);
  return std::nullopt;
}

std::optional<Refused> Exchange::State::check_means(const Listing& at, const Entry& entry) const {
  if (entry.side == Side::sell) {
    const Quantity available = accounts.available_shares(entry.trader, at.company.id) + entry.held_shares;
    if (available < entry.remaining) return refuse::shares(entry.remaining, available, at.company.symbol);
    return std::nullopt;
  }
  const Money available = accounts.available(entry.trader) + entry.held_cash;
  if (entry.type == OrderType::limit) {
    const Money need = cash_need(at, entry.trader, entry.limit, entry.remaining);
    if (available < need) return refuse::funds(need, available);
    return std::nullopt;
  }
  if (entry.killed) return std::nullopt;  // it will buy nothing
  const Amount cost = market_buy_cost(at, entry, available);
  if (cost <= available) return std::nullopt;
  return refuse::market_funds(available);
}

std::optional<Refused> Exchange::State::check_offer(const Listing& at, const Entry& entry) const {
  if (auto refused = check_status_and_lot(at, entry.total)) return refused;
  if (auto refused = check_price(at, entry)) return refused;
  return check_size(entry);
}

std::optional<Refused> Exchange::State::check_rules(const Listing& at, const Entry& entry) const {
  if (auto refused = check_offer(at, entry)) return refused;
  if (auto refused = check_crossing(at, entry)) return refused;
  return check_means(at, entry);
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

std::uint32_t Exchange::State::open_order(const PlaceOrder& command, std::uint64_t fingerprint) {
  last_order = OrderId(last_order.value() + 1);
  const std::uint32_t slot = orders.create(last_order, command.trader);
  orders.resting(slot).remaining = command.quantity.shares();
  OrderDetail& detail = orders.detail(slot);
  detail.quantity = command.quantity.shares();
  if (command.type == OrderType::limit) detail.limit_price = command.limit_price;
  detail.created_at = detail.updated_at = stamp.time;
  detail.seq = stamp.seq;
  detail.company = command.company;
  detail.side = command.side;
  detail.type = command.type;
  detail.time_in_force = command.time_in_force;
  detail.self_trade = command.self_trade;
  detail.post_only = command.post_only;
  if (!command.client_order_id.empty()) {
    client_ids.prune(stamp.time, settings.idempotency_window);
    detail.client = client_ids.insert(command.trader, command.client_order_id, last_order, fingerprint);
  }
  ++accounts.cash(command.trader).open_orders;
  events.emplace_back(OrderAccepted{last_order, command.company});
  return slot;
}

Exchange::State::Result Exchange::State::handle(const PlaceOrder& command) {
  if (!known(command.trader)) return tl::unexpected(refuse::unknown_trader());
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  if (auto refused = check_range(command.quantity)) return tl::unexpected(*std::move(refused));
  if (command.type == OrderType::limit)
    if (auto refused = check_range(command.limit_price)) return tl::unexpected(*std::move(refused));
  std::uint64_t fingerprint = 0;
  if (!command.client_order_id.empty()) {
    fingerprint = fingerprint_of(command);
    if (auto answer = check_client_order_id(command, fingerprint)) return *std::move(answer);
  }
  Listing& at = listing(command.company);
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
              .held_cash = {},
              .held_shares = {}};
  entry.killed = command.time_in_force == TimeInForce::fok && would_be_killed(at, entry);
  if (auto refused = check_rules(at, entry)) return tl::unexpected(*std::move(refused));

  // From here on the order is accepted.
  const std::uint32_t slot = open_order(command, fingerprint);
  const OrderId id = last_order;
  reserve(at, slot);
  if (entry.killed)
    end_order(slot, OrderStatus::canceled, EndReason::fok_unfilled);
  else
    execute(at, slot);
  return Applied{.order = id, .company = command.company, .trader = command.trader};
}

Exchange::State::Result Exchange::State::handle(const AmendOrder& command) {
  const std::uint32_t slot = orders.find(command.order);
  if (slot == kNoSlot)
    return tl::unexpected(command.order == OrderId{} || command.order > last_order
                              ? refuse::unknown_order(command.order)
                              : refuse::closed_order(command.order));
  if (!command.quantity && !command.limit_price)
    return tl::unexpected(refuse::invalid("name a new quantity, a new limit_price or both"));
  if (command.quantity)
    if (auto refused = check_range(*command.quantity)) return tl::unexpected(*std::move(refused));
  if (command.limit_price)
    if (auto refused = check_range(*command.limit_price)) return tl::unexpected(*std::move(refused));

  const RestingOrder& resting = orders.resting(slot);
  const OrderDetail& detail = orders.detail(slot);
  Listing& at = listing(detail.company);
  const Quantity total = command.quantity.value_or(Quantity(detail.quantity));
  const Quantity filled(detail.quantity - resting.remaining);
  const Entry entry{.existing = command.order,
                    .trader = resting.trader,
                    .side = detail.side,
                    .type = detail.type,
                    .time_in_force = detail.time_in_force,
                    .self_trade = detail.self_trade,
                    .post_only = detail.post_only,
                    .total = total,
                    .remaining = total - filled,
                    .limit = command.limit_price.value_or(detail.limit_price),
                    .held_cash = detail.reserved,
                    .held_shares = detail.side == Side::sell ? Quantity(resting.remaining) : Quantity{}};
  const bool keeps_place = entry.limit == detail.limit_price && total <= Quantity(detail.quantity);
  if (keeps_place) {
    // Nothing new comes to the market, so only the company's state and the lot can object.
    if (auto refused = check_status_and_lot(at, total)) return tl::unexpected(*std::move(refused));
    return total <= filled ? end_amended(at, slot) : amend_in_place(at, slot, total);
  }
  if (total <= filled) {
    if (auto refused = check_offer(at, entry)) return tl::unexpected(*std::move(refused));
    return end_amended(at, slot);
  }
  if (auto refused = check_rules(at, entry)) return tl::unexpected(*std::move(refused));
  return requeue(at, slot, entry);
}

Exchange::State::Result Exchange::State::end_amended(Listing& at, std::uint32_t slot) {
  const OrderId id = orders.resting(slot).id;
  events.emplace_back(OrderAmended{id, at.company.id});
  cancel_resting(slot, EndReason::amended);
  return Applied{.order = id, .company = at.company.id, .trader = orders.resting(slot).trader};
}

Exchange::State::Result Exchange::State::amend_in_place(Listing& at, std::uint32_t slot, Quantity total) {
  OrderDetail& detail = orders.detail(slot);
  const RestingOrder& order = orders.resting(slot);
  release(slot);
  at.book.reduce(orders, slot, detail.side, detail.quantity - total.shares());
  detail.quantity = total.shares();
  reserve(at, slot);
  detail.updated_at = stamp.time;
  detail.seq = stamp.seq;
  events.emplace_back(OrderAmended{order.id, at.company.id});
  return Applied{.order = order.id, .company = at.company.id, .trader = order.trader};
}

Exchange::State::Result Exchange::State::requeue(Listing& at, std::uint32_t slot, const Entry& entry) {
  OrderDetail& detail = orders.detail(slot);
  RestingOrder& order = orders.resting(slot);
  at.book.remove(orders, slot, detail.side);
  release(slot);
  detail.quantity = entry.total.shares();
  detail.limit_price = entry.limit;
  order.remaining = entry.remaining.shares();
  detail.updated_at = stamp.time;
  detail.seq = stamp.seq;
  reserve(at, slot);
  events.emplace_back(OrderAmended{order.id, at.company.id});
  execute(at, slot);
  return Applied{.order = order.id, .company = at.company.id, .trader = order.trader};
}

Exchange::State::Result Exchange::State::handle(const CancelOrder& command) {
  const std::uint32_t slot = orders.find(command.order);
  if (slot == kNoSlot)
    return tl::unexpected(command.order == OrderId{} || command.order > last_order
                              ? refuse::unknown_order(command.order)
                              : refuse::closed_order(command.order));
  cancel_resting(slot, EndReason::requested);
  return Applied{
      .order = command.order, .company = orders.detail(slot).company, .trader = orders.resting(slot).trader};
}

Exchange::State::Result Exchange::State::handle(const CancelAll& command) {
  if (command.trader && !known(*command.trader)) return tl::unexpected(refuse::unknown_trader());
  if (command.company && !known(*command.company)) return tl::unexpected(refuse::unknown_company());
  std::vector<std::uint32_t> matching;
  const auto collect = [&](std::uint32_t slot) {
    const OrderDetail& detail = orders.detail(slot);
    if ((!command.company || *command.company == detail.company) &&
        (!command.side || *command.side == detail.side))
      matching.push_back(slot);
    return true;
  };
  if (command.trader)
    orders.visit_own(*command.trader, collect);
  else
    orders.visit_open(OrderId{}, collect);
  for (const std::uint32_t slot : matching) cancel_resting(slot, EndReason::requested);
  return Applied{.company = command.company.value_or(CompanyId{}),
                 .trader = command.trader.value_or(TraderId{})};
}

}  // namespace market

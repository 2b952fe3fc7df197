#include "tests/support/naive_exchange.hpp"

#include <algorithm>
#include <stdexcept>

namespace market::test {
namespace {

void require(bool condition, const char* what) {
  if (!condition) throw std::logic_error(std::string("the naive exchange contradicts itself: ") + what);
}

// a × b / c to the nearest integer, a tie to the even one.
Int128 rounded(Int128 a, Int128 b, Int128 c) {
  const Int128 product = a * b;
  const Int128 magnitude = product < 0 ? -product : product;
  const Int128 whole = magnitude / c;
  const Int128 rest = magnitude - whole * c;
  const bool up = rest + rest > c || (rest + rest == c && whole % 2 == 1);
  const Int128 result = whole + (up ? 1 : 0);
  return product < 0 ? -result : result;
}

Money fraction(Money value, std::int64_t rate_units) {
  return Money(static_cast<std::int64_t>(rounded(value.units(), rate_units, kRateUnitsPerOne)));
}

Int128 value_units(Price price, Quantity quantity) {
  return Int128(price.units()) * quantity.shares();
}

Money value_of(Price price, Quantity quantity) {
  const Int128 units = value_units(price, quantity);
  require(units <= kMaxNotional.units(), "an order is worth more than any may be");
  return Money(static_cast<std::int64_t>(units));
}

bool valid(Quantity quantity) {
  return quantity >= Quantity(1) && quantity <= kMaxQuantity;
}
bool valid(Price price) {
  return price > Price(0) && price.units() <= kMaxMoney.units();
}
bool valid_amount(Money amount) {
  return amount > Money(0) && amount <= kMaxMoney;
}

bool same_body(const PlaceOrder& a, const PlaceOrder& b) {
  const bool same_price = a.type == OrderType::market || a.limit_price == b.limit_price;
  return a.trader == b.trader && a.company == b.company && a.side == b.side && a.type == b.type &&
         a.time_in_force == b.time_in_force && a.self_trade == b.self_trade && a.post_only == b.post_only &&
         a.quantity == b.quantity && same_price && a.client_order_id == b.client_order_id;
}

}  // namespace

NaiveOutcome NaiveExchange::apply(const Command& command, Stamp stamp) {
  outcome_ = {};
  ended_.clear();
  stamp_ = stamp;
  outcome_.applied.seq = stamp.seq;
  outcome_.refusal = std::visit([this](const auto& c) { return run(c); }, command);
  if (!outcome_.refusal && !outcome_.applied.repeated) seq_ = stamp.seq;
  return outcome_;
}

Account NaiveExchange::account(TraderId id) const {
  return {.cash = cash_.at(id.value()),
          .reserved = reserved_cash(id),
          .fees_paid = fees_paid_.at(id.value()),
          .open_orders = static_cast<std::uint32_t>(open_of_.at(id.value()).size())};
}

Position NaiveExchange::position(TraderId trader, CompanyId company) const {
  const auto it = holdings_.find({trader, company});
  if (it == holdings_.end()) return {};
  return {.quantity = it->second.quantity,
          .reserved = reserved_shares(trader, company),
          .cost = it->second.cost,
          .realized_pnl = it->second.realized_pnl};
}

const Order& NaiveExchange::order(OrderId id) const {
  const auto it = open_.find(id);
  return it != open_.end() ? it->second : ended_.at(id);
}

const std::vector<OrderId>& NaiveExchange::queue(CompanyId company, Side side) const {
  static const std::vector<OrderId> none;
  const auto it = queues_.find({company, side});
  return it != queues_.end() ? it->second : none;
}

// ---- companies, traders, cash ----

NaiveExchange::MaybeRefusal NaiveExchange::run(const Configure& command) {
  settings_ = command.settings;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const RegisterCompany& command) {
  const bool sound = valid(command.shares) && valid(command.initial_price) && valid(command.tick_size) &&
                     valid(command.lot_size) && (!command.band || *command.band > Rate(0));
  if (!sound) return Refusal::invalid_request;
  for (const Company& company : companies_)
    if (company.symbol == command.symbol) return Refusal::duplicate_symbol;
  Company company;
  company.id = CompanyId(static_cast<std::uint32_t>(companies_.size()));
  company.symbol = command.symbol;
  company.shares = company.treasury_shares = command.shares;
  company.tick_size = command.tick_size;
  company.lot_size = command.lot_size;
  company.band = command.band;
  company.initial_price = company.reference_price = company.last_price = command.initial_price;
  company.fee_schedule = command.fee_schedule;
  companies_.push_back(company);
  issuer_revenue_.emplace_back();
  outcome_.applied.company = company.id;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const UpdateCompany& command) {
  const bool sound = (!command.tick_size || valid(*command.tick_size)) &&
                     (!command.lot_size || valid(*command.lot_size)) &&
                     (!command.band || !*command.band || **command.band > Rate(0));
  if (!sound) return Refusal::invalid_request;
  if (!exists(command.company)) return Refusal::not_found;
  Company& company = companies_[command.company.value()];
  if (command.tick_size) company.tick_size = *command.tick_size;
  if (command.lot_size) company.lot_size = *command.lot_size;
  if (command.band) company.band = *command.band;
  if (command.fee_schedule) rereserve([&] { company.fee_schedule = *command.fee_schedule; });
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const HaltCompany& command) {
  if (!exists(command.company)) return Refusal::not_found;
  companies_[command.company.value()].status = CompanyStatus::halted;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const ResumeCompany& command) {
  if (!exists(command.company)) return Refusal::not_found;
  companies_[command.company.value()].status = CompanyStatus::trading;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const IssueShares& command) {
  if (!valid(command.quantity)) return Refusal::invalid_request;
  if (!exists(command.company) || !exists(command.trader)) return Refusal::not_found;
  if (command.quantity > company(command.company).treasury_shares) return Refusal::insufficient_shares;
  give(command.trader, command.company, command.quantity);
  return {};
}

// From the treasury, at the last price for the average cost.
void NaiveExchange::give(TraderId trader, CompanyId company_id, Quantity quantity) {
  Company& company = companies_[company_id.value()];
  company.treasury_shares -= quantity;
  Holding& holding = holdings_[{trader, company_id}];
  holding.quantity += quantity;
  holding.cost += Amount(value_units(company.last_price, quantity));
  outcome_.traders.insert(trader);
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const RegisterTrader& command) {
  if (command.cash < Money(0) || command.cash > kMaxMoney) return Refusal::invalid_request;
  std::map<CompanyId, Quantity> wanted;
  for (const auto& [company_id, quantity] : command.holdings) {
    if (!valid(quantity)) return Refusal::invalid_request;
    if (!exists(company_id)) return Refusal::not_found;
    wanted[company_id] += quantity;
  }
  for (const Trader& trader : traders_)
    if (trader.slug == command.slug) return Refusal::duplicate_trader;
  for (const auto& [company_id, quantity] : wanted)
    if (quantity > company(company_id).treasury_shares) return Refusal::insufficient_shares;

  Trader trader;
  trader.id = TraderId(static_cast<std::uint32_t>(traders_.size()));
  trader.slug = command.slug;
  trader.fee_schedule = command.fee_schedule;
  trader.limits = command.limits;
  traders_.push_back(trader);
  cash_.push_back(command.cash);
  fees_paid_.emplace_back();
  open_of_.emplace_back();
  for (const auto& [company_id, quantity] : command.holdings) give(trader.id, company_id, quantity);
  outcome_.applied.trader = trader.id;
  outcome_.traders.insert(trader.id);
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const Deposit& command) {
  if (!valid_amount(command.amount)) return Refusal::invalid_request;
  if (!exists(command.trader)) return Refusal::not_found;
  Int128 total = Int128(exchange_revenue_.units()) + command.amount.units();
  for (const Money cash : cash_) total += cash.units();
  for (const Money revenue : issuer_revenue_) total += revenue.units();
  if (total > kMaxCash.units()) return Refusal::invalid_request;
  cash_[command.trader.value()] += command.amount;
  outcome_.traders.insert(command.trader);
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const Withdraw& command) {
  if (command.amount <= Money(0)) return Refusal::invalid_request;
  if (!exists(command.trader)) return Refusal::not_found;
  if (command.amount > available(command.trader)) return Refusal::insufficient_funds;
  cash_[command.trader.value()] -= command.amount;
  outcome_.traders.insert(command.trader);
  return {};
}

// API keys and the scenario's name have no effect on trading: the model only counts them as applied.
NaiveExchange::MaybeRefusal NaiveExchange::run(const AddKey& command) {
  if (!exists(command.trader)) return Refusal::not_found;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const RevokeKey& command) {
  if (!exists(command.trader)) return Refusal::not_found;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const MarkScenario&) {
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const SetFees& command) {
  if (!check_fee_table(command.table).empty()) return Refusal::invalid_request;
  rereserve([&] { fees_ = command.table; });
  return {};
}

// Makes a change that alters fees. Then everything reserved is reserved anew, in order of order id: an order
// whose need the trader's cash no longer covers is canceled.
template <class Change>
void NaiveExchange::rereserve(Change change) {
  change();
  std::map<TraderId, Money> reserved;
  std::vector<OrderId> uncovered;
  for (const auto& [id, order] : open_) {
    Money& total = reserved[order.trader];
    if (cash_[order.trader.value()] - total >= need(order))
      total += need(order);
    else
      uncovered.push_back(id);
    outcome_.traders.insert(order.trader);
  }
  for (const OrderId id : uncovered) end(id, OrderStatus::canceled, EndReason::insufficient_funds);
}

// ---- fees and reservations ----

const FeeSchedule& NaiveExchange::schedule(TraderId trader, CompanyId company_id) const {
  std::string name = traders_.at(trader.value()).fee_schedule;
  if (name.empty()) name = company(company_id).fee_schedule;
  if (name.empty()) name = fees_.default_schedule;
  for (const FeeSchedule& schedule : fees_.schedules)
    if (schedule.name == name) return schedule;
  throw std::logic_error("no fee schedule " + name);
}

Money NaiveExchange::fee(TraderId trader, CompanyId company_id, Liquidity liquidity, Money notional) const {
  const FeeSchedule& s = schedule(trader, company_id);
  return fraction(notional, (liquidity == Liquidity::maker ? s.maker : s.taker).bps.units());
}

// What an open order keeps reserved in cash.
Money NaiveExchange::need(const Order& order) const {
  if (order.side == Side::sell || order.type == OrderType::market) return Money(0);
  const FeeSchedule& s = schedule(order.trader, order.company);
  const std::int64_t worst = std::max({s.maker.bps.units(), s.taker.bps.units(), std::int64_t{0}});
  const Money value = value_of(*order.limit_price, order.remaining);
  return value + fraction(value, worst);
}

Money NaiveExchange::reserved_cash(TraderId trader) const {
  Money sum;
  for (const OrderId id : open_of_.at(trader.value())) sum += need(open_.at(id));
  return sum;
}

Quantity NaiveExchange::reserved_shares(TraderId trader, CompanyId company_id) const {
  Quantity sum;
  for (const OrderId id : open_of_.at(trader.value())) {
    const Order& order = open_.at(id);
    if (order.side == Side::sell && order.company == company_id) sum += order.remaining;
  }
  return sum;
}

// ---- the checks of an order, in the order of the contract ----

NaiveExchange::MaybeRefusal NaiveExchange::refuse_market_state(const Order& order) const {
  const CompanyStatus status = company(order.company).status;
  if (status == CompanyStatus::delisted) return Refusal::company_delisted;
  if (status == CompanyStatus::halted) return Refusal::market_halted;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::refuse_price(const Company& company, Price limit) const {
  if (limit.units() % company.tick_size.units() != 0) return Refusal::price_off_tick;
  if (!company.band) return {};
  const Int128 reference = company.reference_price.units();
  const Int128 distance = limit.units() > reference ? limit.units() - reference : reference - limit.units();
  constexpr Int128 kWhole = 1'000'000;  // 100 percent in units of 0.0001 percent
  if (distance * kWhole > reference * company.band->units()) return Refusal::price_out_of_band;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::refuse_size(const Order& order) const {
  const TraderLimits& limits = traders_[order.trader.value()].limits;
  if (limits.max_order_quantity && order.quantity > *limits.max_order_quantity)
    return Refusal::order_too_large;
  if (order.type == OrderType::market) return {};
  const Int128 value = value_units(*order.limit_price, order.quantity);
  if (value > kMaxNotional.units()) return Refusal::order_too_large;
  if (limits.max_order_value && value > limits.max_order_value->units()) return Refusal::order_too_large;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::refuse_matching(const Order& order, const Plan& plan) const {
  if (order.post_only) {
    const auto& makers = queue(order.company, opposite(order.side));
    if (!makers.empty() && crosses(order, open_.at(makers.front()))) return Refusal::post_only_would_cross;
  }
  if (plan.met_own && plan.fills.empty()) return Refusal::self_trade;
  const bool empty = queue(order.company, opposite(order.side)).empty();
  if (order.type == OrderType::market && empty) return Refusal::no_liquidity;
  return {};
}

// `replaced` is the order as it stands while an amended one is checked: what it has reserved counts as free.
NaiveExchange::MaybeRefusal NaiveExchange::refuse_means(const Order& order, const Plan& plan,
                                                        const Order* replaced) const {
  if (order.side == Side::sell) {
    const Position held = position(order.trader, order.company);
    const Quantity own = replaced ? replaced->remaining : Quantity(0);
    if (held.quantity - held.reserved + own < order.remaining) return Refusal::insufficient_shares;
    return {};
  }
  const Money free = available(order.trader) + (replaced ? need(*replaced) : Money(0));
  if (order.type == OrderType::limit) {
    if (free < need(order)) return Refusal::insufficient_funds;
    return {};
  }
  if (order.time_in_force == TimeInForce::fok && plan.total < order.remaining) return {};
  Int128 cost = 0;
  for (const Fill& fill : plan.fills) {
    const Order& maker = open_.at(fill.maker);
    const Money value = value_of(*maker.limit_price, fill.quantity);
    cost += value.units() + fees_of(maker, order, value).second.units();
  }
  if (cost > free.units()) return Refusal::insufficient_funds;
  return {};
}

// ---- placing, amending, canceling ----

NaiveExchange::MaybeRefusal NaiveExchange::run(const PlaceOrder& command) {
  const bool limit = command.type == OrderType::limit;
  if (!valid(command.quantity) || (limit && !valid(command.limit_price))) return Refusal::invalid_request;
  if (!exists(command.trader) || !exists(command.company)) return Refusal::not_found;

  const std::pair client_key{command.trader, command.client_order_id};
  if (const auto it = clients_.find(client_key); !command.client_order_id.empty() && it != clients_.end()) {
    const Client& client = it->second;
    if (!client.ended_at || stamp_.time - *client.ended_at < settings_.idempotency_window) {
      if (!same_body(client.body, command)) return Refusal::duplicate_client_order_id;
      outcome_.applied = {.seq = seq_, .order = client.order, .company = {}, .trader = {}, .repeated = true};
      return {};
    }
  }

  Order order;
  order.client_order_id = command.client_order_id;
  order.trader = command.trader;
  order.company = command.company;
  order.side = command.side;
  order.type = command.type;
  order.time_in_force = command.time_in_force;
  order.self_trade = command.self_trade;
  order.post_only = command.post_only;
  order.quantity = order.remaining = command.quantity;
  if (limit) order.limit_price = command.limit_price;
  order.created_at = stamp_.time;

  const Company& company = companies_[command.company.value()];
  const TraderLimits& limits = traders_[command.trader.value()].limits;
  const bool may_rest = limit && order.time_in_force == TimeInForce::gtc;
  if (const auto refusal = refuse_market_state(order)) return refusal;
  if (order.quantity.shares() % company.lot_size.shares() != 0) return Refusal::quantity_off_lot;
  if (limit)
    if (const auto refusal = refuse_price(company, command.limit_price)) return refusal;
  if (const auto refusal = refuse_size(order)) return refusal;
  if (may_rest && open_of_[order.trader.value()].size() >= limits.max_open_orders)
    return Refusal::too_many_open_orders;
  if (!limit && order.time_in_force == TimeInForce::gtc) return Refusal::invalid_time_in_force;
  if (order.post_only && !may_rest) return Refusal::invalid_time_in_force;
  const Plan fills = plan(order);
  if (const auto refusal = refuse_matching(order, fills)) return refusal;
  if (const auto refusal = refuse_means(order, fills, nullptr)) return refusal;

  order.id = last_order_ = OrderId(last_order_.value() + 1);
  outcome_.applied.order = order.id;
  open_[order.id] = order;
  open_of_[order.trader.value()].insert(order.id);
  if (!order.client_order_id.empty()) clients_[client_key] = {command, order.id, std::nullopt};
  enter(order.id, fills);
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const AmendOrder& command) {
  if (!command.quantity && !command.limit_price) return Refusal::invalid_request;
  if (command.quantity && !valid(*command.quantity)) return Refusal::invalid_request;
  if (command.limit_price && !valid(*command.limit_price)) return Refusal::invalid_request;
  if (command.order == OrderId() || command.order > last_order_) return Refusal::not_found;
  if (!is_open(command.order)) return Refusal::order_closed;

  Order& order = open_.at(command.order);
  const Company& company = companies_[order.company.value()];
  Order amended = order;
  if (command.quantity) amended.quantity = *command.quantity;
  if (command.limit_price) amended.limit_price = *command.limit_price;
  const bool none_left = amended.quantity <= amended.filled;
  const bool keeps_place = amended.limit_price == order.limit_price && amended.quantity <= order.quantity;
  amended.remaining = none_left ? Quantity(0) : amended.quantity - amended.filled;

  if (const auto refusal = refuse_market_state(order)) return refusal;
  if (amended.quantity.shares() % company.lot_size.shares() != 0) return Refusal::quantity_off_lot;
  if (!keeps_place)
    if (const auto refusal = refuse_price(company, *amended.limit_price)) return refusal;
  if (const auto refusal = refuse_size(amended)) return refusal;
  Plan fills;
  if (!none_left && !keeps_place) {
    fills = plan(amended);
    if (const auto refusal = refuse_matching(amended, fills)) return refusal;
  }
  if (const auto refusal = refuse_means(amended, fills, &order)) return refusal;

  outcome_.applied.order = order.id;
  if (none_left) {
    end(order.id, OrderStatus::canceled, EndReason::amended);
    return {};
  }
  if (!keeps_place) leave_queue(order);
  order.limit_price = amended.limit_price;
  order.quantity = amended.quantity;
  order.remaining = amended.remaining;
  touch(order);
  if (!keeps_place) enter(order.id, fills);
  return {};
}

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
  for (const OrderId id : matching) end(id, OrderStatus::canceled, EndReason::requested);
  return {};
}

// ---- matching ----

bool NaiveExchange::crosses(const Order& order, const Order& maker) const {
  if (order.type == OrderType::market) return true;
  return order.side == Side::buy ? maker.limit_price <= order.limit_price
                                 : maker.limit_price >= order.limit_price;
}

NaiveExchange::Plan NaiveExchange::plan(const Order& order) const {
  Plan plan;
  for (const OrderId id : queue(order.company, opposite(order.side))) {
    const Order& maker = open_.at(id);
    if (plan.total == order.remaining || !crosses(order, maker)) break;
    if (maker.trader == order.trader && order.self_trade == SelfTradePolicy::cancel_newest) {
      plan.met_own = true;
      break;
    }
    const Quantity quantity = std::min(maker.remaining, order.remaining - plan.total);
    plan.fills.push_back({id, quantity});
    plan.total += quantity;
  }
  return plan;
}

void NaiveExchange::enter(OrderId id, const Plan& plan) {
  Order& order = open_.at(id);
  touch(order);
  if (order.time_in_force == TimeInForce::fok && plan.total < order.remaining) {
    end(id, OrderStatus::canceled, EndReason::fok_unfilled);
    return;
  }
  for (const Fill& each : plan.fills) fill(id, each);
  if (order.remaining == Quantity(0))
    end(id, OrderStatus::filled, EndReason::none);
  else if (plan.met_own)
    end(id, OrderStatus::canceled, EndReason::self_trade);
  else if (order.type == OrderType::market)
    end(id, OrderStatus::canceled, EndReason::market_remainder);
  else if (order.time_in_force == TimeInForce::ioc)
    end(id, OrderStatus::canceled, EndReason::ioc_remainder);
  else
    join_queue(order);
}

void NaiveExchange::fill(OrderId taker_id, const Fill& fill) {
  Order& taker = open_.at(taker_id);
  Order& maker = open_.at(fill.maker);
  const bool buying = taker.side == Side::buy;
  const Order& buyer = buying ? taker : maker;
  const Order& seller = buying ? maker : taker;

  Trade trade;
  trade.id = last_trade_ = TradeId(last_trade_.value() + 1);
  trade.company = taker.company;
  trade.aggressor = taker.side;
  trade.price = *maker.limit_price;
  trade.quantity = fill.quantity;
  trade.buy_order = buyer.id;
  trade.sell_order = seller.id;
  trade.buyer = buyer.trader;
  trade.seller = seller.trader;
  trade.time = stamp_.time;
  trade.seq = stamp_.seq;

  for (Order* order : {&taker, &maker}) {
    order->filled += fill.quantity;
    order->remaining -= fill.quantity;
    order->filled_value += Amount(value_units(trade.price, fill.quantity));
    order->status = OrderStatus::partially_filled;
    touch(*order);
  }
  settle(maker, taker, trade);
  (buying ? taker : maker).fees += trade.buyer_fee;
  (buying ? maker : taker).fees += trade.seller_fee;
  companies_[trade.company.value()].last_price = trade.price;
  outcome_.trades.push_back(trade);
  if (maker.remaining == Quantity(0)) end(maker.id, OrderStatus::filled, EndReason::none);
}

// The fees of the maker and the taker; a rebate is never more than the other side pays.
std::pair<Money, Money> NaiveExchange::fees_of(const Order& maker, const Order& taker, Money value) const {
  Money maker_fee = fee(maker.trader, maker.company, Liquidity::maker, value);
  Money taker_fee = fee(taker.trader, taker.company, Liquidity::taker, value);
  if (maker_fee + taker_fee < Money(0)) {
    Money& rebate = maker_fee < taker_fee ? maker_fee : taker_fee;
    rebate = -std::max(maker_fee, taker_fee);
  }
  return {maker_fee, taker_fee};
}

// Called when the fill already reduced what the buyer's order reserves.
void NaiveExchange::settle(const Order& maker, const Order& taker, Trade& trade) {
  const bool buying = taker.side == Side::buy;
  const Money value = value_of(trade.price, trade.quantity);
  const auto [maker_fee, taker_fee] = fees_of(maker, taker, value);
  Money buyer_fee = buying ? taker_fee : maker_fee;
  Money seller_fee = buying ? maker_fee : taker_fee;
  const Money short_by = value + buyer_fee - available(trade.buyer);
  if (short_by > Money(0)) {
    require(short_by == Money(1), "a reservation was short by more than rounding");
    buyer_fee -= short_by;
    if (buyer_fee + seller_fee < Money(0)) seller_fee = -buyer_fee;
  }
  trade.buyer_fee = buyer_fee;
  trade.seller_fee = seller_fee;

  cash_[trade.buyer.value()] -= value + buyer_fee;
  cash_[trade.seller.value()] += value - seller_fee;
  fees_paid_[trade.buyer.value()] += buyer_fee;
  fees_paid_[trade.seller.value()] += seller_fee;

  Holding& bought = holdings_[{trade.buyer, trade.company}];
  bought.quantity += trade.quantity;
  bought.cost += value;
  Holding& sold = holdings_[{trade.seller, trade.company}];
  const Amount cost(rounded(sold.cost.units(), trade.quantity.shares(), sold.quantity.shares()));
  sold.quantity -= trade.quantity;
  sold.cost -= cost;
  sold.realized_pnl += Amount(value) - cost;

  outcome_.traders.insert(trade.buyer);
  outcome_.traders.insert(trade.seller);
  distribute(trade.company, buyer_fee + seller_fee);
}

// Each beneficiary gets its share rounded down; what is left goes out 0.0001 each to the largest remainders.
void NaiveExchange::distribute(CompanyId company_id, Money fees) {
  struct Part {
    std::int64_t units, remainder;
  };
  std::vector<Part> parts;
  std::int64_t left = fees.units();
  for (const Beneficiary& beneficiary : fees_.distribution) {
    const Int128 product = Int128(fees.units()) * beneficiary.share_units;
    parts.push_back({static_cast<std::int64_t>(product / kShareUnitsPerOne),
                     static_cast<std::int64_t>(product % kShareUnitsPerOne)});
    left -= parts.back().units;
  }
  for (; left > 0; --left) {
    std::size_t largest = 0;
    for (std::size_t i = 1; i < parts.size(); ++i)
      if (parts[i].remainder > parts[largest].remainder) largest = i;
    ++parts[largest].units;
    parts[largest].remainder = -1;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Beneficiary& beneficiary = fees_.distribution[i];
    const Money part(parts[i].units);
    switch (beneficiary.kind) {
      case Beneficiary::Kind::exchange: exchange_revenue_ += part; break;
      case Beneficiary::Kind::issuer: issuer_revenue_[company_id.value()] += part; break;
      case Beneficiary::Kind::trader:
        for (const Trader& trader : traders_)
          if (trader.slug == beneficiary.trader) {
            cash_[trader.id.value()] += part;
            outcome_.traders.insert(trader.id);
          }
        break;
    }
  }
}

// ---- the queues and the life of an order ----

void NaiveExchange::join_queue(const Order& order) {
  auto& queue = queues_[{order.company, order.side}];
  const auto behind = std::find_if(queue.begin(), queue.end(), [&](OrderId id) {
    const Price other = *open_.at(id).limit_price;
    return order.side == Side::buy ? other < *order.limit_price : other > *order.limit_price;
  });
  queue.insert(behind, order.id);
}

void NaiveExchange::leave_queue(const Order& order) {
  auto& queue = queues_[{order.company, order.side}];
  queue.erase(std::remove(queue.begin(), queue.end(), order.id), queue.end());
}

void NaiveExchange::touch(Order& order) {
  order.updated_at = stamp_.time;
  order.seq = stamp_.seq;
  outcome_.touched.insert(order.id);
  outcome_.traders.insert(order.trader);
}

void NaiveExchange::end(OrderId id, OrderStatus status, EndReason reason) {
  Order& order = open_.at(id);
  touch(order);
  leave_queue(order);
  order.status = status;
  order.reason = reason;
  order.remaining = Quantity(0);
  if (!order.client_order_id.empty())
    clients_.at({order.trader, order.client_order_id}).ended_at = stamp_.time;
  outcome_.ended.push_back(id);
  open_of_[order.trader.value()].erase(id);
  ended_[id] = order;
  open_.erase(id);
}

}  // namespace market::test

// What an order does that meets the book while the company trades.
#include <algorithm>

#include "tests/support/naive_arithmetic.hpp"
#include "tests/support/naive_exchange.hpp"

namespace market::test {

// How far a market order goes.
Price NaiveExchange::collar_bound(CompanyId id, Side side) const {
  const Company& company = this->company(id);
  const Int128 last = company.last_price.units();
  if (side == Side::buy) {
    const Int128 exact = last * (kWholePercent + rules_.collar.units()) / kWholePercent;
    return company.ticks.round_down(
        Price(static_cast<std::int64_t>(std::min(exact, Int128(kMaxMoney.units())))));
  }
  const Int128 scaled = last * (kWholePercent - rules_.collar.units());
  if (scaled <= 0) return company.ticks.base;
  const Int128 exact = (scaled + kWholePercent - 1) / kWholePercent;
  return company.ticks.round_up(Price(static_cast<std::int64_t>(exact)));
}

bool NaiveExchange::reaches(const NaiveOrder& order, Price maker_price) const {
  const Price limit =
      acts_as_market(order) ? collar_bound(order.company, order.side) : order.limit_price.value();
  return order.side == Side::buy ? maker_price <= limit : maker_price >= limit;
}

// `more`: prices that this order traded at before.
bool NaiveExchange::trips_breaker(const Company& company, const std::vector<Price>& more, Price price) const {
  if (!company.breaker) return false;
  std::vector<Price> prices = more;
  if (const auto it = windows_.find(company.id); it != windows_.end())
    for (const WindowPrice& entry : it->second)
      if (entry.time > stamp_.time - company.breaker->window) prices.push_back(entry.price);
  if (prices.empty()) return false;
  const Int128 lowest = std::min_element(prices.begin(), prices.end())->units();
  const Int128 highest = std::max_element(prices.begin(), prices.end())->units();
  const Int128 percent = company.breaker->percent.units(), scaled = price.units() * kWholePercent;
  return scaled > lowest * (kWholePercent + percent) || scaled < highest * (kWholePercent - percent);
}

Quantity NaiveExchange::slice(const NaiveOrder& order) {
  return std::min(order.display_quantity.value_or(order.remaining), order.remaining);
}

// Whom the order meets, in turn, worked out on a copy of the other side's queue.
NaiveExchange::Plan NaiveExchange::plan(const NaiveOrder& order) const {
  Plan plan;
  const Company& company = this->company(order.company);
  std::vector<NaiveOrder> makers;
  for (const OrderId id : queue(order.company, opposite(order.side))) makers.push_back(open_.at(id));
  std::vector<Price> prices;
  Quantity left = order.remaining;
  while (left > Quantity(0) && !makers.empty() && reaches(order, *makers.front().limit_price)) {
    NaiveOrder& maker = makers.front();
    const Price price = *maker.limit_price;
    if (maker.trader == order.trader && order.self_trade != SelfTradePolicy::allow) {
      const bool both_lose = order.self_trade == SelfTradePolicy::decrement;
      const Quantity lost = both_lose ? std::min(left, maker.remaining) : Quantity(0);
      plan.meetings.push_back({maker.id, price, lost, true});
      if (order.self_trade == SelfTradePolicy::cancel_newest ||
          order.self_trade == SelfTradePolicy::cancel_both)
        break;
      left -= lost;
      maker.remaining -= lost;
      if (!both_lose || maker.remaining == Quantity(0))
        makers.erase(makers.begin());
      else
        maker.shown = std::min(maker.shown, maker.remaining);
      continue;
    }
    if (trips_breaker(company, prices, price)) {
      plan.trips_breaker = true;
      break;
    }
    const Quantity quantity = std::min(maker.shown, left);
    plan.meetings.push_back({maker.id, price, quantity, false});
    plan.total += quantity;
    prices.push_back(price);
    left -= quantity;
    maker.remaining -= quantity;
    maker.shown -= quantity;
    if (maker.shown > Quantity(0)) continue;
    NaiveOrder used = maker;
    makers.erase(makers.begin());
    if (used.remaining == Quantity(0)) continue;
    used.shown = slice(used);
    const auto behind = std::find_if(makers.begin(), makers.end(),
                                     [&](const NaiveOrder& other) { return other.limit_price != price; });
    makers.insert(behind, used);
  }
  return plan;
}

// What the order's own side would be charged for each fill. Its volume grows fill by fill; those of the
// others are taken as they are now.
std::vector<Money> NaiveExchange::fees_by_fill(const NaiveOrder& order, const Plan& plan) const {
  std::vector<Money> fees;
  if (order.time_in_force == TimeInForce::fok && plan.total < order.remaining) return fees;
  Int128 traded = 0;
  for (const Meeting& meeting : plan.meetings) {
    if (meeting.prevented) continue;
    const Money value = value_of(meeting.price, meeting.quantity);
    const Party own{order.trader, Liquidity::taker, traded};
    const Party other{open_.at(meeting.maker).trader, Liquidity::maker, 0};
    const bool buys = order.side == Side::buy;
    const Fees both = fees_of(order.company, buys ? own : other, buys ? other : own, value, meeting.quantity);
    fees.push_back(buys ? both.buyer : both.seller);
    traded += value.units() * (other.trader == order.trader ? 2 : 1);
  }
  return fees;
}

// The same, without what is waived because the trader will not have it.
Money NaiveExchange::charged_ahead(const NaiveOrder& order, const Plan& plan) const {
  const std::vector<Money> fees = fees_by_fill(order, plan);
  NaiveOrder rest = order;
  const auto reserved = [&] {
    return order.side == Side::buy && order.limit_price ? worst_cost(rest, *order.limit_price) : Money(0);
  };
  Money free = available(order.trader) - reserved(), sum;
  auto fee = fees.begin();
  for (const Meeting& meeting : plan.meetings) {
    if (meeting.prevented) continue;
    if (fee == fees.end()) break;
    const Money value = value_of(meeting.price, meeting.quantity);
    const Money before = reserved();
    rest.remaining -= meeting.quantity;
    free += order.side == Side::buy ? before - reserved() - value : value;
    const bool to_himself = order.side == Side::sell && open_.at(meeting.maker).trader == order.trader;
    const Money charged = std::min(*fee++, to_himself ? std::min(free, value) : free);
    free -= charged;
    sum += charged;
  }
  return sum;
}

// In cash, of an order that buys. A rebate comes when a fill is paid for, so it pays for none.
Int128 NaiveExchange::cost_of(const NaiveOrder& order, const Plan& plan) const {
  Int128 cost = 0;
  for (const Money fee : fees_by_fill(order, plan))
    if (fee > Money(0)) cost += fee.units();
  for (const Meeting& meeting : plan.meetings)
    if (!meeting.prevented) cost += value_units(meeting.price, meeting.quantity);
  return cost;
}

void NaiveExchange::execute(OrderId id, const Plan& plan) {
  const TimeInForce tif = open_.at(id).time_in_force;
  const CompanyId company = open_.at(id).company;
  if (tif == TimeInForce::fok && plan.total < open_.at(id).remaining)
    return end(id, OrderStatus::canceled, EndReason::fok_unfilled);
  for (const Meeting& meeting : plan.meetings) meeting.prevented ? prevent(id, meeting) : fill(id, meeting);
  if (plan.trips_breaker) trip_breaker(company);
  if (!is_open(id)) return;
  const NaiveOrder& order = open_.at(id);
  const bool market = acts_as_market(order);
  if (order.remaining == Quantity(0))
    end(id, OrderStatus::filled, EndReason::none);
  else if (plan.trips_breaker && (market || tif == TimeInForce::ioc))
    end(id, OrderStatus::canceled, EndReason::halt);
  else if (market)
    end(id, OrderStatus::canceled, EndReason::market_remainder);
  else if (tif == TimeInForce::ioc)
    end(id, OrderStatus::canceled, EndReason::ioc_remainder);
  else
    join_book(id);
}

// Two orders of one trader meet.
void NaiveExchange::prevent(OrderId id, const Meeting& meeting) {
  tell(NaiveEvent::Kind::prevented, id, meeting.maker);
  switch (open_.at(id).self_trade) {
    case SelfTradePolicy::allow: break;
    case SelfTradePolicy::cancel_newest: end(id, OrderStatus::canceled, EndReason::self_trade); break;
    case SelfTradePolicy::cancel_oldest:
      end(meeting.maker, OrderStatus::canceled, EndReason::self_trade);
      break;
    case SelfTradePolicy::cancel_both:
      end(meeting.maker, OrderStatus::canceled, EndReason::self_trade);
      end(id, OrderStatus::canceled, EndReason::self_trade);
      break;
    case SelfTradePolicy::decrement:
      decrement(meeting.maker, meeting.quantity);
      decrement(id, meeting.quantity);
      break;
  }
}

// Hidden shares go first.
void NaiveExchange::decrement(OrderId id, Quantity quantity) {
  NaiveOrder& order = open_.at(id);
  if (order.remaining == quantity) return end(id, OrderStatus::canceled, EndReason::self_trade);
  order.quantity -= quantity;
  order.remaining -= quantity;
  order.shown = std::min(order.shown, order.remaining);
  touch(order);
  tell(NaiveEvent::Kind::amended, id);
  legs_follow(order);
  stop_loss_follows(order, quantity);
}

void NaiveExchange::fill(OrderId taker_id, const Meeting& meeting) {
  const NaiveOrder& taker = open_.at(taker_id);
  const CompanyId company_id = taker.company;
  const bool buying = taker.side == Side::buy;
  trade(buying ? taker_id : meeting.maker, buying ? meeting.maker : taker_id, meeting.price, meeting.quantity,
        taker.side, false);
  remember_price(company(company_id), meeting.price);
  NaiveOrder& maker = open_.at(meeting.maker);
  if (maker.remaining == Quantity(0))
    end(maker.id, OrderStatus::filled, EndReason::none);
  else
    use_up_slice(maker, meeting.quantity);
  follow_trailing(company_id);
  trigger(company_id);
}

// One trade between two open orders, all but their ends.
void NaiveExchange::trade(OrderId buy_id, OrderId sell_id, Price price, Quantity quantity, Side aggressor,
                          bool auction) {
  NaiveOrder& buy = open_.at(buy_id);
  NaiveOrder& sell = open_.at(sell_id);
  Trade trade;
  trade.id = last_trade_ = TradeId(last_trade_.value() + 1);
  trade.company = buy.company;
  trade.aggressor = aggressor;
  trade.auction = auction;
  trade.price = price;
  trade.quantity = quantity;
  trade.buy_order = buy_id;
  trade.sell_order = sell_id;
  trade.buyer = buy.trader;
  trade.seller = sell.trader;
  trade.time = stamp_.time;
  trade.seq = stamp_.seq;
  NaiveOrder& maker = aggressor == Side::buy ? sell : buy;
  NaiveOrder& taker = aggressor == Side::buy ? buy : sell;
  for (NaiveOrder* order : {&maker, &taker}) {
    order->filled += quantity;
    order->remaining -= quantity;
    order->filled_value += Amount(value_units(price, quantity));
    order->status = OrderStatus::partially_filled;
    touch(*order);
    stop_loss_follows(*order, quantity);
  }
  settle(trade);
  outcome_.events.push_back({NaiveEvent::Kind::trade, trade.id.value()});
  buy.fees += trade.buyer_fee;
  sell.fees += trade.seller_fee;
  at(trade.company).last_price = price;
  outcome_.trades.push_back(trade);
}

// For the breaker; what its window left behind goes.
void NaiveExchange::remember_price(const Company& company, Price price) {
  if (!company.breaker) return;
  auto& window = windows_[company.id];
  const Timestamp after = stamp_.time - company.breaker->window;
  window.erase(std::remove_if(window.begin(), window.end(),
                              [&](const WindowPrice& entry) { return entry.time <= after; }),
               window.end());
  window.push_back({stamp_.time, price});
}

void NaiveExchange::use_up_slice(NaiveOrder& maker, Quantity quantity) {
  maker.shown -= quantity;
  if (maker.shown > Quantity(0)) return;
  leave(maker);
  join_book(maker.id);
}

// ---- the queues ----

// At the back of its price, with a new slice.
void NaiveExchange::join_book(OrderId id) {
  NaiveOrder& order = open_.at(id);
  auto& queue = queues_[{order.company, order.side}];
  const auto behind = std::find_if(queue.begin(), queue.end(), [&](OrderId other_id) {
    const Price other = *open_.at(other_id).limit_price;
    return order.side == Side::buy ? other < *order.limit_price : other > *order.limit_price;
  });
  queue.insert(behind, id);
  order.place = Place::book;
  order.shown = slice(order);
}

void NaiveExchange::join_beside(OrderId id) {
  NaiveOrder& order = open_.at(id);
  beside_[{order.company, order.side}].push_back(id);
  order.place = Place::beside;
}

void NaiveExchange::leave(const NaiveOrder& order) {
  for (Queues* queues : {&queues_, &beside_, &stops_}) {
    auto& queue = (*queues)[{order.company, order.side}];
    queue.erase(std::remove(queue.begin(), queue.end(), order.id), queue.end());
  }
}

}  // namespace market::test

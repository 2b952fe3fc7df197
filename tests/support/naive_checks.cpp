// What an order must pass: first whether it makes sense at all, then the rules of the market in their order.
#include <algorithm>

#include "tests/support/naive_arithmetic.hpp"
#include "tests/support/naive_exchange.hpp"

namespace market::test {
namespace {

bool is_none(Price price) {
  return price == Price(0);
}
bool none_or_valid(Price price) {
  return is_none(price) || valid(price);
}

bool malformed_stop(const PlaceOrder& order, const OrderTerms& terms) {
  const bool wants_stop = order.type == OrderType::stop || order.type == OrderType::stop_limit;
  if (wants_stop ? !valid(terms.stop_price) : !is_none(terms.stop_price)) return true;
  const bool has_percent = terms.trail_percent != Rate(0);
  if (order.type != OrderType::trailing_stop) return !is_none(terms.trail_amount) || has_percent;
  if (is_none(terms.trail_amount) == !has_percent) return true;
  if (has_percent) return terms.trail_percent < Rate(0) || terms.trail_percent.units() >= kWholePercent;
  return !valid(terms.trail_amount);
}

bool malformed_iceberg(const PlaceOrder& order, const OrderTerms& terms) {
  const Quantity shown = terms.display_quantity;
  if (shown == Quantity(0)) return false;
  return !has_limit(order.type) || shown < Quantity(0) || shown > order.quantity ||
         order.quantity.shares() > 100 * Int128(shown.shares()) || terms.order_class != OrderClass::simple;
}

bool malformed_legs(const PlaceOrder& order, const OrderTerms& terms) {
  const bool target = !is_none(terms.take_profit), stop = !is_none(terms.stop_loss);
  if (!none_or_valid(terms.take_profit) || !none_or_valid(terms.stop_loss) ||
      !none_or_valid(terms.stop_loss_limit))
    return true;
  if (!is_none(terms.stop_loss_limit) && !stop) return true;
  const bool limit = order.type == OrderType::limit, market = order.type == OrderType::market;
  switch (terms.order_class) {
    case OrderClass::simple: return target || stop;
    case OrderClass::oco:
      if (!limit || !stop || target) return true;
      return order.side == Side::sell ? order.limit_price <= terms.stop_loss
                                      : order.limit_price >= terms.stop_loss;
    case OrderClass::bracket:
      if (!(limit || market) || !stop || !target) return true;
      return order.side == Side::buy ? terms.take_profit <= terms.stop_loss
                                     : terms.take_profit >= terms.stop_loss;
    case OrderClass::oto: return !(limit || market) || stop == target;
  }
  return true;
}

}  // namespace

bool NaiveExchange::malformed(const PlaceOrder& order) {
  const OrderTerms terms = order.terms.value_or(OrderTerms());
  const bool is_gtd = order.time_in_force == TimeInForce::gtd;
  return !valid(order.quantity) || (has_limit(order.type) && !valid(order.limit_price)) ||
         malformed_stop(order, terms) || malformed_iceberg(order, terms) ||
         is_gtd == (terms.expires_at == Timestamp()) || malformed_legs(order, terms);
}

NaiveExchange::MaybeRefusal NaiveExchange::refuse_market_state(const NaiveOrder& order) const {
  switch (company(order.company).status) {
    case CompanyStatus::delisted: return Refusal::company_delisted;
    case CompanyStatus::closed:
      if (is_for_auction(order.time_in_force)) return {};
      return Refusal::market_closed;
    case CompanyStatus::halted: return Refusal::market_halted;
    case CompanyStatus::trading:
    case CompanyStatus::auction: break;
  }
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::refuse_lots(const NaiveOrder& order) const {
  const std::int64_t lot = company(order.company).lot_size.shares();
  const std::int64_t shown = order.display_quantity.value_or(Quantity(0)).shares();
  if (order.quantity.shares() % lot != 0 || shown % lot != 0) return Refusal::quantity_off_lot;
  return {};
}

// The prices that somebody named: all lie on a tick, the limits among them in the band.
NaiveExchange::MaybeRefusal NaiveExchange::refuse_prices(const NaiveOrder& order,
                                                         const std::vector<NaiveOrder>& legs) const {
  const Company& company = this->company(order.company);
  std::vector<Price> limits, stops;
  std::vector<NaiveOrder> all = legs;
  all.push_back(order);
  for (const NaiveOrder& each : all) {
    if (each.limit_price) limits.push_back(*each.limit_price);
    if (each.stop_price && each.type != OrderType::trailing_stop && !each.triggered)
      stops.push_back(*each.stop_price);
  }
  for (const Price price : limits)
    if (!company.ticks.on_tick(price)) return Refusal::price_off_tick;
  for (const Price price : stops)
    if (!company.ticks.on_tick(price)) return Refusal::price_off_tick;
  if (!company.band) return {};
  const Int128 reference = company.reference_price.units();
  for (const Price limit : limits) {
    const Int128 distance = limit.units() > reference ? limit.units() - reference : reference - limit.units();
    if (distance * kWholePercent > reference * company.band->units()) return Refusal::price_out_of_band;
  }
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::refuse_size(const NaiveOrder& order,
                                                       const std::vector<NaiveOrder>& legs) const {
  const TraderLimits& limits = traders_[order.trader.value()].limits;
  if (limits.max_order_quantity && order.quantity > *limits.max_order_quantity)
    return Refusal::order_too_large;
  if (const auto price = reserved_price(order)) {
    const Int128 value = value_units(*price, order.quantity);
    if (value > kMaxNotional.units()) return Refusal::order_too_large;
    const bool limited = limits.max_order_value && order.place != Place::leg;
    if (limited && value > limits.max_order_value->units()) return Refusal::order_too_large;
  }
  for (const NaiveOrder& leg : legs)
    for (const std::optional<Price> price : {leg.limit_price, leg.stop_price})
      if (price && value_units(*price, order.quantity) > kMaxNotional.units())
        return Refusal::order_too_large;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::refuse_count(const NaiveOrder& order,
                                                        const std::vector<NaiveOrder>& legs) const {
  std::size_t more = legs.size();
  const bool in_auction = company(order.company).status == CompanyStatus::auction;
  if (order.type == OrderType::market)
    more += in_auction || is_for_auction(order.time_in_force) ? 1 : 0;
  else
    more += has_stop(order.type) || may_stay(order.time_in_force) || is_for_auction(order.time_in_force);
  const std::size_t open = open_of_[order.trader.value()].size();
  if (more > 0 && open + more > traders_[order.trader.value()].limits.max_open_orders)
    return Refusal::too_many_open_orders;
  if (more > 0 && order.type == OrderType::trailing_stop) {
    std::uint32_t trailing = 0;
    for (const auto& [id, other] : open_)
      trailing += other.trader == order.trader && other.company == order.company &&
                  other.type == OrderType::trailing_stop && other.status == OrderStatus::held;
    if (trailing >= kMaxTrailingStops) return Refusal::too_many_open_orders;
  }
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::refuse_time_in_force(const NaiveOrder& order) const {
  const TimeInForce tif = order.time_in_force;
  const Company& company = this->company(order.company);
  const bool in_auction = company.status == CompanyStatus::auction;
  const bool at_once = tif == TimeInForce::ioc || tif == TimeInForce::fok;
  if (order.type == OrderType::market && may_stay(tif)) return Refusal::invalid_time_in_force;
  if (has_stop(order.type) && !may_stay(tif)) return Refusal::invalid_time_in_force;
  if (order.order_class == OrderClass::oco && !may_stay(tif)) return Refusal::invalid_time_in_force;
  if (in_auction && at_once && !(order.type == OrderType::market && tif == TimeInForce::ioc))
    return Refusal::invalid_time_in_force;
  if (is_for_auction(tif) && rules_.calendar.always_open &&
      !(in_auction && joins(tif, company.auction->kind)))
    return Refusal::invalid_time_in_force;
  if (order.post_only && !(order.type == OrderType::limit && may_stay(tif)))
    return Refusal::invalid_time_in_force;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::refuse_post_only(const NaiveOrder& order) const {
  if (!order.post_only) return {};
  const auto& makers = queue(order.company, opposite(order.side));
  if (!makers.empty() && reaches(order, *open_.at(makers.front()).limit_price))
    return Refusal::post_only_would_cross;
  return {};
}

// Only for an order that would meet the book now.
NaiveExchange::MaybeRefusal NaiveExchange::refuse_matching(const NaiveOrder& order, const Plan& plan) const {
  if (plan.meetings.empty()) {
    if (acts_as_market(order) && !plan.trips_breaker) return Refusal::no_liquidity;
    return {};
  }
  const bool own_first = plan.meetings.front().prevented;
  if (own_first && order.self_trade == SelfTradePolicy::cancel_newest) return Refusal::self_trade;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::refuse_means(const NaiveOrder& order,
                                                        const std::vector<NaiveOrder>& legs,
                                                        const Plan& plan) const {
  if (order.side == Side::sell) {
    if (free_shares(order.trader, order.company) < order.remaining) return Refusal::insufficient_shares;
    return {};
  }
  const Money free = available(order.trader);
  Money needed = whole_need(order);
  if (order.order_class == OrderClass::oco) needed = std::max(needed, whole_need(legs.front()));
  if (needed > free) return Refusal::insufficient_funds;
  if (!acts_as_market(order) || !meets_now(order)) return {};
  const bool killed = order.time_in_force == TimeInForce::fok && plan.total < order.remaining;
  if (!killed && cost_of(order, plan) > free.units()) return Refusal::insufficient_funds;
  return {};
}

}  // namespace market::test

// The rules that an order must pass to be let in, in the contract's order.
#include <algorithm>

#include "core/decimal.hpp"
#include "engine/matching.hpp"
#include "engine/refusals.hpp"

namespace market {
namespace {

std::optional<Refused> check_band(const Company& company, Price price, const char* field) {
  if (!company.band) return std::nullopt;
  const std::int64_t reference = company.reference_price.units();
  const auto reach = static_cast<std::int64_t>(Int128(reference) * company.band->units() / kWholePercent);
  const std::int64_t distance =
      price.units() > reference ? price.units() - reference : reference - price.units();
  if (distance <= reach) return std::nullopt;
  const Price lowest = company.ticks.round_up(Price(reference - reach));
  const Price highest = company.ticks.round_down(Price(reference + reach));
  if (lowest.units() > reference + reach) return refuse::empty_band(company, field);
  return refuse::out_of_band(price, lowest, highest, field);
}

struct NamedPrice {
  Price price;  // 0: the order has none
  const char* field;
  bool in_band;
};

bool lasts(TimeInForce time_in_force) {
  return time_in_force == TimeInForce::gtc || time_in_force == TimeInForce::day ||
         time_in_force == TimeInForce::gtd;
}

// How many orders it may leave open, its legs among them.
std::uint32_t lasting_orders(const Entry& entry) {
  if (entry.existing != OrderId()) return 0;
  const bool waits = entry.arrival == Arrival::waits || entry.arrival == Arrival::is_held ||
                     (entry.arrival == Arrival::joins_auction &&
                      (entry.type == OrderType::market || is_for_auction(entry.time_in_force)));
  const bool itself = waits || (has_limit(entry.type) && lasts(entry.time_in_force));
  std::uint32_t count = itself ? 1 : 0;
  if (entry.order_class() == OrderClass::simple) return count;
  count += entry.terms->take_profit != Price();
  count += entry.terms->stop_loss != Price();
  return count;
}

}  // namespace

Arrival Exchange::State::arrival_of(const Listing& at, const Entry& entry) const {
  if (has_stop(entry.type)) return Arrival::is_held;
  if (is_for_auction(entry.time_in_force))
    return joins(at, entry.time_in_force) ? Arrival::joins_auction : Arrival::waits;
  return at.company.status == CompanyStatus::auction ? Arrival::joins_auction : Arrival::trades;
}

std::optional<Refused> Exchange::State::check_status(const Listing& at, TimeInForce time_in_force) const {
  switch (at.company.status) {
    case CompanyStatus::trading:
    case CompanyStatus::auction: return std::nullopt;
    case CompanyStatus::delisted: return refuse::delisted(at.company);
    case CompanyStatus::halted: return refuse::halted(at.company);
    case CompanyStatus::closed:
      if (is_for_auction(time_in_force)) return std::nullopt;
      return refuse::market_closed(at.company);
  }
  return std::nullopt;
}

std::optional<Refused> Exchange::State::check_lot(const Listing& at, const Entry& entry) const {
  const Quantity lot = at.company.lot_size;
  if (lot == Quantity(1)) return std::nullopt;
  if (entry.total.shares() % lot.shares() != 0) return refuse::off_lot(entry.total, lot, "quantity");
  if (entry.terms != nullptr && entry.terms->display_quantity.shares() % lot.shares() != 0)
    return refuse::off_lot(entry.terms->display_quantity, lot, "display_quantity");
  return std::nullopt;
}

std::optional<Refused> Exchange::State::check_price(const Listing& at, const Entry& entry) const {
  const TickTable& ticks = at.company.ticks;
  if (entry.terms == nullptr) {
    if (!has_limit(entry.type)) return std::nullopt;
    if (!ticks.on_tick(entry.limit)) return refuse::off_tick(entry.limit, ticks, "limit_price");
    return check_band(at.company, entry.limit, "limit_price");
  }
  const bool given_stop = has_stop(entry.type) && entry.type != OrderType::trailing_stop;
  const std::array<NamedPrice, 5> prices{
      {{has_limit(entry.type) ? entry.limit : Price(), "limit_price", true},
       {given_stop ? entry.stop : Price(), "stop_price", false},
       {entry.terms->take_profit, "take_profit.limit_price", true},
       {entry.terms->stop_loss, "stop_loss.stop_price", false},
       {entry.terms->stop_loss_limit, "stop_loss.limit_price", true}}};
  for (const NamedPrice& one : prices)
    if (one.price != Price() && !ticks.on_tick(one.price))
      return refuse::off_tick(one.price, ticks, one.field);
  for (const NamedPrice& one : prices)
    if (one.price != Price() && one.in_band)
      if (auto refused = check_band(at.company, one.price, one.field)) return refused;
  return std::nullopt;
}

// The prices at which the order's legs, given or waiting, will reserve.
std::array<Price, 3> Exchange::State::leg_prices(const Entry& entry) const {
  std::array<Price, 3> prices;
  if (entry.order_class() != OrderClass::simple)
    return {entry.terms->take_profit, entry.terms->stop_loss, entry.terms->stop_loss_limit};
  if (entry.existing == OrderId()) return prices;
  const ConditionalOrder* own = orders.find_conditions(orders.resting(orders.find(entry.existing)));
  if (own == nullptr) return prices;
  std::size_t next = 0;
  for (const std::uint32_t slot : waiting_legs(*own)) {
    const RestingOrder& leg = orders.resting(slot);
    prices[next++] = std::max(leg.limit_price, orders.find_conditions(leg)->stop_price);
  }
  return prices;
}

std::optional<Refused> Exchange::State::check_size(const Listing& at, const Entry& entry) const {
  const OrderLimits& limits = accounts.limits(entry.trader);
  if (has_limit(entry.type) || entry.arrival != Arrival::trades) {
    const Amount value = wide_notional(entry.reserves_at, entry.total);
    if (value > kMaxNotional)
      return refuse::too_large("price × quantity must not exceed " + to_text(kMaxNotional));
    if (!entry.is_leg && value > limits.max_order_value)
      return refuse::too_large("the trader's limit is a value of " + to_text(limits.max_order_value));
  }
  if (entry.total > limits.max_order_quantity)
    return refuse::too_large("the trader's limit is " + std::to_string(limits.max_order_quantity.shares()) +
                             " shares");
  for (const Price leg : leg_prices(entry))
    if (wide_notional(leg, entry.total) > kMaxNotional)
      return refuse::too_large("a leg's price × quantity must not exceed " + to_text(kMaxNotional));
  const std::uint32_t more = lasting_orders(entry);
  if (more > 0 && accounts.cash(entry.trader).open_orders + more > limits.max_open_orders)
    return refuse::too_many_open_orders(accounts.cash(entry.trader).open_orders, more,
                                        limits.max_open_orders);
  if (has_too_many_trailing(at, entry)) return refuse::too_many_trailing_stops(kMaxTrailingStops);
  return std::nullopt;
}

std::optional<Refused> Exchange::State::check_time_in_force(const Entry& entry) const {
  const TimeInForce tif = entry.time_in_force;
  if (entry.post_only && !(entry.type == OrderType::limit && lasts(tif)))
    return refuse::post_only_time_in_force();
  if (entry.order_class() == OrderClass::oco && !lasts(tif)) return refuse::stop_time_in_force();
  if (has_stop(entry.type) && !lasts(tif)) return refuse::stop_time_in_force();
  if (entry.type == OrderType::market && lasts(tif)) return refuse::time_in_force(entry.type, tif);
  if (entry.arrival == Arrival::joins_auction) {
    const bool at_once =
        tif == TimeInForce::fok || (tif == TimeInForce::ioc && entry.type == OrderType::limit);
    if (at_once) return refuse::auction_time_in_force(tif);
  }
  if (entry.arrival == Arrival::waits && rules.calendar.always_open) return refuse::no_auction_ahead(tif);
  return std::nullopt;
}

std::optional<Refused> Exchange::State::check_crossing(const Listing& at, const Entry& entry) const {
  const bool looks =
      entry.arrival == Arrival::trades || (entry.post_only && entry.arrival == Arrival::joins_auction);
  if (!looks) return std::nullopt;
  const Side other = opposite(entry.side);
  const std::uint32_t first = at.book.front(other);
  const bool is_market = entry.type == OrderType::market;
  if (first == kNoSlot)
    return is_market ? std::optional(refuse::no_liquidity(entry.side, at.company.symbol)) : std::nullopt;
  const Price best = at.book.best_price(other);
  if (is_beyond(entry.side, best, entry.reach))
    return is_market ? std::optional(refuse::beyond_collar(entry.side, at.company.symbol, entry.reach))
                     : std::nullopt;
  if (entry.post_only) return refuse::post_only(entry.side, best);
  if (entry.self_trade == SelfTradePolicy::cancel_newest && meets_own(first, entry.trader, entry.self_trade))
    return refuse::self_trade(orders.resting(first).id);
  return std::nullopt;
}

// Cash that the order keeps reserved once it is in.
Money Exchange::State::entry_need(const Listing& at, const Entry& entry) const {
  const Money need = cash_need(at, entry.trader, entry.reserves_at, entry.remaining.shares());
  if (entry.existing != OrderId()) {
    const std::uint32_t partner = partner_of(orders.resting(orders.find(entry.existing)));
    return partner == kNoSlot ? need : std::max(need, lone_cash_need(at, orders.resting(partner)));
  }
  if (entry.order_class() != OrderClass::oco) return need;
  const Price of_stop =
      entry.terms->stop_loss_limit != Price() ? entry.terms->stop_loss_limit : entry.terms->stop_loss;
  return std::max(need, cash_need(at, entry.trader, of_stop, entry.remaining.shares()));
}

std::optional<Refused> Exchange::State::check_means(const Listing& at, const Entry& entry) const {
  if (entry.side == Side::sell) {
    const Quantity available = accounts.available_shares(entry.trader, at.company.id) + entry.held_shares;
    if (available < entry.remaining) return refuse::shares(entry.remaining, available, at.company.symbol);
    return std::nullopt;
  }
  const Money available = accounts.available(entry.trader) + entry.held_cash;
  if (entry.type == OrderType::market && entry.arrival == Arrival::trades)
    return check_market_means(at, entry, available);
  const Money need = entry_need(at, entry);
  if (available < need) return refuse::funds(need, available);
  return std::nullopt;
}

// Whether a market order of which `available` is free can pay for what it would buy now.
std::optional<Refused> Exchange::State::check_market_means(const Listing& at, const Entry& entry,
                                                           Money available) const {
  if (entry.side == Side::sell || entry.killed) return std::nullopt;
  const Amount cost = market_buy_cost(at, entry, available);
  if (cost <= available) return std::nullopt;
  return refuse::market_funds(available);
}

std::optional<Refused> Exchange::State::check_offer(const Listing& at, const Entry& entry) const {
  if (auto refused = check_status(at, entry.time_in_force)) return refused;
  if (auto refused = check_lot(at, entry)) return refused;
  if (auto refused = check_price(at, entry)) return refused;
  return check_size(at, entry);
}

std::optional<Refused> Exchange::State::check_rules(const Listing& at, const Entry& entry) const {
  if (auto refused = check_offer(at, entry)) return refused;
  if (auto refused = check_time_in_force(entry)) return refused;
  if (auto refused = check_crossing(at, entry)) return refused;
  return check_means(at, entry);
}

}  // namespace market

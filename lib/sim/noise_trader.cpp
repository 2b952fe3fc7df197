#include "sim/noise_trader.hpp"

#include <cmath>
#include <utility>

#include "sim/price_grid.hpp"

namespace market::sim {
namespace {

constexpr Tag kArrival = 0;  // any other tag is the id of the order to cancel

double seconds(Duration duration) {
  return static_cast<double>(duration.ns()) / 1e9;
}

// Without an opposite side the last price stands in for its best.
Price reference(const MarketView& view, Side side) {
  return (side == Side::buy ? view.top.ask : view.top.bid).value_or(view.last_price);
}

}  // namespace

NoiseTrader::NoiseTrader(const NoiseSpec& spec, std::string_view name, TraderId trader,
                         std::vector<CompanyId> companies, std::uint64_t seed, OrderGateway& gateway)
    : spec_(spec),
      trader_(trader),
      companies_(std::move(companies)),
      arrivals_(seed, name, "arrival"),
      orders_(seed, name, "order"),
      lifetimes_(seed, name, "lifetime"),
      gateway_(gateway) {}

void NoiseTrader::start(Kernel& kernel) {
  for (const OrderId order : gateway_.market().open_orders(trader_)) schedule_cancel(kernel, order);
  if (spec_.limit_rate + spec_.market_rate > 0) schedule_arrival(kernel);
}

void NoiseTrader::wake(Kernel& kernel, Tag tag) {
  if (tag == kArrival) {
    schedule_arrival(kernel);
    arrive(kernel);
    return;
  }
  --pending_cancels_;
  const OrderId order(tag);
  if (gateway_.market().is_open(order)) gateway_.submit(CancelOrder{order}, kernel.now());
}

void NoiseTrader::schedule_arrival(Kernel& kernel) {
  kernel.schedule(kernel.now() + arrivals_.gap(1 / (spec_.limit_rate + spec_.market_rate)), kArrival);
}

void NoiseTrader::schedule_cancel(Kernel& kernel, OrderId order) {
  ++pending_cancels_;
  kernel.schedule(kernel.now() + lifetimes_.gap(seconds(spec_.lifetime)), order.value());
}

void NoiseTrader::arrive(Kernel& kernel) {
  const bool is_limit = orders_.chance(spec_.limit_rate / (spec_.limit_rate + spec_.market_rate));
  const CompanyId company = companies_[orders_.below(companies_.size())];
  const Side side = orders_.chance(0.5) ? Side::buy : Side::sell;
  const double shares = orders_.exponential(static_cast<double>(spec_.mean_quantity.shares()));

  const MarketView view = gateway_.market().view(company);
  if (view.status != CompanyStatus::trading) return;
  const Quantity quantity = at_least_one_lot(std::ceil(shares), view.lot_size);
  if (is_limit) {
    place_limit(kernel, company, side, quantity, view);
  } else if (side == Side::buy ? view.top.ask : view.top.bid) {
    gateway_.place_market(trader_, company, side, quantity, kernel.now());
  }
}

void NoiseTrader::place_limit(Kernel& kernel, CompanyId company, Side side, Quantity quantity,
                              const MarketView& view) {
  const Price best = reference(view, side);
  const auto farthest = static_cast<double>(ticks_of(best, spec_.max_distance_bps, view.tick_size));
  const double distance = orders_.power_law(spec_.distance_exponent, 1, farthest + 1);
  const std::int64_t ticks = static_cast<std::int64_t>(distance) * (side == Side::buy ? -1 : 1);
  // The last price may lie off a tick size that was changed since.
  const Price on_tick = nearest_tick(to_double(best), view.tick_size);
  const Price price = move_ticks(on_tick, ticks, view.tick_size);
  if (price < view.tick_size || pending_cancels_ >= spec_.max_open_orders) return;
  const auto order =
      gateway_.place_limit(trader_, company, side, quantity, price, TimeInForce::gtc, kernel.now());
  if (order) schedule_cancel(kernel, *order);
}

}  // namespace market::sim

#include "sim/noise_trader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/price_grid.hpp"
#include "sim/state_archive.hpp"

namespace market::sim {
namespace {

constexpr Tag kArrival = 0;  // any other tag is the id of the order to cancel

// Without an opposite side the last price stands in for its best.
Price reference(const MarketView& view, Side side) {
  return (side == Side::buy ? view.top.ask : view.top.bid).value_or(view.last_price);
}

}  // namespace

NoiseTrader::NoiseTrader(const NoiseSpec& spec, AgentSeat seat)
    : TradingAgent(std::move(seat)),
      spec_(spec),
      most_open_(static_cast<std::uint32_t>(std::ceil(spec.max_open_orders * this->seat().share))),
      arrivals_(stream("arrival")),
      orders_(stream("order")),
      lifetimes_(stream("lifetime")) {}

void NoiseTrader::start(Kernel& kernel) {
  for (const OrderId order : market().open_orders(seat().trader, seat().company))
    schedule_cancel(kernel, order);
  if (spec_.limit_rate + spec_.market_rate > 0)
    wake_at_rate(kernel, spec_.limit_rate + spec_.market_rate, arrivals_, kArrival);
}

void NoiseTrader::wake(Kernel& kernel, Tag tag) {
  if (tag == kArrival) {
    wake_at_rate(kernel, spec_.limit_rate + spec_.market_rate, arrivals_, kArrival);
    arrive(kernel);
    return;
  }
  --pending_cancels_;
  cancel(kernel, OrderId(tag));
}

void NoiseTrader::schedule_cancel(Kernel& kernel, OrderId order) {
  ++pending_cancels_;
  const double activity = seat().tape->at(seat().index).activity;
  kernel.schedule(kernel.now() + lifetimes_.gap(to_seconds(spec_.lifetime) / activity), order.value());
}

// All draws are made before the market is looked at, so that it cannot shift the later ones.
void NoiseTrader::arrive(Kernel& kernel) {
  const bool is_limit = orders_.chance(spec_.limit_rate / (spec_.limit_rate + spec_.market_rate));
  const Side side = orders_.chance(0.5) ? Side::buy : Side::sell;
  const double shares = orders_.exponential(static_cast<double>(spec_.mean_quantity.shares()));

  const MarketView market_view = view();
  if (market_view.status != CompanyStatus::trading) return;
  if (is_limit) {
    place(kernel, side, at_least_one_lot(std::ceil(shares), market_view.lot_size), market_view);
  } else {
    take(kernel, market_view, {.side = side, .shares = shares}, orders_);
  }
}

void NoiseTrader::place(Kernel& kernel, Side side, Quantity quantity, const MarketView& market_view) {
  const Price best = reference(market_view, side);
  const Price tick = market_view.tick_size;
  const auto farthest = static_cast<double>(ticks_of(best, spec_.max_distance_bps, tick));
  const double distance = orders_.power_law(spec_.distance_exponent, 1, farthest + 1);
  const std::int64_t ticks = static_cast<std::int64_t>(distance) * (side == Side::buy ? -1 : 1);
  // The last price may lie off a tick size that was changed since.
  const Price price = move_ticks(nearest_tick(to_double(best), tick), ticks, tick);
  if (price < tick || pending_cancels_ >= most_open_) return;
  const auto order = place_limit(kernel, side, quantity, price, TimeInForce::gtc);
  if (order) schedule_cancel(kernel, *order);
}

void NoiseTrader::state(StateArchive& archive) {
  archive.fields(arrivals_, orders_, lifetimes_, pending_cancels_);
}

}  // namespace market::sim

#include "sim/fcn_trader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/price_grid.hpp"
#include "sim/state_archive.hpp"

namespace market::sim {
namespace {

constexpr double kBps = 1e-4;
constexpr double kMostReturn = 1;  // no one expects the price to change by more than e

}  // namespace

double fcn_return(const FcnWeights& weights, double fundamental_return, double trend, double noise) {
  const double total = weights.fundamental + weights.trend + weights.noise;
  if (total <= 0) return 0;
  return (weights.fundamental * fundamental_return + weights.trend * trend + weights.noise * noise) / total;
}

FcnTrader::FcnTrader(const FcnSpec& spec, AgentSeat seat)
    : TradingAgent(std::move(seat)),
      spec_(spec),
      wakes_(stream("wake")),
      views_(stream("view")),
      orders_(stream("order")) {
  Random nature = stream("nature");
  weights_ = {nature.exponential(spec.fundamental_weight), nature.exponential(spec.trend_weight),
              nature.exponential(spec.noise_weight)};
  window_seconds_ = nature.uniform(to_seconds(spec.min_window), to_seconds(spec.max_window));
}

void FcnTrader::start(Kernel& kernel) {
  for (const OrderId order : market().open_orders(seat().trader, seat().company)) cancel(kernel, order);
  wake_at_rate(kernel, spec_.rate, wakes_, 0);
}

void FcnTrader::wake(Kernel& kernel, Tag tag) {
  if (tag != 0) {
    cancel(kernel, OrderId(tag));
    return;
  }
  wake_at_rate(kernel, spec_.rate, wakes_, 0);
  const MarketView market_view = view();
  const double price = mid_price(market_view);
  const double expected = expected_price(price);
  const double margin = orders_.uniform(0, spec_.max_margin_bps * kBps);
  const double shares = orders_.exponential(static_cast<double>(spec_.mean_quantity.shares()));
  if (market_view.status != CompanyStatus::trading) return;

  const Side side = expected > price ? Side::buy : Side::sell;
  const double at = side == Side::buy ? expected * (1 - margin) : expected * (1 + margin);
  const Quantity quantity = at_least_one_lot(std::ceil(shares), market_view.lot_size);
  const auto order =
      place_limit(kernel, side, quantity, nearest_tick(at, market_view.tick_size), TimeInForce::gtc);
  if (!order || !market().is_open(*order)) return;
  kernel.schedule(kernel.now() + Duration(static_cast<std::int64_t>(window_seconds_ * 1e9)), order->value());
}

// The trend is that of the last prices, which the history has once a move of the company's process; it is
// taken as one a second.
double FcnTrader::expected_price(double price) {
  const CompanySignals& company = signals();
  const auto moves =
      std::clamp<std::size_t>(static_cast<std::size_t>(window_seconds_), 1, PriceHistory::kSize - 1);
  const double trend = std::log(price / company.history.ago(moves)) / static_cast<double>(moves);
  const double fundamental = std::log(company.fundamental / price) / to_seconds(spec_.reversion);
  const double noise = spec_.noise_bps * kBps * views_.normal();
  const double ahead = fcn_return(weights_, fundamental, trend, noise) * window_seconds_;
  return price * std::exp(std::clamp(ahead, -kMostReturn, kMostReturn));
}

void FcnTrader::state(StateArchive& archive) {
  archive.fields(wakes_, views_, orders_);
}

}  // namespace market::sim

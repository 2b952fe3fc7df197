#include "sim/value_trader.hpp"

#include <cmath>
#include <utility>

#include "sim/price_grid.hpp"
#include "sim/state_archive.hpp"

namespace market::sim {
namespace {

constexpr double kBps = 1e-4;

}  // namespace

void Estimate::observe(double value, double spread, double noise) {
  if (!any_) {
    any_ = true;
    mean_ = value;
    variance_ = noise;
    return;
  }
  const double prior = variance_ + spread;
  const double gain = prior / (prior + noise);
  mean_ += gain * (value - mean_);
  variance_ = (1 - gain) * prior;
}

void Estimate::state(StateArchive& archive) {
  archive.fields(mean_, variance_, any_);
}

ValueTrader::ValueTrader(const ValueSpec& spec, AgentSeat seat)
    : TradingAgent(std::move(seat)),
      spec_(spec),
      wakes_(stream("wake")),
      views_(stream("view")),
      orders_(stream("order")) {}

void ValueTrader::start(Kernel& kernel) {
  looked_at_ = kernel.now();
  wake_at_rate(kernel, spec_.rate, wakes_, 0);
}

void ValueTrader::wake(Kernel& kernel, Tag) {
  wake_at_rate(kernel, spec_.rate, wakes_, 0);
  const double value = look(kernel.now());
  const double shares = orders_.exponential(static_cast<double>(spec_.mean_quantity.shares()));
  const MarketView market_view = view();
  if (market_view.status != CompanyStatus::trading) return;

  // The worst prices that leave the margin, on the tick.
  const double tick = to_double(market_view.tick_size);
  const double margin = value * spec_.margin_bps * kBps;
  const double most = std::floor((value - margin) / tick), least = std::ceil((value + margin) / tick);
  const bool cheap = market_view.top.ask && to_double(*market_view.top.ask) <= (most + 0.5) * tick;
  const bool dear = market_view.top.bid && to_double(*market_view.top.bid) >= (least - 0.5) * tick;
  if (!cheap && !dear) return;
  const double limit = (cheap ? most : least) * tick;
  take(kernel, market_view,
       {.side = cheap ? Side::buy : Side::sell,
        .shares = shares,
        .cap_chance = spec_.cap_chance,
        .limit = nearest_tick(limit, market_view.tick_size)},
       orders_);
}

double ValueTrader::look(Timestamp now) {
  const double seen = std::log(signals().fundamental) + spec_.noise_bps * kBps * views_.normal();
  const double seconds = to_seconds(now - looked_at_);
  looked_at_ = now;
  if (spec_.view == ValueSpec::View::threshold || spec_.noise_bps == 0) return std::exp(seen);
  const auto squared = [](double x) { return x * x; };
  estimate_.observe(seen, squared(spec_.volatility_bps * kBps) * seconds, squared(spec_.noise_bps * kBps));
  return std::exp(estimate_.mean());
}

void ValueTrader::state(StateArchive& archive) {
  archive.fields(wakes_, views_, orders_, estimate_, looked_at_);
}

}  // namespace market::sim

#include "sim/momentum_trader.hpp"

#include <cmath>
#include <utility>

#include "sim/state_archive.hpp"

namespace market::sim {

MomentumTrader::MomentumTrader(const MomentumSpec& spec, AgentSeat seat)
    : TradingAgent(std::move(seat)),
      spec_(spec),
      wakes_(stream("wake")),
      orders_(stream("order")),
      seen_(spec.long_window) {}

void MomentumTrader::start(Kernel& kernel) {
  wake_at_rate(kernel, spec_.rate, wakes_, 0);
}

void MomentumTrader::wake(Kernel& kernel, Tag) {
  wake_at_rate(kernel, spec_.rate, wakes_, 0);
  const double shares = orders_.exponential(static_cast<double>(spec_.mean_quantity.shares()));
  const MarketView market_view = view();
  if (market_view.status != CompanyStatus::trading) return;
  seen_[count_++ % seen_.size()] = mid_price(market_view);
  if (count_ < seen_.size()) return;

  const double ahead = average(spec_.short_window) / average(spec_.long_window) - 1;
  if (std::fabs(ahead) <= spec_.threshold_bps * 1e-4) return;
  const Side side = ahead > 0 ? Side::buy : Side::sell;
  const std::int64_t position = position_above(spec_.shares);
  if ((side == Side::buy ? position : -position) >= spec_.max_position.shares()) return;
  take(kernel, market_view, {.side = side, .shares = shares}, orders_);
}

double MomentumTrader::average(std::size_t observations) const {
  double sum = 0;
  for (std::size_t i = 1; i <= observations; ++i) sum += seen_[(count_ - i) % seen_.size()];
  return sum / static_cast<double>(observations);
}

void MomentumTrader::state(StateArchive& archive) {
  archive.fields(wakes_, orders_, count_);
  for (double& price : seen_) archive.field(price);
}

}  // namespace market::sim

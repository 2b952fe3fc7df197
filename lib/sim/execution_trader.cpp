#include "sim/execution_trader.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "sim/price_grid.hpp"
#include "sim/state_archive.hpp"

namespace market::sim {

ExecutionTrader::ExecutionTrader(const ExecutionSpec& spec, AgentSeat seat)
    : TradingAgent(std::move(seat)), spec_(spec), orders_(stream("order")) {}

void ExecutionTrader::start(Kernel& kernel) {
  kernel.schedule(kernel.now() + spec_.begin, 0);
}

// It ends by not waking again.
void ExecutionTrader::wake(Kernel& kernel, Tag) {
  if (!begun_) begin(kernel.now());
  const std::int64_t left = spec_.quantity.shares() - executed_;
  if (left <= 0) return;
  kernel.schedule(kernel.now() + spec_.interval, 0);
  const MarketView market_view = view();
  const std::int64_t shares = std::min(left, due(kernel.now()) - executed_);
  // What is left at the end may be less than a lot, which nobody can trade.
  if (market_view.status != CompanyStatus::trading || shares < market_view.lot_size.shares()) return;
  // Market orders trade at once or not at all. What the account gets or loses between them (issues, splits)
  // is not its doing.
  const std::int64_t before = position_above(Quantity(0));
  take(kernel, market_view, {.side = spec_.side, .shares = static_cast<double>(shares)}, orders_);
  executed_ += std::abs(position_above(Quantity(0)) - before);
}

void ExecutionTrader::begin(Timestamp now) {
  begun_ = true;
  begun_at_ = now;
  volume_before_ = signals().flow.volume;
}

std::int64_t ExecutionTrader::due(Timestamp now) {
  switch (spec_.style) {
    case ExecutionSpec::Style::twap: {
      // The interval that begins now is part of it, so that the last child comes before the end.
      const double passed = to_seconds(now - begun_at_) + to_seconds(spec_.interval);
      const double part = std::min(passed / to_seconds(spec_.duration), 1.0);
      return static_cast<std::int64_t>(std::ceil(part * static_cast<double>(spec_.quantity.shares())));
    }
    case ExecutionSpec::Style::pov: {
      const auto traded = static_cast<double>(signals().flow.volume - volume_before_);
      return static_cast<std::int64_t>(spec_.participation * traded);
    }
  }
  return 0;
}

void ExecutionTrader::state(StateArchive& archive) {
  archive.fields(begun_, begun_at_, executed_, volume_before_, orders_);
}

}  // namespace market::sim

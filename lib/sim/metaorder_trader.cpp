#include "sim/metaorder_trader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/state_archive.hpp"

namespace market::sim {

MetaorderTrader::MetaorderTrader(const MetaorderSpec& spec, AgentSeat seat)
    : TradingAgent(std::move(seat)),
      spec_(spec),
      wakes_(stream("wake")),
      parents_(stream("parent")),
      orders_(stream("order")) {}

void MetaorderTrader::start(Kernel& kernel) {
  begin_parent();
  wake_at_rate(kernel, spec_.rate, wakes_, 0);
}

// A child that finds nobody to trade with counts as well, so that a parent ends in any market.
void MetaorderTrader::wake(Kernel& kernel, Tag) {
  wake_at_rate(kernel, spec_.rate, wakes_, 0);
  const double shares = orders_.exponential(static_cast<double>(spec_.mean_quantity.shares()));
  const MarketView market_view = view();
  if (market_view.status == CompanyStatus::trading)
    take(kernel, market_view, {.side = side_, .shares = shares, .cap_chance = spec_.cap_chance}, orders_);
  if (--children_left_ == 0) begin_parent();
}

void MetaorderTrader::begin_parent() {
  side_ = parents_.chance(0.5) ? Side::buy : Side::sell;
  const double children = parents_.pareto(spec_.exponent, spec_.min_children);
  children_left_ = static_cast<std::uint64_t>(std::ceil(std::min(children, spec_.max_children)));
}

void MetaorderTrader::state(StateArchive& archive) {
  archive.fields(wakes_, parents_, orders_, side_, children_left_);
  if (children_left_ == 0) archive.fail("has a parent order without children");
}

}  // namespace market::sim

#include "sim/market_maker.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/price_grid.hpp"
#include "sim/state_archive.hpp"

namespace market::sim {
namespace {

constexpr double kBps = 1e-4;

}  // namespace

MarketMaker::MarketMaker(const MarketMakerSpec& spec, AgentSeat seat)
    : TradingAgent(std::move(seat)), spec_(spec), refreshes_(stream("refresh")), sizes_(stream("size")) {
  for (auto& side : quotes_) side.resize(spec_.levels);
  kept_.resize(spec_.levels);
}

// Quotes at once, so that there is a market from the first moment; what an earlier run left is withdrawn.
void MarketMaker::start(Kernel& kernel) {
  for (const OrderId order : market().open_orders(seat().trader, seat().company)) cancel(kernel, order);
  seen_root_ = signals().flow.signed_root;
  learned_at_ = kernel.now();
  wake(kernel, 0);
}

void MarketMaker::wake(Kernel& kernel, Tag) {
  wake_at_rate(kernel, spec_.refresh_rate, refreshes_, 0);
  learn(kernel.now());
  const MarketView market_view = view();
  if (market_view.status == CompanyStatus::trading) requote(kernel, market_view);
}

void MarketMaker::learn(Timestamp now) {
  const double root = signals().flow.signed_root;
  displacement_ *= std::exp(-spec_.reversion * signals().activity * to_seconds(now - learned_at_));
  displacement_ += spec_.impact_bps * kBps * (root - seen_root_);
  seen_root_ = root;
  learned_at_ = now;
}

void MarketMaker::requote(Kernel& kernel, const MarketView& market_view) {
  const double most = static_cast<double>(spec_.max_position.shares());
  const double position = std::clamp(static_cast<double>(position_above(spec_.shares)) / most, -1.0, 1.0);
  const double center = signals().fundamental * std::exp(displacement_ - position * spec_.skew_bps * kBps);
  Ladder bids = ladder(Side::buy, center, market_view);
  Ladder asks = ladder(Side::sell, center, market_view);
  if (position >= 1) bids.levels = 0;
  if (position <= -1) asks.levels = 0;
  withdraw(kernel, bids, market_view.tick_size);
  withdraw(kernel, asks, market_view.tick_size);
  const MarketView now = view();
  fill(kernel, bids, now);
  fill(kernel, asks, now);
}

MarketMaker::Ladder MarketMaker::ladder(Side side, double center, const MarketView& market_view) const {
  const double tick = to_double(market_view.tick_size);
  const double half = center * spec_.half_spread_bps * kBps;
  // Outward to the tick: no closer to the center than half the spread.
  const double best =
      side == Side::buy ? std::floor((center - half) / tick) : std::ceil((center + half) / tick);
  const Price price = nearest_tick(best * tick, market_view.tick_size);
  return {side, price, ticks_of(price, spec_.level_step_bps, market_view.tick_size), spec_.levels};
}

// Keeps the quotes that fill a level of the new ladder, which saves their turn in the queue, and cancels the
// others.
void MarketMaker::withdraw(Kernel& kernel, const Ladder& ladder, Price tick) {
  std::fill(kept_.begin(), kept_.end(), Quote{});
  const std::int64_t outward = ladder.side == Side::buy ? -1 : 1;
  for (Quote& quote : quotes(ladder.side)) {
    if (quote.order == OrderId() || !market().is_open(quote.order)) continue;
    const std::int64_t away = (quote.price.units() - ladder.best.units()) * outward;
    const std::int64_t level = away / (ladder.step * tick.units());
    if (away >= 0 && level < ladder.levels && kept_[static_cast<std::size_t>(level)].order == OrderId()) {
      kept_[static_cast<std::size_t>(level)] = quote;
    } else {
      seat().gateway->submit(CancelOrder{quote.order}, kernel.now());
    }
  }
  quotes(ladder.side).swap(kept_);
}

// A level that would meet the other side waits for the next refresh. Stops at the first refusal: what is
// wrong with one level is wrong with those behind it.
void MarketMaker::fill(Kernel& kernel, const Ladder& ladder, const MarketView& market_view) {
  const bool buys = ladder.side == Side::buy;
  const auto facing = buys ? market_view.top.ask : market_view.top.bid;
  for (std::uint32_t level = 0; level < ladder.levels; ++level) {
    Quote& quote = quotes(ladder.side)[level];
    if (quote.order != OrderId()) continue;
    const std::int64_t ticks = level * ladder.step;
    const Price price = move_ticks(ladder.best, buys ? -ticks : ticks, market_view.tick_size);
    if (price < market_view.tick_size) return;
    if (facing && (buys ? price >= *facing : price <= *facing)) continue;
    const double shares = static_cast<double>(spec_.level_quantity.shares()) * sizes_.uniform(0.5, 1.5);
    const Quantity quantity = at_least_one_lot(shares, market_view.lot_size);
    const auto order = place_limit(kernel, ladder.side, quantity, price, TimeInForce::gtc);
    if (!order) return;
    quote = {*order, price};
  }
}

void MarketMaker::Quote::state(StateArchive& archive) {
  archive.fields(order, price);
}

void MarketMaker::state(StateArchive& archive) {
  archive.fields(refreshes_, sizes_, displacement_, seen_root_, learned_at_);
  for (auto& side : quotes_)
    for (Quote& quote : side) archive.field(quote);
}

}  // namespace market::sim

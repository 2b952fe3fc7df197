#include "venue/feed_bars.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace market {
namespace {

constexpr Timestamp kNone{-1};

// It is the newest, or a trade of the command that showed its end has begun the next one.
const Bar& bar_at(const std::vector<Bar>& bars, Timestamp start) {
  const auto found =
      std::find_if(bars.rbegin(), bars.rend(), [&](const Bar& bar) { return bar.time == start; });
  MARKET_CHECK(found != bars.rend());
  return *found;
}

}  // namespace

const std::vector<FeedBars::Finished>& FeedBars::take_finished(const History& history, Timestamp now) {
  finished_.clear();
  while (!growing_.empty() && growing_.begin()->end <= now) {
    const Growing one = *growing_.begin();
    growing_.erase(growing_.begin());
    const std::vector<Bar>& bars = history.bars(one.company, one.interval);
    finished_.push_back({one.company, {one.interval, bar_at(bars, one.end - length(one.interval))}});
  }
  return finished_;
}

void FeedBars::note(const Trade& trade) {
  if (trade.company.value() >= newest_.size()) newest_.resize(trade.company.value() + 1, kNone);
  const Timestamp start = bar_start(trade.time, BarInterval::s1);
  if (newest_[trade.company.value()] == start) return;
  newest_[trade.company.value()] = start;
  for (std::size_t i = 0; i < kBarIntervals; ++i) {
    const auto interval = static_cast<BarInterval>(i);
    growing_.insert({bar_start(trade.time, interval) + length(interval), trade.company, interval});
  }
}

void FeedBars::restore(const Exchange& exchange, const History& history) {
  for (std::uint32_t id = 0; id < exchange.company_count(); ++id)
    for (std::size_t i = 0; i < kBarIntervals; ++i) {
      const auto interval = static_cast<BarInterval>(i);
      const std::vector<Bar>& bars = history.bars(CompanyId(id), interval);
      if (bars.empty()) continue;
      const Timestamp end = bars.back().time + length(interval);
      if (end > exchange.now()) growing_.insert({end, CompanyId(id), interval});
    }
}

}  // namespace market

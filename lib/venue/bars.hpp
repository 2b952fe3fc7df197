// Bars: the trades of one company summed up over intervals of market time, as charts show them. Intervals are
// aligned to midnight UTC; one without a trade has no bar. A split rewrites them all in new shares and
// prices.
//
// Thread rule: as History, under the venue's lock.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/bar.hpp"
#include "model/event.hpp"
#include "model/trade.hpp"

namespace market {

// Shares traded back and forth can add up to more than 64 bits hold, which no book or account can.
Quantity capped_sum(Quantity a, Quantity b);

// A price after the split, rounded half to even, at least 0.0001.
Price after_split(Price price, const SharesSplit& split);

// Shares rounded down; what was paid for them stays what it was.
Quantity after_split(Quantity volume, const SharesSplit& split);

Bar after_split(Bar bar, const SharesSplit& split);

class BarSeries {
 public:
  // Trades come in order of time. Costs a few comparisons for each interval.
  void add(const Trade& trade);
  void apply(const SharesSplit& split);
  // A snapshot has those before `time`.
  void forget_before(BarInterval interval, Timestamp time);
  void restore(BarInterval interval, const Bar& newest) {
    bars_[static_cast<std::size_t>(interval)] = {newest};
  }
  // Those here, oldest first.
  const std::vector<Bar>& bars(BarInterval interval) const {
    return bars_[static_cast<std::size_t>(interval)];
  }

 private:
  std::array<std::vector<Bar>, kBarIntervals> bars_;
};

}  // namespace market

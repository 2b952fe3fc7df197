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
#include "model/event.hpp"
#include "model/trade.hpp"

namespace market {

struct Bar {
  Timestamp time;  // the start of its interval
  Price open, high, low, close;
  Quantity volume;  // at most 2^63 - 1
  std::uint64_t trades = 0;
  Amount turnover;  // Σ price × quantity; ÷ volume is the vwap
  bool operator==(const Bar&) const = default;
};

enum class BarInterval : std::uint8_t { s1, m1, m5, m15, h1, d1 };
inline constexpr std::size_t kBarIntervals = 6;

// "1s", "1m", "5m", "15m", "1h", "1d".
std::string_view to_text(BarInterval interval);
std::optional<BarInterval> parse_bar_interval(std::string_view text);
Duration length(BarInterval interval);
// The start of the interval in which `time` lies.
Timestamp bar_start(Timestamp time, BarInterval interval);

// Shares traded back and forth can add up to more than 64 bits hold, which no book or account can.
Quantity capped_sum(Quantity a, Quantity b);

// A price after the split, rounded half to even, at least 0.0001.
Price after_split(Price price, const SharesSplit& split);

// Shares rounded down; what was paid for them stays what it was.
Quantity after_split(Quantity volume, const SharesSplit& split);

class BarSeries {
 public:
  // Trades come in order of time. Costs a few comparisons for each interval.
  void add(const Trade& trade);
  void apply(const SharesSplit& split);
  // Oldest first.
  const std::vector<Bar>& bars(BarInterval interval) const {
    return bars_[static_cast<std::size_t>(interval)];
  }

 private:
  std::array<std::vector<Bar>, kBarIntervals> bars_;
};

}  // namespace market

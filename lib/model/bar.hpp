// A bar: the trades of one company summed up over an interval of market time, aligned to midnight UTC.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/money.hpp"
#include "core/timestamp.hpp"

namespace market {

struct Bar {
  Timestamp time;  // the start of its interval
  Price open, high, low, close;
  Quantity volume;  // at most 2^63 - 1
  std::uint64_t trades = 0;
  Amount turnover;  // Σ price × quantity; ÷ volume is the vwap
  bool operator==(const Bar&) const = default;
};

// The numeric values are kept on disk: never renumber, only append.
enum class BarInterval : std::uint8_t { s1 = 0, m1 = 1, m5 = 2, m15 = 3, h1 = 4, d1 = 5 };
inline constexpr std::size_t kBarIntervals = 6;

// "1s", "1m", "5m", "15m", "1h", "1d".
std::string_view to_text(BarInterval interval);
std::optional<BarInterval> parse_bar_interval(std::string_view text);
Duration length(BarInterval interval);
// The start of the interval in which `time` lies.
Timestamp bar_start(Timestamp time, BarInterval interval);

// A bar whose interval is over.
struct FinishedBar {
  BarInterval interval = BarInterval::s1;
  Bar bar;
  bool operator==(const FinishedBar&) const = default;
};

}  // namespace market

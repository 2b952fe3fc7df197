#include "venue/bars.hpp"

#include <algorithm>

namespace market {
Quantity capped_sum(Quantity a, Quantity b) {
  std::int64_t sum;
  return __builtin_add_overflow(a.shares(), b.shares(), &sum) ? Quantity(INT64_MAX) : Quantity(sum);
}

Price after_split(Price price, const SharesSplit& split) {
  const Int128 units = mul_div_half_even(price.units(), split.from, split.to);
  return Price(static_cast<std::int64_t>(std::clamp(units, Int128(1), Int128(kMaxMoney.units()))));
}

Quantity after_split(Quantity volume, const SharesSplit& split) {
  const Int128 shares = Int128(volume.shares()) * split.to / split.from;
  return Quantity(static_cast<std::int64_t>(std::min(shares, Int128(INT64_MAX))));
}

Bar after_split(Bar bar, const SharesSplit& split) {
  for (Price* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price = after_split(*price, split);
  bar.volume = after_split(bar.volume, split);
  return bar;
}

void BarSeries::apply(const SharesSplit& split) {
  for (std::vector<Bar>& bars : bars_)
    for (Bar& bar : bars) bar = after_split(bar, split);
}

void BarSeries::forget_before(BarInterval interval, Timestamp time) {
  std::vector<Bar>& bars = bars_[static_cast<std::size_t>(interval)];
  const auto kept = std::lower_bound(bars.begin(), bars.end(), time,
                                     [](const Bar& bar, Timestamp wanted) { return bar.time < wanted; });
  bars.erase(bars.begin(), kept);
}

void BarSeries::add(const Trade& trade) {
  for (std::size_t i = 0; i < kBarIntervals; ++i) {
    std::vector<Bar>& bars = bars_[i];
    const Timestamp start = bar_start(trade.time, static_cast<BarInterval>(i));
    if (bars.empty() || bars.back().time != start)
      bars.push_back({.time = start, .open = trade.price, .high = trade.price, .low = trade.price});
    Bar& bar = bars.back();
    bar.high = std::max(bar.high, trade.price);
    bar.low = std::min(bar.low, trade.price);
    bar.close = trade.price;
    bar.volume = capped_sum(bar.volume, trade.quantity);
    ++bar.trades;
    bar.turnover += wide_notional(trade.price, trade.quantity);
  }
}

}  // namespace market

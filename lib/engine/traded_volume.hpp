// TradedVolume: what one trader traded in the trailing kVolumeDays days, as fee tiers count it: whole days,
// numbered from 1970-01-01, the day asked for included.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/fee_schedule.hpp"

namespace market {

// The number of the day of market time, for times since 1970.
constexpr std::int64_t day_of(Timestamp time) {
  return time.ns() / 86'400'000'000'000;
}

class alignas(64) TradedVolume {
 public:
  // Days never go backwards.
  void add(std::int64_t day, Amount value) {
    if (day != day_) begin(day);
    today_ += value;
  }

  Amount trailing(std::int64_t day) const {
    if (day == day_) return before_ + today_;
    Amount sum;
    visit(day, [&](std::int64_t, Amount value) { sum += value; });
    return sum;
  }

  // Calls visit(day, value) for what trailing(day) counts, in order of days.
  template <class F>
  void visit(std::int64_t day, F&& visit) const {
    for (const auto& [one, value] : earlier_)
      if (one > day - kVolumeDays) visit(one, value);
    if (today_ != Amount() && day_ > day - kVolumeDays) visit(day_, today_);
  }

 private:
  [[gnu::noinline]] void begin(std::int64_t day) {
    if (today_ != Amount()) earlier_.emplace_back(day_, today_);
    std::erase_if(earlier_, [&](const auto& one) { return one.first <= day - kVolumeDays; });
    before_ = Amount();
    for (const auto& [one, value] : earlier_) before_ += value;
    today_ = Amount();
    day_ = day;
  }

  std::int64_t day_ = 0;
  Amount today_, before_;  // of day_, and of the days before it that count on it
  std::vector<std::pair<std::int64_t, Amount>> earlier_;
};

}  // namespace market

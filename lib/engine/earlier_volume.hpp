// EarlierVolume: what one trader traded on days gone by, as far as fee tiers may still count it: whole days,
// numbered from 1970-01-01.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/fee_schedule.hpp"

namespace market {

// The number of the day of market time, for times since 1970.
constexpr std::int32_t day_of(Timestamp time) {
  return static_cast<std::int32_t>(time.ns() / 86'400'000'000'000);
}

class EarlierVolume {
 public:
  // Days never go backwards.
  void add(std::int32_t day, Amount value) {
    std::erase_if(days_, [&](const auto& one) { return one.first <= day - kVolumeDays; });
    days_.emplace_back(day, value);
  }

  // Σ of the trailing kVolumeDays days up to `day`.
  Amount trailing(std::int32_t day) const {
    Amount sum;
    visit(day, [&](std::int32_t, Amount value) { sum += value; });
    return sum;
  }

  // Calls visit(day, value) for what trailing(day) counts, in order of days.
  template <class F>
  void visit(std::int32_t day, F&& visit) const {
    for (const auto& [one, value] : days_)
      if (one > day - kVolumeDays) visit(one, value);
  }

 private:
  std::vector<std::pair<std::int32_t, Amount>> days_;
};

}  // namespace market

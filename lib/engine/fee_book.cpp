#include "engine/fee_book.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"

namespace market {

void FeeBook::set(FeeTable table) {
  table_ = std::move(table);
  std::sort(table_.schedules.begin(), table_.schedules.end(),
            [](const FeeSchedule& a, const FeeSchedule& b) { return a.name < b.name; });
  terms_.clear();
  for (const FeeSchedule& schedule : table_.schedules)
    terms_.push_back({schedule.maker.bps, schedule.taker.bps,
                      std::max({schedule.maker.bps, schedule.taker.bps, Rate(0)})});
  default_ = index_of(table_.default_schedule);
  MARKET_CHECK(default_ != kNoSchedule);
  parts_.resize(table_.distribution.size());
  remainders_.resize(table_.distribution.size());
}

ScheduleIndex FeeBook::index_of(std::string_view name) const {
  for (std::size_t i = 0; i < table_.schedules.size(); ++i)
    if (table_.schedules[i].name == name) return static_cast<ScheduleIndex>(i);
  return kNoSchedule;
}

// Each part gets its share rounded down; the units left over, fewer than there are parts, go one each to the
// largest remainders, earlier beneficiaries first among equals.
const std::vector<Money>& FeeBook::split(Money taken) {
  std::int64_t left = taken.units();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const std::int64_t share = table_.distribution[i].share_units;
    std::int64_t part, remainder;
    if (std::int64_t product; !__builtin_mul_overflow(taken.units(), share, &product)) {
      part = product / kShareUnitsPerOne;
      remainder = product % kShareUnitsPerOne;
    } else {
      part = static_cast<std::int64_t>(Int128(taken.units()) * share / kShareUnitsPerOne);
      remainder = static_cast<std::int64_t>(Int128(taken.units()) * share % kShareUnitsPerOne);
    }
    parts_[i] = Money(part);
    remainders_[i] = remainder;
    left -= part;
  }
  for (; left > 0; --left) {
    const auto largest = std::max_element(remainders_.begin(), remainders_.end());
    parts_[static_cast<std::size_t>(largest - remainders_.begin())] += Money(1);
    *largest = -1;
  }
  return parts_;
}

}  // namespace market

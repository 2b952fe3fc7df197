// FeeBook: which fee a fill is charged, and who gets it.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/enums.hpp"
#include "model/fee_schedule.hpp"

namespace market {

// A schedule's place in the table; kNoSchedule leaves the choice to the next in line: trader, company,
// default.
using ScheduleIndex = std::uint16_t;
inline constexpr ScheduleIndex kNoSchedule = UINT16_MAX;

class FeeBook {
 public:
  FeeBook() { set(default_fee_table()); }

  // `table` has passed check_fee_table().
  void set(FeeTable table);
  const FeeTable& table() const { return table_; }

  // kNoSchedule for an empty or unknown name.
  ScheduleIndex index_of(std::string_view name) const;

  const FeeSchedule& schedule(ScheduleIndex trader, ScheduleIndex company) const {
    return table_.schedules[trader != kNoSchedule ? trader : company != kNoSchedule ? company : default_];
  }

  static Money fee(const FeeSchedule& schedule, Liquidity liquidity, Money notional) {
    return fraction_of(notional, liquidity == Liquidity::maker ? schedule.maker.bps : schedule.taker.bps);
  }

  // The most that filling `notional` can be charged, whichever side of the trades it falls on.
  static Money worst_fee(const FeeSchedule& schedule, Money notional) {
    const Rate worst = std::max({schedule.maker.bps, schedule.taker.bps, Rate(0)});
    return fraction_of(notional, worst);
  }

  // Splits `taken` (>= 0) by the distribution with the largest remainder; parts[i] goes to distribution[i].
  const std::vector<Money>& split(Money taken);

 private:
  FeeTable table_;
  ScheduleIndex default_ = 0;
  std::vector<Money> parts_;
  std::vector<std::int64_t> remainders_;
};

}  // namespace market

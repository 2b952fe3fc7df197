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

// What settling a trade needs of a schedule.
struct FeeTerms {
  Rate maker, taker;
  Rate worst;  // the most that a fill can be charged, at least 0

  Money fee(Liquidity liquidity, Money notional) const {
    return fraction_of(notional, liquidity == Liquidity::taker ? taker : maker);
  }
  Money worst_fee(Money notional) const { return fraction_of(notional, worst); }
};

class FeeBook {
 public:
  FeeBook() { set(default_fee_table()); }

  // `table` has passed check_fee_table().
  void set(FeeTable table);
  const FeeTable& table() const { return table_; }

  // kNoSchedule for an empty or unknown name.
  ScheduleIndex index_of(std::string_view name) const;

  // In an auction both sides pay the maker's rate: neither takes from the other.
  const FeeTerms& terms(ScheduleIndex trader, ScheduleIndex company) const {
    return terms_[trader != kNoSchedule ? trader : company != kNoSchedule ? company : default_];
  }

  // Splits `taken` (>= 0) by the distribution with the largest remainder; parts[i] goes to distribution[i].
  const std::vector<Money>& split(Money taken);

 private:
  FeeTable table_;
  std::vector<FeeTerms> terms_;  // beside table_.schedules
  ScheduleIndex default_ = 0;
  std::vector<Money> parts_;
  std::vector<std::int64_t> remainders_;
};

}  // namespace market

// FeeBook: which fee a fill is charged, and who gets it.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/quantity.hpp"
#include "model/enums.hpp"
#include "model/fee_schedule.hpp"

namespace market {

// A schedule's place in the table; kNoSchedule leaves the choice to the next in line: trader, company,
// default.
using ScheduleIndex = std::uint16_t;
inline constexpr ScheduleIndex kNoSchedule = UINT16_MAX;

// What settling a trade needs of a schedule.
class FeeTerms {
 public:
  explicit FeeTerms(const FeeSchedule& schedule);

  bool has_tiers() const { return !tiers_.empty(); }
  // `volume`: the trader's of the trailing 30 days; it matters with tiers only.
  Money fee(Liquidity liquidity, Money notional, Quantity shares, Amount volume) const {
    const FeeRule& rule = rules_[static_cast<std::size_t>(liquidity)];
    const Rate bps = has_tiers() ? bps_at(liquidity, volume) : rule.bps;
    return bps_only_ ? fraction_of(notional, bps) : charge(rule, bps, notional, shares);
  }
  // The most that one fill can be charged whatever it is and whatever the trader's volume, at least 0.
  Money worst_fee(Money notional, Quantity shares) const {
    return bps_only_ ? fraction_of(notional, worst_bps_) : worst_charge(notional, shares);
  }
  // No less than what several fills of together this value can be charged; nullopt when that takes a closer
  // look, since each pays more than a part of its value. Rounding adds less than a unit for each fill.
  std::optional<Money> worst_fees(Money notional, Quantity shares) const {
    if (!bps_only_) return std::nullopt;
    return fraction_of(notional, worst_bps_) + Money(shares.shares() + 1);
  }

 private:
  static Money charge(const FeeRule& rule, Rate bps, Money notional, Quantity shares);
  Rate bps_at(Liquidity liquidity, Amount volume) const;
  Money worst_charge(Money notional, Quantity shares) const;

  std::array<FeeRule, 3> rules_;  // by Liquidity
  std::vector<FeeTier> tiers_;
  bool own_auction_rule_;
  bool bps_only_ = true;  // no rule has another part
  Rate worst_bps_;
};

class FeeBook {
 public:
  FeeBook() { set(default_fee_table()); }

  // `table` has passed check_fee_table().
  void set(FeeTable table);
  const FeeTable& table() const { return table_; }

  // kNoSchedule for an empty or unknown name.
  ScheduleIndex index_of(std::string_view name) const;

  const FeeTerms& terms(ScheduleIndex trader, ScheduleIndex company) const {
    return terms_[trader != kNoSchedule ? trader : company != kNoSchedule ? company : default_];
  }

  // Splits `taken` (>= 0) by the distribution with the largest remainder; parts[i] goes to distribution[i].
  const std::vector<Money>& split(Money taken) {
    if (parts_.size() == 1)
      parts_.front() = taken;
    else if (parts_.size() == 2)
      share_between_two(taken);
    else
      share_out(taken);
    return parts_;
  }

 private:
  void share_out(Money taken);
  // The same for two: what is left over, a unit if anything, goes to the first from a half on.
  void share_between_two(Money taken) {
    std::int64_t product;
    if (__builtin_mul_overflow(taken.units(), shares_[0], &product)) return share_out(taken);
    constexpr auto kOne = static_cast<std::uint64_t>(kShareUnitsPerOne);
    const std::uint64_t first = (static_cast<std::uint64_t>(product) + kOne / 2) / kOne;
    parts_[0] = Money(static_cast<std::int64_t>(first));
    parts_[1] = taken - parts_[0];
  }

  FeeTable table_;
  std::vector<FeeTerms> terms_;  // beside table_.schedules
  ScheduleIndex default_ = 0;
  std::vector<std::int64_t> shares_;  // of the distribution's entries, of kShareUnitsPerOne
  std::vector<Money> parts_;
  std::vector<std::int64_t> remainders_;
};

}  // namespace market

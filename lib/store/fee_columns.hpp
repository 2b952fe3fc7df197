// The columns of the fee table. See row_columns.hpp.
#pragma once
#include "model/fee_schedule.hpp"
#include "store/table.hpp"

namespace market {

struct FeeScheduleRow {
  std::uint32_t place = 0;
  FeeSchedule schedule;  // without the tiers
};
template <>
inline constexpr Table kTable<FeeScheduleRow>{"fee_schedule", 1};

template <class Archive>
void columns(Archive& archive, IsRow<FeeScheduleRow> auto& row) {
  auto& [place, schedule] = row;
  auto& [name, maker, taker, auction, tiers] = schedule;
  archive("place", place);
  archive("name", name);
  const auto rule = [](auto& in, auto& value, auto... column) {
    auto& [bps, per_share, flat, min, max] = value;
    const char* const columns_of[] = {column...};
    in(columns_of[0], bps);
    in(columns_of[1], per_share);
    in(columns_of[2], flat);
    in(columns_of[3], min);
    in(columns_of[4], max);
  };
  rule(archive, maker, "maker_bps", "maker_per_share", "maker_flat", "maker_min", "maker_max");
  rule(archive, taker, "taker_bps", "taker_per_share", "taker_flat", "taker_min", "taker_max");
  archive.group(auction, [&](auto& in, auto& value) {
    rule(in, value, "auction_bps", "auction_per_share", "auction_flat", "auction_min", "auction_max");
  });
}

struct FeeTierRow {
  std::uint32_t schedule = 0, place = 0;
  FeeTier tier;
};
template <>
inline constexpr Table kTable<FeeTierRow>{"fee_tier", 2};

template <class Archive>
void columns(Archive& archive, IsRow<FeeTierRow> auto& row) {
  auto& [schedule, place, tier] = row;
  auto& [volume_30d, maker_bps, taker_bps] = tier;
  archive("schedule", schedule);
  archive("place", place);
  archive("volume_30d", volume_30d);
  archive("maker_bps", maker_bps);
  archive("taker_bps", taker_bps);
}

struct BeneficiaryRow {
  std::uint32_t place = 0;
  Beneficiary beneficiary;
};
template <>
inline constexpr Table kTable<BeneficiaryRow>{"fee_beneficiary", 1};

template <class Archive>
void columns(Archive& archive, IsRow<BeneficiaryRow> auto& row) {
  auto& [place, beneficiary] = row;
  auto& [kind, trader, share_units] = beneficiary;
  archive("place", place);
  archive("kind", kind);
  archive("trader", trader);
  archive("share_units", share_units);
}

}  // namespace market

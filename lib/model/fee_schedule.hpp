// Fees: named schedules of what makers, takers and auction trades pay, and how what is taken is distributed.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "model/names.hpp"

namespace market {

// What one side of one trade pays: notional × bps, rounded half to even, + shares × per_share + flat, then no
// less than min and no more than max.
struct FeeRule {
  Rate bps;         // of the notional; negative is a rebate
  Money per_share;  // never negative, as flat, min and max
  Money flat;
  std::optional<Money> min;  // not beside negative bps
  std::optional<Money> max;  // at least min
  bool operator==(const FeeRule&) const = default;
};

// From this much traded in the trailing 30 days on, other bps take the place of the rules' own. The 30 days
// are whole UTC days of market time, today's included; a trade counts for those after it.
struct FeeTier {
  Money volume_30d;  // above 0; notional of the trader's trades, on either side
  Rate maker_bps;
  Rate taker_bps;
  bool operator==(const FeeTier&) const = default;
};
inline constexpr std::int64_t kVolumeDays = 30;
inline constexpr std::size_t kMaxFeeTiers = 20;
// No fee part of a rule exceeds this, and no fee kMaxMoney.
inline constexpr Money kMaxFeePart{1'000'000'000'000};  // 100 million

struct FeeSchedule {
  std::string name;  // [a-z0-9][a-z0-9_-]{0,31}
  FeeRule maker;
  FeeRule taker;
  std::optional<FeeRule>
      auction;                 // of both sides of an auction trade; absent: as the maker's, tiers included
  std::vector<FeeTier> tiers;  // by volume_30d, ascending
  bool operator==(const FeeSchedule&) const = default;
};

struct Beneficiary {
  enum class Kind : std::uint8_t { exchange = 0, issuer = 1, trader = 2 };
  Kind kind = Kind::exchange;
  Slug trader;                   // only for Kind::trader
  std::int64_t share_units = 0;  // of 10,000; all beneficiaries of a table sum to 10,000
  bool operator==(const Beneficiary&) const = default;
};

inline constexpr std::int64_t kShareUnitsPerOne = 10'000;

// The venue's whole fee configuration, replaced as one by PUT /v1/fees.
struct FeeTable {
  std::vector<FeeSchedule> schedules;  // sorted by name, at least one
  std::string default_schedule;        // one of `schedules`
  std::vector<Beneficiary> distribution;
  bool operator==(const FeeTable&) const = default;
};

// 10 bps for the maker and 20 bps for the taker; 80% to the exchange, 20% to the issuer.
FeeTable default_fee_table();

// Empty when the table is sound; else what is wrong with it, in words for the person who wrote it.
std::string check_fee_table(const FeeTable& table);

}  // namespace market

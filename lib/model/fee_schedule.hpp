// Fees: named schedules of maker and taker rates, and how what is taken is distributed.
#pragma once
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "model/names.hpp"

namespace market {

struct FeeRule {
  Rate bps;  // of the notional; negative is a rebate
  bool operator==(const FeeRule&) const = default;
};

struct FeeSchedule {
  std::string name;  // [a-z0-9][a-z0-9_-]{0,31}
  FeeRule maker;
  FeeRule taker;
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

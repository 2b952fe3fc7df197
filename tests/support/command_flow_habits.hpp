// How the companies of a CommandFlow trade: where their prices lie and how large their orders are.
#pragma once
#include <cstdint>
#include <iterator>

#include "core/ids.hpp"

namespace market::test {

struct Habit {
  const char* symbol;
  std::int64_t tick, lot, middle;  // prices in units of 0.0001
  std::int64_t shares;
  std::int64_t band;  // in units of 0.0001 percent; 0: none
  const char* fees;
};

// Ordinary prices; prices so low that all fees are rounding; lots, coarse ticks and a band; values near the
// bounds.
inline constexpr Habit kHabits[] = {
    {"ACME", 100, 1, 1'000'000, 1'000'000'000, 0, ""},
    {"TINY", 1, 1, 37, 1'000'000'000'000, 0, ""},
    {"LOTS", 500, 10, 123'500, 10'000'000, 20'000, "gold"},
    {"HUGE", 1, 1, 9'999'999'999, 1'000'000'000'000, 0, ""},
    {"ODDS", 3, 7, 30'000, 1'000'000'000, 0, "gold"},
};
inline constexpr std::uint32_t kCompanies = std::size(kHabits);
inline constexpr Habit kNewcomer{"NEW", 100, 1, 10'000, 5'000, 0, ""};  // registered and delisted on the way

inline constexpr std::uint64_t kTraders = 12;
inline constexpr std::int64_t kLevels = 12;

inline const Habit& habit_of(CompanyId company) {
  return company.value() < kCompanies ? kHabits[company.value()] : kNewcomer;
}

}  // namespace market::test

// The values of the settings below [session] as text: days of the week, times of day and dates, all UTC.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/timestamp.hpp"

namespace market {

// "mon-fri", "mon,wed,fri", "sun-thu"; bit 0 is Monday.
std::optional<std::uint8_t> parse_weekdays(std::string_view text);

// "09:30" or "09:30:15", up to "24:00"; since midnight.
std::optional<Duration> parse_time_of_day(std::string_view text);

// "2026-12-25,2026-12-26" in any order, or nothing; days since 1970-01-01, ascending, each once.
std::optional<std::vector<std::int64_t>> parse_dates(std::string_view text);

}  // namespace market

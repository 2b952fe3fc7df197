#include "daemon/session_settings.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "core/whole.hpp"

namespace market {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Calls take(part) for each part between commas until it returns false; false when one did.
template <class Take>
bool each_part(std::string_view list, Take take) {
  for (;;) {
    const std::size_t comma = list.find(',');
    if (!take(trimmed(list.substr(0, comma)))) return false;
    if (comma == std::string_view::npos) return true;
    list.remove_prefix(comma + 1);
  }
}

std::optional<std::size_t> parse_day(std::string_view text) {
  const auto found = std::find(kDays.begin(), kDays.end(), trimmed(text));
  if (found == kDays.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kDays.begin());
}

// One day, or a range that may go over the week's end.
std::optional<std::uint8_t> parse_day_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = parse_day(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_day(text.substr(dash + 1));
  if (!first || !last) return std::nullopt;
  std::uint8_t days = 0;
  for (std::size_t day = *first;; day = (day + 1) % kDays.size()) {
    days = static_cast<std::uint8_t>(days | 1u << day);
    if (day == *last) return days;
  }
}

// Exactly two digits.
std::optional<std::int64_t> two_digits(std::string_view text) {
  const auto number = text.size() == 2 ? parse_whole<std::uint8_t>(text) : std::nullopt;
  return number ? std::optional<std::int64_t>(*number) : std::nullopt;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  const auto midnight = parse_rfc3339(std::string(text) + "T00:00:00Z");
  if (!midnight) return std::nullopt;
  return midnight->ns() / Duration::seconds(86'400).ns();
}

}  // namespace

std::optional<std::uint8_t> parse_weekdays(std::string_view text) {
  std::uint8_t days = 0;
  const bool sound = each_part(text, [&](std::string_view part) {
    const auto more = parse_day_range(part);
    days = static_cast<std::uint8_t>(days | more.value_or(0));
    return more.has_value();
  });
  return sound ? std::optional(days) : std::nullopt;
}

std::optional<Duration> parse_time_of_day(std::string_view text) {
  constexpr std::size_t kWithoutSeconds = 5, kWithSeconds = 8;
  if (text.size() != kWithoutSeconds && text.size() != kWithSeconds) return std::nullopt;
  const auto hours = two_digits(text.substr(0, 2));
  const auto minutes = two_digits(text.substr(3, 2));
  const auto seconds = text.size() == kWithSeconds ? two_digits(text.substr(6, 2)) : 0;
  const bool colons = text[2] == ':' && (text.size() == kWithoutSeconds || text[5] == ':');
  if (!colons || !hours || !minutes || !seconds || *minutes > 59 || *seconds > 59) return std::nullopt;
  const Duration time = Duration::seconds(*hours * 3600 + *minutes * 60 + *seconds);
  return time <= Duration::seconds(86'400) ? std::optional(time) : std::nullopt;
}

std::optional<std::vector<std::int64_t>> parse_dates(std::string_view text) {
  std::vector<std::int64_t> dates;
  if (trimmed(text).empty()) return dates;
  const bool sound = each_part(text, [&](std::string_view part) {
    const auto date = parse_date(part);
    if (date) dates.push_back(*date);
    return date.has_value();
  });
  if (!sound) return std::nullopt;
  std::sort(dates.begin(), dates.end());
  dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
  return dates;
}

}  // namespace market

#include "core/timestamp.hpp"

#include <chrono>

#include "core/int128.hpp"

namespace market {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

void append_digits(std::string& out, std::uint64_t value, int width) {
  char digits[20];
  for (int i = width - 1; i >= 0; --i, value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits, static_cast<std::size_t>(width));
}

// Reads exactly `width` digits at `pos` and moves past them.
std::optional<int> take_digits(std::string_view text, std::size_t& pos, int width) {
  if (pos + static_cast<std::size_t>(width) > text.size()) return std::nullopt;
  int value = 0;
  for (int i = 0; i < width; ++i, ++pos) {
    if (text[pos] < '0' || text[pos] > '9') return std::nullopt;
    value = value * 10 + (text[pos] - '0');
  }
  return value;
}

bool take_char(std::string_view text, std::size_t& pos, char wanted) {
  if (pos >= text.size() || text[pos] != wanted) return false;
  ++pos;
  return true;
}

// The fraction after the seconds, in nanoseconds; 0 when there is none.
std::optional<std::int64_t> take_fraction(std::string_view text, std::size_t& pos) {
  if (!take_char(text, pos, '.')) return 0;
  std::int64_t ns = 0;
  int digits = 0;
  for (; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos, ++digits) {
    if (digits == 9) return std::nullopt;
    ns = ns * 10 + (text[pos] - '0');
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 9; ++digits) ns *= 10;
  return ns;
}

// "Z" or "+hh:mm": seconds to subtract to reach UTC.
std::optional<std::int64_t> take_offset(std::string_view text, std::size_t& pos) {
  if (take_char(text, pos, 'Z') || take_char(text, pos, 'z')) return 0;
  if (pos >= text.size() || (text[pos] != '+' && text[pos] != '-')) return std::nullopt;
  const int sign = text[pos++] == '-' ? -1 : 1;
  const auto hours = take_digits(text, pos, 2);
  if (!hours || !take_char(text, pos, ':')) return std::nullopt;
  const auto minutes = take_digits(text, pos, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

std::optional<std::int64_t> unit_ns(std::string_view unit) {
  if (unit == "d") return 86'400 * kNsPerSecond;
  if (unit == "h") return 3'600 * kNsPerSecond;
  if (unit == "m") return 60 * kNsPerSecond;
  if (unit == "s" || unit.empty()) return kNsPerSecond;
  if (unit == "ms") return 1'000'000;
  if (unit == "us") return 1'000;
  if (unit == "ns") return 1;
  return std::nullopt;
}

}  // namespace

void append_rfc3339(std::string& out, Timestamp time) {
  std::int64_t seconds = time.ns() / kNsPerSecond;
  std::int64_t ns = time.ns() % kNsPerSecond;
  if (ns < 0) {
    ns += kNsPerSecond;
    --seconds;
  }
  // The date changes once a day: most calls reuse the last one.
  thread_local std::int64_t cached_day = INT64_MIN;
  thread_local char date[11];
  const std::int64_t day = seconds >= 0 ? seconds / 86'400 : (seconds - 86'399) / 86'400;
  if (day != cached_day) {
    const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{day}}};
    std::string text;
    append_digits(text, static_cast<std::uint64_t>(static_cast<int>(ymd.year())), 4);
    text += '-';
    append_digits(text, static_cast<unsigned>(ymd.month()), 2);
    text += '-';
    append_digits(text, static_cast<unsigned>(ymd.day()), 2);
    text += 'T';
    text.copy(date, 11);
    cached_day = day;
  }
  const auto of_day = static_cast<std::uint64_t>(seconds - day * 86'400);
  out.append(date, 11);
  append_digits(out, of_day / 3600, 2);
  out += ':';
  append_digits(out, of_day / 60 % 60, 2);
  out += ':';
  append_digits(out, of_day % 60, 2);
  out += '.';
  append_digits(out, static_cast<std::uint64_t>(ns), 9);
  out += 'Z';
}

std::string to_rfc3339(Timestamp time) {
  std::string out;
  append_rfc3339(out, time);
  return out;
}

std::string_view describe(TimeError error) {
  switch (error) {
    case TimeError::malformed: return "must be an RFC 3339 time, such as \"2026-01-31T09:30:00Z\"";
    case TimeError::too_early: return "lies too far back: the earliest is 1970-01-01T00:00:00Z";
    case TimeError::too_late: return "lies too far ahead: the latest is 2262-04-11T23:47:16Z";
  }
  return "";
}

tl::expected<Timestamp, TimeError> parse_rfc3339(std::string_view text) {
  std::size_t pos = 0;
  const auto year = take_digits(text, pos, 4);
  if (!year || !take_char(text, pos, '-')) return tl::unexpected(TimeError::malformed);
  const auto month = take_digits(text, pos, 2);
  if (!month || !take_char(text, pos, '-')) return tl::unexpected(TimeError::malformed);
  const auto day = take_digits(text, pos, 2);
  if (!day || (!take_char(text, pos, 'T') && !take_char(text, pos, 't') && !take_char(text, pos, ' ')))
    return tl::unexpected(TimeError::malformed);
  const auto hour = take_digits(text, pos, 2);
  if (!hour || !take_char(text, pos, ':')) return tl::unexpected(TimeError::malformed);
  const auto minute = take_digits(text, pos, 2);
  if (!minute || !take_char(text, pos, ':')) return tl::unexpected(TimeError::malformed);
  const auto second = take_digits(text, pos, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return tl::unexpected(TimeError::malformed);
  const auto ns = take_fraction(text, pos);
  if (!ns) return tl::unexpected(TimeError::malformed);
  const auto offset = take_offset(text, pos);
  if (!offset || pos != text.size()) return tl::unexpected(TimeError::malformed);

  using namespace std::chrono;
  const year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                            std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return tl::unexpected(TimeError::malformed);
  const std::int64_t seconds = sys_days{date}.time_since_epoch().count() * std::int64_t{86'400} +
                               *hour * 3600 + *minute * 60 + *second - *offset;
  if (seconds < 0) return tl::unexpected(TimeError::too_early);
  constexpr std::int64_t kLast = INT64_MAX / kNsPerSecond;
  if (seconds > kLast || (seconds == kLast && *ns > 0)) return tl::unexpected(TimeError::too_late);
  return Timestamp(seconds * kNsPerSecond + *ns);
}

std::optional<Duration> parse_duration(std::string_view text) {
  constexpr std::int64_t kMax = 100ll * 366 * 86'400 * kNsPerSecond;
  std::int64_t total = 0;
  std::size_t pos = 0;
  while (pos < text.size()) {
    std::int64_t whole = 0;
    const std::size_t start = pos;
    for (; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos) {
      whole = whole * 10 + (text[pos] - '0');
      if (whole > kMax / 1'000'000'000) return std::nullopt;
    }
    if (pos == start) return std::nullopt;
    const auto fraction = take_fraction(text, pos);
    if (!fraction) return std::nullopt;
    const std::size_t unit_start = pos;
    while (pos < text.size() && text[pos] >= 'a' && text[pos] <= 'z') ++pos;
    const std::string_view unit = text.substr(unit_start, pos - unit_start);
    const auto ns = unit_ns(unit);
    if (!ns || (unit.empty() && (start != 0 || pos != text.size()))) return std::nullopt;
    const Int128 part = Int128(whole) * *ns + Int128(*fraction) * *ns / kNsPerSecond;
    if (part + total > kMax) return std::nullopt;
    total += static_cast<std::int64_t>(part);
  }
  if (text.empty()) return std::nullopt;
  return Duration(total);
}

}  // namespace market

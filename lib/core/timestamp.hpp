// Timestamp: nanoseconds since 1970-01-01T00:00:00Z, from the venue clock (wall or simulated).
// Duration: nanoseconds. Text form of a Timestamp: RFC 3339 in UTC with nine decimals.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace market {

class Duration {
 public:
  constexpr Duration() = default;
  constexpr explicit Duration(std::int64_t ns) : ns_(ns) {}
  constexpr std::int64_t ns() const { return ns_; }
  constexpr auto operator<=>(const Duration&) const = default;
  static constexpr Duration seconds(std::int64_t s) { return Duration(s * 1'000'000'000); }
  static constexpr Duration milliseconds(std::int64_t ms) { return Duration(ms * 1'000'000); }

 private:
  std::int64_t ns_ = 0;
};

class Timestamp {
 public:
  constexpr Timestamp() = default;
  constexpr explicit Timestamp(std::int64_t ns) : ns_(ns) {}
  constexpr std::int64_t ns() const { return ns_; }
  constexpr auto operator<=>(const Timestamp&) const = default;
  friend constexpr Timestamp operator+(Timestamp t, Duration d) { return Timestamp(t.ns_ + d.ns()); }
  friend constexpr Timestamp operator-(Timestamp t, Duration d) { return Timestamp(t.ns_ - d.ns()); }
  friend constexpr Duration operator-(Timestamp a, Timestamp b) { return Duration(a.ns_ - b.ns_); }

 private:
  std::int64_t ns_ = 0;
};

// "2026-01-31T09:30:00.000000000Z". append_ variants write onto the end of `out`.
void append_rfc3339(std::string& out, Timestamp time);
std::string to_rfc3339(Timestamp time);

enum class TimeError {
  malformed,
  too_early,  // before 1970
  too_late,   // after 2262-04-11T23:47:16Z, the last whole second that the type holds
};
std::string_view describe(TimeError error);

// Accepts RFC 3339 with 0-9 decimals and "Z" or a numeric offset.
[[nodiscard]] tl::expected<Timestamp, TimeError> parse_rfc3339(std::string_view text);

// "90s", "5m", "6h30m", "1d", "250ms", or a plain number of seconds; nullopt when malformed or above 100
// years.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace market

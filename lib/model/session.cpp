#include "model/session.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "core/check.hpp"
#include "core/int128.hpp"

namespace market {
namespace {

using Day = std::int64_t;  // since 1970-01-01

constexpr Duration kDay = Duration::seconds(24 * 3600);
constexpr std::size_t kMaxHolidays = 1'000;
constexpr Day kMaxDay = std::numeric_limits<std::int64_t>::max() / kDay.ns();  // the last that has timestamps
constexpr Day kLongestHoliday = 366;                                           // without a trading day
constexpr std::uint8_t kWholeWeek = 0b1111111;

Day day_of(Timestamp time) {
  const Day day = time.ns() / kDay.ns();
  return time.ns() % kDay.ns() < 0 ? day - 1 : day;
}

// At the end of what a Timestamp holds (the year 2262) time stands still instead of turning over.
Timestamp at(Day day, Duration after_midnight) {
  const Int128 ns = Int128(day) * kDay.ns() + after_midnight.ns();
  return Timestamp(static_cast<std::int64_t>(std::min<Int128>(ns, std::numeric_limits<std::int64_t>::max())));
}

bool trades_on(const SessionCalendar& calendar, Day day) {
  const Day weekday = ((day + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; Monday is 0
  return (calendar.days >> weekday & 1) != 0 &&
         !std::binary_search(calendar.holidays.begin(), calendar.holidays.end(), day);
}

// The first trading day from `first` to `last`.
std::optional<Day> trading_day(const SessionCalendar& calendar, Day first, Day last) {
  for (Day day = first; day <= last; ++day)
    if (trades_on(calendar, day)) return day;
  return std::nullopt;
}

Duration operator-(Duration a, Duration b) {
  return Duration(a.ns() - b.ns());
}

struct PhaseStart {
  Duration after_midnight;
  SessionPhase phase;
};

// A trading day's phases in order of their starts. An auction of no length starts when the phase after it
// does.
std::array<PhaseStart, 4> phases(const SessionCalendar& calendar) {
  return {{{calendar.open - calendar.opening_auction, SessionPhase::opening_auction},
           {calendar.open, SessionPhase::trading},
           {calendar.close - calendar.closing_auction, SessionPhase::closing_auction},
           {calendar.close, SessionPhase::closed}}};
}

// The first change of that trading day after `time`. Of two that start together only the second counts.
std::optional<SessionChange> change_on(const SessionCalendar& calendar, Day day, Timestamp time) {
  std::optional<SessionChange> first;
  for (const auto& [after_midnight, phase] : phases(calendar)) {
    const Timestamp start = at(day, after_midnight);
    if (start <= time) continue;
    if (first && first->at != start) break;
    first = SessionChange{start, phase, phase == SessionPhase::closed};
  }
  return first;
}

std::string check_hours(const SessionCalendar& calendar) {
  const Duration none;
  if (calendar.open < none || calendar.close <= calendar.open || calendar.close > kDay)
    return "the session must open before it closes, between 00:00 and 24:00";
  if (calendar.opening_auction < none || calendar.closing_auction < none)
    return "an auction cannot take less than no time";
  if (calendar.opening_auction > calendar.open)
    return "the opening auction would begin before midnight: shorten it or open later";
  if (calendar.closing_auction >= calendar.close - calendar.open)
    return "the closing auction would take the whole session: shorten it";
  return {};
}

// Two sessions without a moment between them would close and open the market in one instant.
bool sessions_touch(const SessionCalendar& calendar) {
  const unsigned next_days = calendar.days >> 1 | (calendar.days & 1u) << 6;
  return calendar.close == kDay && calendar.opening_auction == calendar.open &&
         (calendar.days & next_days) != 0;
}

std::string check_holidays(const SessionCalendar& calendar) {
  const std::vector<Day>& holidays = calendar.holidays;
  const auto not_ascending = [](Day a, Day b) { return a >= b; };
  if (std::adjacent_find(holidays.begin(), holidays.end(), not_ascending) != holidays.end())
    return "the holidays must be in order of their dates, each once";
  if (!holidays.empty() && (holidays.front() < 0 || holidays.back() > kMaxDay))
    return "the holidays must lie between the years 1970 and 2262";
  for (auto holiday = holidays.begin(); holiday != holidays.end();) {
    const std::optional<Day> next = trading_day(calendar, *holiday, *holiday + kLongestHoliday);
    if (!next) return "the holidays must leave at least one trading day in every year";
    holiday = std::upper_bound(holiday, holidays.end(), *next);
  }
  return {};
}

}  // namespace

SessionPhase phase_at(const SessionCalendar& calendar, Timestamp time) {
  if (calendar.always_open) return SessionPhase::trading;
  const Day day = day_of(time);
  SessionPhase phase = SessionPhase::closed;
  if (!trades_on(calendar, day)) return phase;
  for (const PhaseStart& start : phases(calendar))
    if (at(day, start.after_midnight) <= time) phase = start.phase;
  return phase;
}

SessionChange next_change(const SessionCalendar& calendar, Timestamp time) {
  const Day today = day_of(time);
  if (calendar.always_open) return {at(today + 1, {}), SessionPhase::trading, true};
  if (trades_on(calendar, today))
    if (const auto change = change_on(calendar, today, time)) return *change;
  // At most a week's idle days stand before the holidays that check_calendar saw.
  const auto next = trading_day(calendar, today + 1, today + 1 + 7 + kLongestHoliday);
  MARKET_CHECK(next.has_value());
  return change_on(calendar, *next, time)
      .value_or(SessionChange{at(*next, calendar.close), SessionPhase::closed, true});
}

std::string check_calendar(const SessionCalendar& calendar) {
  if (calendar.holidays.size() > kMaxHolidays)
    return "a calendar has at most " + std::to_string(kMaxHolidays) + " holidays";
  if (calendar.always_open) return {};
  if (calendar.days == 0 || calendar.days > kWholeWeek)
    return "name at least one day of the week to trade on";
  if (std::string wrong = check_hours(calendar); !wrong.empty()) return wrong;
  if (sessions_touch(calendar))
    return "a session would begin in the instant in which the one before it ends: close before 24:00, open "
           "later or be always open";
  return check_holidays(calendar);
}

}  // namespace market

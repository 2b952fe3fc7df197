#include <doctest/doctest.h>

#include "model/session.hpp"

using namespace market;

namespace {

constexpr std::int64_t kDayNs = 86'400'000'000'000;
constexpr std::int64_t kMonday = 20'458;  // 2026-01-05, a Monday

Timestamp time(const char* text) {
  return parse_rfc3339(text).value();
}
Timestamp before(const char* text) {
  return time(text) - Duration(1);
}
Duration hours(std::int64_t h, std::int64_t minutes = 0) {
  return Duration::seconds(h * 3600 + minutes * 60);
}

// Monday to Friday: auction 09:00, open 09:30, closing auction 15:50, close 16:00.
SessionCalendar weekdays() {
  SessionCalendar calendar;
  calendar.always_open = false;
  calendar.opening_auction = hours(0, 30);
  calendar.closing_auction = hours(0, 10);
  return calendar;
}

SessionCalendar without_auctions() {
  SessionCalendar calendar = weekdays();
  calendar.opening_auction = calendar.closing_auction = {};
  return calendar;
}

std::string wrong(void (*change)(SessionCalendar&)) {
  SessionCalendar calendar = weekdays();
  change(calendar);
  return check_calendar(calendar);
}

void check_change(const SessionChange& change, const char* at, SessionPhase to, bool day_end) {
  CHECK(to_rfc3339(change.at) == to_rfc3339(time(at)));
  CHECK(to_text(change.to) == to_text(to));
  CHECK(change.day_end == day_end);
}

// Follows the changes for `days` days and finds at each that the phase is what it says and was another (or a
// day's end) one nanosecond before. Returns how many there were.
int follow(const SessionCalendar& calendar, std::int64_t days) {
  const Timestamp end((kMonday + days) * kDayNs);
  Timestamp now(kMonday * kDayNs - 1);
  int changes = 0;
  for (SessionChange change = next_change(calendar, now); change.at < end;
       change = next_change(calendar, change.at)) {
    REQUIRE(change.at > now);
    CHECK(phase_at(calendar, change.at) == change.to);
    CHECK((change.day_end || phase_at(calendar, change.at - Duration(1)) != change.to));
    CHECK(phase_at(calendar, change.at - Duration(1)) == phase_at(calendar, now));
    now = change.at;
    ++changes;
  }
  return changes;
}

}  // namespace

// Always open: nothing but a day's end at each midnight.
TEST_CASE("an always open venue ends its day at midnight") {
  const SessionCalendar calendar;
  CHECK(check_calendar(calendar).empty());
  CHECK(phase_at(calendar, time("2026-01-04T03:00:00Z")) == SessionPhase::trading);
  check_change(next_change(calendar, time("2026-01-04T03:00:00Z")), "2026-01-05T00:00:00Z",
               SessionPhase::trading, true);
  check_change(next_change(calendar, before("2026-01-05T00:00:00Z")), "2026-01-05T00:00:00Z",
               SessionPhase::trading, true);
  check_change(next_change(calendar, time("2026-01-05T00:00:00Z")), "2026-01-06T00:00:00Z",
               SessionPhase::trading, true);
}

// A phase begins at its first instant and lasts to the nanosecond before the next.
TEST_CASE("the phases of a trading day") {
  const SessionCalendar calendar = weekdays();
  CHECK(check_calendar(calendar).empty());
  CHECK(phase_at(calendar, time("2026-01-05T00:00:00Z")) == SessionPhase::closed);
  CHECK(phase_at(calendar, before("2026-01-05T09:00:00Z")) == SessionPhase::closed);
  CHECK(phase_at(calendar, time("2026-01-05T09:00:00Z")) == SessionPhase::opening_auction);
  CHECK(phase_at(calendar, before("2026-01-05T09:30:00Z")) == SessionPhase::opening_auction);
  CHECK(phase_at(calendar, time("2026-01-05T09:30:00Z")) == SessionPhase::trading);
  CHECK(phase_at(calendar, before("2026-01-05T15:50:00Z")) == SessionPhase::trading);
  CHECK(phase_at(calendar, time("2026-01-05T15:50:00Z")) == SessionPhase::closing_auction);
  CHECK(phase_at(calendar, before("2026-01-05T16:00:00Z")) == SessionPhase::closing_auction);
  CHECK(phase_at(calendar, time("2026-01-05T16:00:00Z")) == SessionPhase::closed);
  CHECK(phase_at(calendar, before("2026-01-06T00:00:00Z")) == SessionPhase::closed);
}

// A day's changes follow each other; the close is the day's end and leads to the next day's auction.
TEST_CASE("the changes of a trading day") {
  const SessionCalendar calendar = weekdays();
  SessionChange change = next_change(calendar, time("2026-01-05T00:00:00Z"));
  check_change(change, "2026-01-05T09:00:00Z", SessionPhase::opening_auction, false);
  change = next_change(calendar, change.at);
  check_change(change, "2026-01-05T09:30:00Z", SessionPhase::trading, false);
  change = next_change(calendar, change.at);
  check_change(change, "2026-01-05T15:50:00Z", SessionPhase::closing_auction, false);
  change = next_change(calendar, change.at);
  check_change(change, "2026-01-05T16:00:00Z", SessionPhase::closed, true);
  change = next_change(calendar, change.at);
  check_change(change, "2026-01-06T09:00:00Z", SessionPhase::opening_auction, false);
}

// Auctions of no length are left out: closed → trading → closed.
TEST_CASE("a day without auctions has two changes") {
  const SessionCalendar calendar = without_auctions();
  SessionChange change = next_change(calendar, time("2026-01-05T00:00:00Z"));
  check_change(change, "2026-01-05T09:30:00Z", SessionPhase::trading, false);
  change = next_change(calendar, change.at);
  check_change(change, "2026-01-05T16:00:00Z", SessionPhase::closed, true);
  change = next_change(calendar, change.at);
  check_change(change, "2026-01-06T09:30:00Z", SessionPhase::trading, false);
  CHECK(phase_at(calendar, before("2026-01-05T09:30:00Z")) == SessionPhase::closed);
  CHECK(phase_at(calendar, before("2026-01-05T16:00:00Z")) == SessionPhase::trading);
}

// Nothing happens on days that are not named, nor on holidays.
TEST_CASE("weekends and holidays are closed") {
  SessionCalendar calendar = weekdays();
  CHECK(phase_at(calendar, time("2026-01-10T12:00:00Z")) == SessionPhase::closed);  // Saturday
  check_change(next_change(calendar, time("2026-01-09T16:00:00Z")), "2026-01-12T09:00:00Z",
               SessionPhase::opening_auction, false);
  calendar.holidays = {kMonday, kMonday + 7};
  CHECK(check_calendar(calendar).empty());
  CHECK(phase_at(calendar, time("2026-01-05T12:00:00Z")) == SessionPhase::closed);
  CHECK(phase_at(calendar, time("2026-01-06T12:00:00Z")) == SessionPhase::trading);
  check_change(next_change(calendar, time("2026-01-05T12:00:00Z")), "2026-01-06T09:00:00Z",
               SessionPhase::opening_auction, false);
  check_change(next_change(calendar, time("2026-01-09T16:00:00Z")), "2026-01-13T09:00:00Z",
               SessionPhase::opening_auction, false);
}

// Bit 0 is Monday, bit 6 Sunday.
TEST_CASE("the days of the week") {
  SessionCalendar calendar = weekdays();
  for (int day = 0; day < 7; ++day) {
    calendar.days = static_cast<std::uint8_t>(1 << day);
    CHECK(check_calendar(calendar).empty());
    for (int other = 0; other < 7; ++other) {
      const Timestamp noon((kMonday + other) * kDayNs + hours(12).ns());
      CHECK((phase_at(calendar, noon) == SessionPhase::trading) == (day == other));
    }
    const Timestamp late(kMonday * kDayNs - 1);
    CHECK(next_change(calendar, late).at == Timestamp((kMonday + day) * kDayNs + hours(9).ns()));
  }
}

// A session may last until midnight, and the next day's may begin then when that is no trading day's end.
TEST_CASE("a session may close at 24:00") {
  SessionCalendar calendar = without_auctions();
  calendar.open = hours(9);
  calendar.close = hours(24);
  CHECK(check_calendar(calendar).empty());
  CHECK(phase_at(calendar, before("2026-01-06T00:00:00Z")) == SessionPhase::trading);
  CHECK(phase_at(calendar, time("2026-01-06T00:00:00Z")) == SessionPhase::closed);
  SessionChange change = next_change(calendar, time("2026-01-05T09:00:00Z"));
  check_change(change, "2026-01-06T00:00:00Z", SessionPhase::closed, true);
  check_change(next_change(calendar, change.at), "2026-01-06T09:00:00Z", SessionPhase::trading, false);

  calendar.open = {};
  CHECK(check_calendar(calendar) ==
        "a session would begin in the instant in which the one before it ends: close before 24:00, open "
        "later or "
        "be always open");
  calendar.days = 0b1000001;  // Sunday and Monday
  CHECK_FALSE(check_calendar(calendar).empty());
  calendar.days = 0b0010101;
  CHECK(check_calendar(calendar).empty());
  CHECK(phase_at(calendar, time("2026-01-05T00:00:00Z")) == SessionPhase::trading);
  CHECK(phase_at(calendar, time("2026-01-06T00:00:00Z")) == SessionPhase::closed);
  CHECK(follow(calendar, 70) == 60);
}

// Each change is what phase_at says, and there is none between two of them.
TEST_CASE("changes chain and agree with the phases") {
  CHECK(follow(SessionCalendar{}, 30) == 30);
  CHECK(follow(weekdays(), 70) == 200);
  CHECK(follow(without_auctions(), 70) == 100);
  SessionCalendar calendar = weekdays();
  calendar.opening_auction = calendar.open;  // from midnight
  calendar.closing_auction = {};
  calendar.close = hours(23, 59);
  calendar.holidays = {kMonday + 1, kMonday + 2, kMonday + 5, kMonday + 70};
  CHECK(check_calendar(calendar).empty());
  CHECK(follow(calendar, 70) == 48 * 3);
}

// Months of holidays do not stop the search for the next session, and years without one are refused.
TEST_CASE("a long run of holidays ends") {
  SessionCalendar calendar = weekdays();
  for (std::int64_t day = 0; day < 364; ++day) calendar.holidays.push_back(kMonday + day);
  CHECK(check_calendar(calendar).empty());
  CHECK(next_change(calendar, time("2026-01-02T16:00:00Z")).at ==
        Timestamp((kMonday + 364) * kDayNs + hours(9).ns()));
  calendar.days = 0b0000001;  // Mondays; from the Tuesday before on nothing trades
  CHECK(check_calendar(calendar).empty());
  CHECK(next_change(calendar, time("2025-12-30T00:00:00Z")).at ==
        Timestamp((kMonday + 364) * kDayNs + hours(9).ns()));
  calendar.holidays.push_back(kMonday + 364);
  CHECK(check_calendar(calendar) == "the holidays must leave at least one trading day in every year");
}

// The largest calendar is read quickly and its end is found.
TEST_CASE("a thousand holidays") {
  SessionCalendar calendar = weekdays();
  for (std::int64_t i = 0; i < 1'000; ++i) calendar.holidays.push_back(kMonday + 2 * i);
  CHECK(check_calendar(calendar).empty());
  CHECK(next_change(calendar, time("2026-01-05T00:00:00Z")).at ==
        Timestamp((kMonday + 1) * kDayNs + hours(9).ns()));
  calendar.holidays.push_back(kMonday + 2'000);
  CHECK(check_calendar(calendar) == "a calendar has at most 1000 holidays");
}

// Times before 1970 and at the end of what a timestamp holds have phases and changes, too.
TEST_CASE("the edges of time") {
  const SessionCalendar calendar = weekdays();
  CHECK(phase_at(calendar, Timestamp(-1)) == SessionPhase::closed);
  CHECK(phase_at(calendar, Timestamp(hours(-12).ns())) == SessionPhase::trading);  // Wednesday noon
  CHECK(next_change(calendar, Timestamp(-1)).at == Timestamp(hours(9).ns()));
  CHECK(next_change(SessionCalendar{}, Timestamp(-1)).at == Timestamp(0));
  CHECK(next_change(calendar, Timestamp(INT64_MAX)).at == Timestamp(INT64_MAX));
  CHECK(next_change(SessionCalendar{}, Timestamp(INT64_MAX)).at == Timestamp(INT64_MAX));
}

// What is wrong with a calendar is said in words; one that is always open needs no hours.
TEST_CASE("unsound calendars") {
  CHECK(wrong([](SessionCalendar& c) { c.days = 0; }) == "name at least one day of the week to trade on");
  CHECK_FALSE(wrong([](SessionCalendar& c) { c.days = 0b11111111; }).empty());
  const char* hours_wrong = "the session must open before it closes, between 00:00 and 24:00";
  CHECK(wrong([](SessionCalendar& c) { c.close = c.open; }) == hours_wrong);
  CHECK(wrong([](SessionCalendar& c) { c.close = Duration(hours(24).ns() + 1); }) == hours_wrong);
  CHECK(wrong([](SessionCalendar& c) { c.open = Duration(-1); }) == hours_wrong);
  CHECK(wrong([](SessionCalendar& c) { c.opening_auction = Duration(-1); }) ==
        "an auction cannot take less than no time");
  CHECK_FALSE(wrong([](SessionCalendar& c) { c.closing_auction = Duration(INT64_MIN); }).empty());
  CHECK(wrong([](SessionCalendar& c) { c.opening_auction = Duration(c.open.ns() + 1); }) ==
        "the opening auction would begin before midnight: shorten it or open later");
  CHECK(wrong([](SessionCalendar& c) { c.closing_auction = Duration(c.close.ns() - c.open.ns()); }) ==
        "the closing auction would take the whole session: shorten it");
  CHECK(wrong([](SessionCalendar& c) {
          c.closing_auction = Duration(c.close.ns() - c.open.ns() - 1);
        }).empty());
  CHECK(wrong([](SessionCalendar& c) {
          c.holidays = {5, 4};
        }) == "the holidays must be in order of their dates, each once");
  CHECK_FALSE(wrong([](SessionCalendar& c) { c.holidays = {5, 5}; }).empty());
  CHECK(wrong([](SessionCalendar& c) { c.holidays = {-1}; }) ==
        "the holidays must lie between the years 1970 and 2262");
  CHECK_FALSE(wrong([](SessionCalendar& c) { c.holidays = {INT64_MAX}; }).empty());
  CHECK(wrong([](SessionCalendar& c) {
          c.always_open = true;
          c.days = 0;
          c.close = c.open;
        }).empty());
}

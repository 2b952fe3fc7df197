// SessionCalendar: when the venue trades. Times are UTC. By default it is always open, and a day ends at
// midnight. Otherwise there is one session on each trading day:
//
//   closed → [open - opening_auction] opening auction → [open] trading → [close - closing_auction] closing
//   auction → [close] closed
//
// Thread rule: values.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "model/enums.hpp"

namespace market {

struct SessionCalendar {
  bool always_open = true;
  std::uint8_t days = 0b0011111;                          // bit 0 is Monday
  Duration open = Duration::seconds(9 * 3600 + 30 * 60);  // after midnight
  Duration close = Duration::seconds(16 * 3600);
  Duration opening_auction, closing_auction;  // how long they take; 0: the uncross comes at once
  std::vector<std::int64_t> holidays;         // days since 1970-01-01, ascending
  bool operator==(const SessionCalendar&) const = default;
};

// The phase at `time`: a phase begins at its first instant. Always open: trading.
SessionPhase phase_at(const SessionCalendar& calendar, Timestamp time);

struct SessionChange {
  Timestamp at;
  SessionPhase to = SessionPhase::trading;
  bool day_end = false;  // day orders expire and the reference price becomes the last price
};
// The first change after `time`. Always open: the next midnight, to trading, as a day's end. Otherwise the
// change to closed is the day's end. Auctions of no length are left out.
SessionChange next_change(const SessionCalendar& calendar, Timestamp time);

// Empty when the calendar is sound; else what is wrong with it.
std::string check_calendar(const SessionCalendar& calendar);

}  // namespace market

// The texts of the settings below [session]: what is read, and what is refused.
#include "daemon/session_settings.hpp"

#include <doctest/doctest.h>

using namespace market;

TEST_CASE("days of the week are single days and ranges, also over the week's end") {
  CHECK(parse_weekdays("mon-fri") == 0b0011111);
  CHECK(parse_weekdays("sun-thu") == 0b1001111);
  CHECK(parse_weekdays("mon, wed,fri") == 0b0010101);
  CHECK(parse_weekdays("sat") == 0b0100000);
  CHECK(parse_weekdays("mon-sun") == 0b1111111);
  CHECK(parse_weekdays("tue-tue,tue") == 0b0000010);
  for (const char* wrong : {"", "monday", "Mon", "mon-", "-fri", "mon,,tue", "mon-wed-fri", "1-5", ","}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_weekdays(wrong));
  }
}

TEST_CASE("times of day have two digits each and reach to midnight") {
  CHECK(parse_time_of_day("00:00") == Duration());
  CHECK(parse_time_of_day("09:30") == Duration::seconds(34'200));
  CHECK(parse_time_of_day("16:00:30") == Duration::seconds(57'630));
  CHECK(parse_time_of_day("24:00") == Duration::seconds(86'400));
  for (const char* wrong : {"", "9:30", "09.30", "09:60", "24:01", "24:00:01", "25:00", "09:30:", "09:30:60",
                            "+9:30", "09:30Z", "09:3x"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_time_of_day(wrong));
  }
}

TEST_CASE("dates are sorted and stand once") {
  CHECK(parse_dates("")->empty());
  CHECK(parse_dates("1970-01-02, 1970-01-01,1970-01-02") == std::vector<std::int64_t>{0, 1});
  CHECK(parse_dates("2026-12-25") == std::vector<std::int64_t>{20'812});
  for (const char* wrong :
       {"2026-02-29", "2026-1-1", "25.12.2026", "2026-12-25,", "2026-12-25T00:00:00Z", ","}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_dates(wrong));
  }
}

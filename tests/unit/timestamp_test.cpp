#include <doctest/doctest.h>

#include <string>

#include "core/timestamp.hpp"

using namespace market;

// Times are written in UTC with nine decimals.
TEST_CASE("rfc 3339 output") {
  CHECK(to_rfc3339(Timestamp()) == "1970-01-01T00:00:00.000000000Z");
  CHECK(to_rfc3339(Timestamp(1'769'851'800'123'456'789)) == "2026-01-31T09:30:00.123456789Z");
  CHECK(to_rfc3339(Timestamp(951'782'399'000'000'000)) == "2000-02-28T23:59:59.000000000Z");
  CHECK(to_rfc3339(Timestamp(951'782'400'000'000'000)) == "2000-02-29T00:00:00.000000000Z");
}

// Any offset and any precision up to a nanosecond is read as the same instant.
TEST_CASE("rfc 3339 input") {
  const Timestamp expected(1'769'851'800'500'000'000);
  for (const char* text :
       {"2026-01-31T09:30:00.5Z", "2026-01-31t09:30:00.500z", "2026-01-31 09:30:00.500000000Z",
        "2026-01-31T10:30:00.5+01:00", "2026-01-31T04:00:00.5-05:30"}) {
    const auto time = parse_rfc3339(text);
    REQUIRE_MESSAGE(time.has_value(), std::string(text));
    CHECK_MESSAGE(*time == expected, std::string(text));
  }
  CHECK(parse_rfc3339("1970-01-01T00:00:00Z") == Timestamp());
  CHECK(parse_rfc3339("2262-04-11T23:47:16Z") == Timestamp(9'223'372'036'000'000'000));
}

// Dates that do not exist and text with anything missing or too much are refused.
TEST_CASE("rfc 3339 input that is malformed") {
  for (const char* text :
       {"", "2026", "2026-01-31", "2026-01-31T09:30:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "2026-01-31T24:00:00Z", "2026-01-31T09:60:00Z", "2026-01-31T09:30:60Z", "2026-01-31T09:30:00.Z",
        "2026-01-31T09:30:00.1234567890Z", "2026-01-31T09:30:00Zx", "2026-01-31T09:30:00+1:00",
        "2026-01-31T09:30:00+24:00"}) {
    const auto time = parse_rfc3339(text);
    REQUIRE_MESSAGE(!time.has_value(), std::string(text));
    CHECK_MESSAGE(time.error() == TimeError::malformed, std::string(text));
  }
}

// Times that the type cannot hold are said to lie too far back or ahead.
TEST_CASE("rfc 3339 input out of range") {
  for (const char* text : {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01"})
    CHECK_MESSAGE(parse_rfc3339(text).error() == TimeError::too_early, std::string(text));
  for (const char* text : {"2262-04-11T23:47:16.000000001Z", "2262-04-11T23:47:17Z", "9999-12-31T23:59:59Z"})
    CHECK_MESSAGE(parse_rfc3339(text).error() == TimeError::too_late, std::string(text));
}

// What is written is read back as the same nanosecond, over the whole range.
TEST_CASE("rfc 3339 round trip") {
  for (std::int64_t ns = 1; ns > 0 && ns < 9'000'000'000'000'000'000; ns = ns * 3 + 7) {
    CHECK(parse_rfc3339(to_rfc3339(Timestamp(ns))) == Timestamp(ns));
    if (ns > INT64_MAX / 4) break;
  }
}

// Durations are written with units, which may be combined, or as plain seconds.
TEST_CASE("durations") {
  CHECK(parse_duration("90s") == Duration::seconds(90));
  CHECK(parse_duration("5m") == Duration::seconds(300));
  CHECK(parse_duration("6h30m") == Duration::seconds(23'400));
  CHECK(parse_duration("1d") == Duration::seconds(86'400));
  CHECK(parse_duration("250ms") == Duration::milliseconds(250));
  CHECK(parse_duration("7us") == Duration(7'000));
  CHECK(parse_duration("3ns") == Duration(3));
  CHECK(parse_duration("15") == Duration::seconds(15));
  CHECK(parse_duration("1.5h") == Duration::seconds(5'400));
  CHECK(parse_duration("0") == Duration());
}

// Negative, empty, unknown units, trailing text and more than a hundred years are refused.
TEST_CASE("durations that are malformed") {
  for (const char* text :
       {"", "s", "-5s", "5x", "5 s", "1h30", "1.s", "40000d", "99999999999999999999s", "1e3s"})
    CHECK_MESSAGE(!parse_duration(text).has_value(), std::string(text));
}

// Times and durations add up.
TEST_CASE("time arithmetic") {
  const Timestamp start(1'000);
  CHECK((start + Duration(500)) - start == Duration(500));
  CHECK(start - Duration(1'000) == Timestamp());
  CHECK(start < start + Duration(1));
}

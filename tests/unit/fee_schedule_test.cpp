#include <doctest/doctest.h>

#include "model/fee_schedule.hpp"
#include "tests/support/values.hpp"

using namespace market;
using namespace market::test;

namespace {
FeeSchedule schedule(const char* name, const char* maker, const char* taker) {
  return {.name = name, .maker = {rate(maker)}, .taker = {rate(taker)}};
}

Beneficiary exchange_share(std::int64_t units) {
  return {.kind = Beneficiary::Kind::exchange, .trader = {}, .share_units = units};
}
}  // namespace

// A venue starts with 10 and 20 bps, of which the exchange gets four fifths and the issuer one.
TEST_CASE("the default fee table is sound") {
  const FeeTable table = default_fee_table();
  CHECK(check_fee_table(table).empty());
  REQUIRE(table.schedules.size() == 1);
  CHECK(table.default_schedule == table.schedules[0].name);
  CHECK(table.schedules[0].maker.bps == rate("10"));
  CHECK(table.schedules[0].taker.bps == rate("20"));
  REQUIRE(table.distribution.size() == 2);
  CHECK(table.distribution[0].share_units == 8'000);
  CHECK(table.distribution[1].kind == Beneficiary::Kind::issuer);
}

// The default must be one of the schedules, and there must be one.
TEST_CASE("a fee table names its default") {
  FeeTable table = default_fee_table();
  table.default_schedule = "gold";
  CHECK(check_fee_table(table).find("gold") != std::string::npos);
  table.schedules.clear();
  CHECK_FALSE(check_fee_table(table).empty());
}

// Names of schedules are slugs.
TEST_CASE("a fee schedule's name is a slug") {
  FeeTable table = default_fee_table();
  table.schedules.push_back(schedule("Gold Card", "1", "2"));
  CHECK(check_fee_table(table).find("Gold Card") != std::string::npos);
}

// A fee never exceeds the whole notional.
TEST_CASE("bps are bounded") {
  FeeTable table = default_fee_table();
  table.schedules[0] = schedule("standard", "0", "10000");
  CHECK(check_fee_table(table).empty());
  table.schedules[0] = schedule("standard", "0", "10000.0001");
  CHECK_FALSE(check_fee_table(table).empty());
}

// Rebates never exceed what a trade takes in, whichever two schedules meet in it.
TEST_CASE("rebates are covered across schedules") {
  FeeTable table = default_fee_table();
  table.schedules = {schedule("maker", "-2", "5"), schedule("standard", "1", "2")};
  CHECK(check_fee_table(table).empty());
  table.schedules[0].maker.bps = rate("-2.0001");
  CHECK_FALSE(check_fee_table(table).empty());
}

// What is taken is distributed whole.
TEST_CASE("shares of the distribution sum to one") {
  FeeTable table = default_fee_table();
  table.distribution = {exchange_share(10'000)};
  CHECK(check_fee_table(table).empty());
  table.distribution = {exchange_share(9'999)};
  CHECK_FALSE(check_fee_table(table).empty());
  table.distribution = {exchange_share(11'000), exchange_share(-1'000)};
  CHECK_FALSE(check_fee_table(table).empty());
  table.distribution.clear();
  CHECK_FALSE(check_fee_table(table).empty());
}

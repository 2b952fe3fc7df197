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

// Tiers bring bps of their own, which meet any other rate as well.
TEST_CASE("rebates are covered across tiers") {
  FeeTable table = default_fee_table();
  table.schedules = {schedule("standard", "1", "2")};
  table.schedules[0].tiers = {{money("1000"), rate("-2"), rate("2")}};
  CHECK(check_fee_table(table).empty());
  table.schedules[0].tiers[0].maker_bps = rate("-2.0001");
  CHECK(check_fee_table(table).find("rebates exceed") != std::string::npos);
}

// What a rule adds to the bps is never negative, and bounds leave room between them.
TEST_CASE("the parts of a fee rule are bounded") {
  const auto check = [](FeeRule rule) {
    FeeTable table = default_fee_table();
    table.schedules[0].taker = rule;
    const std::string taker = check_fee_table(table);
    table.schedules[0].taker = {rate("20"), {}, {}, {}, {}};
    table.schedules[0].auction = rule;
    CHECK(check_fee_table(table).empty() == taker.empty());
    return taker;
  };
  CHECK(check({rate("1"), kMaxFeePart, kMaxFeePart, kMaxFeePart, kMaxFeePart}).empty());
  CHECK(check({rate("1"), {}, {}, Money(0), Money(0)}).empty());
  const Money beyond(kMaxFeePart.units() + 1);
  for (const Money wrong : {beyond, Money(-1)}) {
    CHECK_FALSE(check({rate("1"), wrong, {}, {}, {}}).empty());
    CHECK_FALSE(check({rate("1"), {}, wrong, {}, {}}).empty());
    CHECK_FALSE(check({rate("1"), {}, {}, wrong, {}}).empty());
    CHECK_FALSE(check({rate("1"), {}, {}, {}, wrong}).empty());
  }
  CHECK(check({rate("1"), {}, {}, money("2"), money("1.9999")}).find("must not exceed max") !=
        std::string::npos);
}

// A least fee would turn a rebate into a charge.
TEST_CASE("a rebate has no min") {
  FeeTable table = default_fee_table();
  table.schedules[0].maker = {rate("-1"), {}, {}, money("0"), {}};
  CHECK(check_fee_table(table).find("leave it out") != std::string::npos);
  table.schedules[0].maker.min.reset();
  CHECK(check_fee_table(table).empty());
}

// The last tier that is reached counts, so they stand in order.
TEST_CASE("fee tiers ascend and are few") {
  FeeTable table = default_fee_table();
  auto& tiers = table.schedules[0].tiers;
  tiers = {{Money(1), rate("1"), rate("2")}, {kMaxMoney, rate("1"), rate("2")}};
  CHECK(check_fee_table(table).empty());
  tiers[1].volume_30d = Money(1);
  CHECK(check_fee_table(table).find("each larger than the one before") != std::string::npos);
  tiers = {{Money(0), rate("1"), rate("2")}};
  CHECK_FALSE(check_fee_table(table).empty());
  tiers = {{Money(kMaxMoney.units() + 1), rate("1"), rate("2")}};
  CHECK_FALSE(check_fee_table(table).empty());
  tiers = {{Money(1), rate("1"), rate("10000.0001")}};
  CHECK_FALSE(check_fee_table(table).empty());
  tiers.clear();
  for (std::size_t i = 1; i <= kMaxFeeTiers; ++i)
    tiers.push_back({Money(static_cast<std::int64_t>(i)), rate("1"), rate("2")});
  CHECK(check_fee_table(table).empty());
  tiers.push_back({money("1"), rate("1"), rate("2")});
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

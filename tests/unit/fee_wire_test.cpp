// Fees on the wire: the table both ways, estimates and revenue.
#include <doctest/doctest.h>

#include "tests/support/values.hpp"
#include "tests/unit/wire_harness.hpp"
#include "wire/fee_json.hpp"
#include "wire/fee_requests.hpp"

using namespace market;
using namespace market::test;
using nlohmann::json;

namespace {

FeeTable full_table() {
  FeeTable table = default_fee_table();
  FeeSchedule& schedule = table.schedules[0];
  schedule.maker.bps = rate("-1.5");
  schedule.maker.max = money("5");
  schedule.taker = {rate("20"), money("0.005"), money("0.25"), money("1"), money("50")};
  schedule.auction = FeeRule{rate("3"), {}, money("0.1"), {}, {}};
  schedule.tiers = {{money("1000"), rate("-1"), rate("15")}, {money("1e6"), rate("0"), rate("10.5")}};
  return table;
}

std::string wrong(const json& table) {
  return first_error(read_fee_table(node(table.dump())));
}

}  // namespace

// Whoever reads the table may send it back.
TEST_CASE("a fee table survives being written and read back") {
  for (const FeeTable& given : {default_fee_table(), full_table()}) {
    const auto table = read_fee_table(node(written(append_fee_table, given).dump()));
    REQUIRE_MESSAGE(table.has_value(), first_error(table));
    CHECK(*table == given);
  }
}

// What a schedule does not have is null or empty, never left out.
TEST_CASE("a fee table shows every part of every rule") {
  const json plain = written(append_fee_table, default_fee_table());
  CHECK(plain["schedules"]["standard"] ==
        json::parse(R"({"maker":{"bps":"10.00","per_share":"0.00","flat":"0.00","min":null,"max":null},)"
                    R"("taker":{"bps":"20.00","per_share":"0.00","flat":"0.00","min":null,"max":null},)"
                    R"("auction":null,"tiers":[]})"));
  CHECK(plain["default"] == "standard");
  CHECK(plain["distribution"] ==
        json::parse(R"([{"to":"exchange","share":"0.80"},{"to":"issuer","share":"0.20"}])"));
  const json full = written(append_fee_table, full_table())["schedules"]["standard"];
  CHECK(full["taker"] ==
        json::parse(R"({"bps":"20.00","per_share":"0.005","flat":"0.25","min":"1.00","max":"50.00"})"));
  CHECK(full["auction"]["flat"] == "0.10");
  CHECK(full["tiers"][1] ==
        json::parse(R"({"volume_30d":"1000000.00","maker_bps":"0.00","taker_bps":"10.50"})"));
}

// Parts left out are 0, bounds left out are none.
TEST_CASE("the parts of a fee rule are optional") {
  json table = written(append_fee_table, default_fee_table());
  table["schedules"]["standard"] =
      json::parse(R"({"maker":{},"taker":{"flat":"1","max":null},"tiers":null})");
  const auto read = read_fee_table(node(table.dump()));
  REQUIRE_MESSAGE(read.has_value(), first_error(read));
  const FeeSchedule& schedule = read->schedules[0];
  CHECK(schedule.maker == FeeRule());
  CHECK(schedule.taker.bps == Rate(0));
  CHECK(schedule.taker.flat == money("1"));
  CHECK_FALSE(schedule.taker.max.has_value());
  CHECK_FALSE(schedule.auction.has_value());
  CHECK(schedule.tiers.empty());
  CHECK(wrong(json::parse(R"({"schedules":{"a":{"maker":{}}},"default":"a",)"
                          R"("distribution":[{"to":"exchange","share":1}]})")) ==
        "schedules.a.taker is required");
}

// A problem is named by its path, so that it can be found in a long table.
TEST_CASE("a fee table refuses what is out of range, misspelt or does not add up") {
  const json good = written(append_fee_table, full_table());
  const auto changed = [&](const char* pointer, const json& value) {
    json table = good;
    table[json::json_pointer(std::string("/schedules/standard/") + pointer)] = value;
    return wrong(table);
  };
  CHECK(changed("taker/flat", "-1") ==
        "schedules.standard.taker.flat must lie between 0.00 and 100000000.00");
  CHECK(changed("taker/per_share", "100000000.0001") ==
        "schedules.standard.taker.per_share must lie between 0.00 and 100000000.00");
  CHECK(changed("auction/bps", "10000.0001").find("schedules.standard.auction.bps must lie between") == 0);
  CHECK(changed("taker/maximum", "1").find("schedules.standard.taker.maximum is not a known field") == 0);
  CHECK(changed("tiers/0/volume_30d", "0") == "schedules.standard.tiers.0.volume_30d must be above 0");
  CHECK(changed("tiers/1/taker_bps", nullptr) == "schedules.standard.tiers.1.taker_bps is required");
  CHECK(changed("tiers", json::object()).find("schedules.standard.tiers must be an array of at most 20") ==
        0);
  CHECK(changed("tiers", json(21, good["schedules"]["standard"]["tiers"][0])).find("at most 20 tiers") !=
        std::string::npos);
  CHECK(changed("tiers/1/volume_30d", "1000").find("each larger than the one before") != std::string::npos);
  CHECK(changed("maker/min", "1").find("a rebate") != std::string::npos);
  CHECK(changed("taker/min", "50.01").find("must not exceed max") != std::string::npos);
  CHECK(changed("tiers/1/taker_bps", "0.5").find("rebates exceed") != std::string::npos);
  json table = good;
  table["distribution"][0]["share"] = "0.7";
  CHECK(wrong(table) == " the shares of the distribution must sum to 1");
  table["distribution"][0]["to"] = "nobody";
  CHECK(wrong(table) == "distribution.0.to must be \"exchange\", \"issuer\" or \"trader:ID\"");
}

// Who gets a share is named in one way everywhere.
TEST_CASE("a beneficiary is read from its name") {
  CHECK(parse_beneficiary("exchange")->kind == Beneficiary::Kind::exchange);
  CHECK(parse_beneficiary("issuer")->kind == Beneficiary::Kind::issuer);
  CHECK(parse_beneficiary("trader:bob")->trader == Slug("bob"));
  for (const char* nobody : {"", "Exchange", "trader", "trader:", "trader:Bob", "bob", "issuer:ACME"})
    CHECK_FALSE(parse_beneficiary(nobody).has_value());
}

// A buyer and a seller may pay by different rules once an own schedule or volume is known.
TEST_CASE("an estimate shows maker, taker and auction for both sides") {
  const FeeEstimate estimate{
      money("1000"), {money("1"), money("2"), money("3")}, {money("-0.5"), money("4"), money("0")}};
  CHECK(written(append_fee_estimate, estimate) ==
        json::parse(R"({"notional":"1000.00","buyer":{"maker":"1.00","taker":"2.00","auction":"3.00"},)"
                    R"("seller":{"maker":"-0.50","taker":"4.00","auction":"0.00"}})"));
}

// A list that is always whole, with what it sums to beside it.
TEST_CASE("fee revenue names each beneficiary") {
  FeeRevenue revenue;
  revenue.items = {{"exchange", {}, Amount(8'000)}, {"issuer", Symbol("ACME"), Amount(2'000)}};
  revenue.taken = revenue.distributed = Amount(10'000);
  revenue.seq = 7;
  CHECK(written(append_fee_revenue, revenue) ==
        json::parse(R"({"items":[{"to":"exchange","symbol":null,"amount":"0.80"},)"
                    R"({"to":"issuer","symbol":"ACME","amount":"0.20"}],)"
                    R"("next":null,"seq":7,"taken":"1.00","distributed":"1.00"})"));
  CHECK(written(append_fee_revenue, FeeRevenue())["items"].empty());
}

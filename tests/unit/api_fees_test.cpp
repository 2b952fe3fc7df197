// Fees over REST: every part of a schedule, estimates at a trader's volume, and who got what of them.
#include "tests/unit/api_desk.hpp"

using namespace market;
using namespace market::test;

namespace {

json fee_table(json schedule) {
  return {{"schedules", {{"standard", std::move(schedule)}}},
          {"default", "standard"},
          {"distribution", {{{"to", "exchange"}, {"share", "1"}}}}};
}

json tiered() {
  return {{"maker", {{"bps", "10"}}},
          {"taker", {{"bps", "20"}}},
          {"tiers", {{{"volume_30d", "1000"}, {"maker_bps", "5"}, {"taker_bps", "10"}}}}};
}

}  // namespace

TEST_CASE("a fee table is answered with every part of it, and comes back as it went in") {
  Desk desk;
  json schedule = tiered();
  schedule["taker"] = {{"bps", "20"}, {"per_share", "0.005"}, {"flat", "0.1"}, {"min", "1"}, {"max", "99.5"}};
  schedule["auction"] = {{"flat", "2"}};
  const Reply set = desk.admin("PUT", "/v1/fees", fee_table(schedule));
  REQUIRE_MESSAGE(set.status == 200, set.body.dump());
  CHECK(set.body["schedules"]["standard"] ==
        json::parse(R"({"maker":{"bps":"10.00","per_share":"0.00","flat":"0.00","min":null,"max":null},)"
                    R"("taker":{"bps":"20.00","per_share":"0.005","flat":"0.10","min":"1.00","max":"99.50"},)"
                    R"("auction":{"bps":"0.00","per_share":"0.00","flat":"2.00","min":null,"max":null},)"
                    R"("tiers":[{"volume_30d":"1000.00","maker_bps":"5.00","taker_bps":"10.00"}]})"));
  CHECK(desk.open("/v1/fees").body == set.body);
  CHECK(desk.admin("PUT", "/v1/fees", set.body).body == set.body);
}

TEST_CASE("a fee table that makes no sense is refused, and the one in force stays") {
  Desk desk;
  const json before = desk.open("/v1/fees").body;
  const auto refused = [&](const json& schedule) {
    const Reply reply = desk.admin("PUT", "/v1/fees", fee_table(schedule));
    return reply.status == 400 && !reply.detail().empty();
  };
  json unsorted = tiered();
  unsorted["tiers"].push_back({{"volume_30d", "500"}, {"maker_bps", "1"}, {"taker_bps", "1"}});
  CHECK(refused(unsorted));
  json rebate_with_min = tiered();
  rebate_with_min["maker"] = {{"bps", "-1"}, {"min", "1"}};
  CHECK(refused(rebate_with_min));
  json crossed = tiered();
  crossed["taker"] = {{"bps", "20"}, {"min", "2"}, {"max", "1"}};
  CHECK(refused(crossed));
  json rebates = tiered();
  rebates["tiers"][0]["maker_bps"] = "-11";
  CHECK(refused(rebates));
  CHECK(desk.open("/v1/fees").body == before);
}

TEST_CASE("an estimate knows the parts of a rule, auctions and the trader's volume") {
  Desk desk;
  json schedule = tiered();
  schedule["maker"]["per_share"] = "0.01";
  schedule["taker"]["min"] = "3";
  schedule["auction"] = {{"flat", "2"}};
  REQUIRE(desk.admin("PUT", "/v1/fees", fee_table(schedule)).status == 200);
  const std::string alice = desk.trader("alice", 10), bob = desk.trader("bob");
  const auto estimate = [&](const std::string& more) {
    return desk.admin("GET", "/v1/fees/estimate?price=100&quantity=20" + more).body;
  };
  CHECK(estimate("") == json::parse(R"({"notional":"2000.00",)"
                                    R"("buyer":{"maker":"2.20","taker":"4.00","auction":"2.00"},)"
                                    R"("seller":{"maker":"2.20","taker":"4.00","auction":"2.00"}})"));
  CHECK(estimate("&trader=bob") == estimate(""));
  desk.place(alice, "sell", 10, "100");
  REQUIRE(desk.place(bob, "buy", 10, "100").body["trades"][0]["fee"] == "3.00");
  for (const char* symbol : {"", "&symbol=ACME"}) {
    const json bobs = estimate(std::string("&trader=bob") + symbol);
    CHECK(bobs["buyer"]["maker"] == "1.20");
    CHECK(bobs["seller"]["taker"] == "3.00");
    CHECK(bobs["buyer"]["auction"] == "2.00");
    CHECK(estimate(symbol)["buyer"]["taker"] == "4.00");
  }
}

TEST_CASE("without an auction rule an estimate shows the maker's for auctions") {
  Desk desk;
  const json estimate = desk.open("/v1/fees/estimate?price=100&quantity=10").body;
  CHECK(estimate["buyer"]["auction"] == estimate["buyer"]["maker"]);
}

TEST_CASE("fee revenue names every beneficiary, and what they got sums to what was taken") {
  Desk desk;
  const std::string alice = desk.trader("alice", 100), bob = desk.trader("bob");
  desk.trader("carol");
  const Reply nothing = desk.open("/v1/fees/revenue");
  REQUIRE_MESSAGE(nothing.status == 200, nothing.body.dump());
  CHECK(nothing.body["items"] == json::parse(R"([{"to":"exchange","symbol":null,"amount":"0.00"}])"));
  CHECK(nothing.body["next"].is_null());
  CHECK(nothing.body["seq"] == nothing.raw.seq);

  json table = desk.open("/v1/fees").body;
  table["distribution"] = {{{"to", "exchange"}, {"share", "0.5"}},
                           {{"to", "issuer"}, {"share", "0.3"}},
                           {{"to", "trader:carol"}, {"share", "0.2"}}};
  REQUIRE(desk.admin("PUT", "/v1/fees", table).status == 200);
  desk.place(alice, "sell", 10, "100");
  desk.place(bob, "buy", 10, "100");
  // A dividend that the issuer pays out of it does not lessen what it was paid.
  REQUIRE(desk.admin("POST", "/v1/companies/ACME/dividend", {{"per_share", "0.01"}}).status == 200);
  const json revenue = desk.open("/v1/fees/revenue").body;
  CHECK(revenue["items"] == json::parse(R"([{"to":"exchange","symbol":null,"amount":"1.50"},)"
                                        R"({"to":"issuer","symbol":"ACME","amount":"0.90"},)"
                                        R"({"to":"trader:carol","symbol":null,"amount":"0.60"}])"));
  CHECK(revenue["taken"] == "3.00");
  CHECK(revenue["distributed"] == "3.00");
}

TEST_CASE("a closed trader can get no share of the fees") {
  Desk desk;
  desk.trader("carol");
  REQUIRE(desk.admin("DELETE", "/v1/traders/carol").status == 200);
  json table = desk.open("/v1/fees").body;
  table["distribution"] = {{{"to", "exchange"}, {"share", "0.5"}},
                           {{"to", "trader:carol"}, {"share", "0.5"}}};
  CHECK(desk.admin("PUT", "/v1/fees", table).status == 400);
}

// Dividends and splits over REST: what they did is told, what cannot be done is refused.
#include "tests/unit/api_desk.hpp"

using namespace market;
using namespace market::test;

namespace {

Reply pay(Desk& desk, const json& dividend) {
  return desk.admin("POST", "/v1/companies/ACME/dividend", dividend);
}
Reply split(Desk& desk, int to, int from) {
  return desk.admin("POST", "/v1/companies/ACME/split", {{"to", to}, {"from", from}});
}
json cash_of(Desk& desk, const std::string& trader) {
  return desk.admin("GET", "/v1/traders/" + trader).body["cash"];
}

}  // namespace

TEST_CASE("a dividend per share is paid to all holders, out of what the issuer pays in for it") {
  Desk desk;
  desk.trader("alice", 100);
  desk.trader("bob", 33);
  desk.trader("carol");
  const Reply paid = pay(desk, {{"per_share", "0.50"}});
  REQUIRE_MESSAGE(paid.status == 200, paid.body.dump());
  CHECK(paid.body["symbol"] == "ACME");
  CHECK(paid.body["dividend"] ==
        json::parse(R"({"per_share":"0.50","total":null,"from":"issuer","paid":"66.50","holders":2,)"
                    R"("remainder":"0.00","paid_in":"66.50"})"));
  CHECK(cash_of(desk, "alice") == "10050.00");
  CHECK(cash_of(desk, "bob") == "10016.50");
  CHECK(cash_of(desk, "carol") == "10000.00");
  CHECK(desk.admin("GET", "/v1/server/audit").body["ok"] == true);
}

TEST_CASE("a dividend in total is shared out, and its remainder stays with the payer") {
  Desk desk;
  desk.trader("alice", 100);
  desk.trader("bob", 33);
  desk.trader("carol");
  const Reply paid = pay(desk, {{"total", "100"}, {"from", "trader:carol"}});
  REQUIRE_MESSAGE(paid.status == 200, paid.body.dump());
  CHECK(paid.body["dividend"] ==
        json::parse(R"({"per_share":null,"total":"100.00","from":"trader:carol","paid":"99.9999",)"
                    R"("holders":2,"remainder":"0.0001","paid_in":"0.00"})"));
  CHECK(cash_of(desk, "alice") == "10075.1879");
  CHECK(cash_of(desk, "bob") == "10024.812");
  CHECK(cash_of(desk, "carol") == "9900.0001");
}

TEST_CASE("the exchange pays a dividend out of its fees only") {
  Desk desk;
  const std::string alice = desk.trader("alice", 100), bob = desk.trader("bob");
  CHECK(pay(desk, {{"total", "1"}, {"from", "exchange"}}).code() == "insufficient_funds");
  desk.place(alice, "sell", 10, "100");
  desk.place(bob, "buy", 10, "100");  // 3.00 of fees, of which the exchange gets 2.40
  CHECK(pay(desk, {{"total", "2.41"}, {"from", "exchange"}}).code() == "insufficient_funds");
  const Reply paid = pay(desk, {{"total", "2.40"}, {"from", "exchange"}});
  REQUIRE_MESSAGE(paid.status == 200, paid.body.dump());
  CHECK(paid.body["dividend"]["from"] == "exchange");
  CHECK(paid.body["dividend"]["paid"] == "2.40");
  CHECK(desk.admin("GET", "/v1/server/audit").body["ok"] == true);
}

TEST_CASE("a dividend that cannot be paid is refused and changes nothing") {
  Desk desk;
  CHECK(pay(desk, {{"per_share", "1"}}).code() == "invalid_request");  // nobody holds shares
  const std::string alice = desk.trader("alice", 100);
  desk.trader("bob", 100);
  const json before = desk.admin("GET", "/v1/server/audit").body["state_hash"];
  CHECK(pay(desk, json::object()).status == 400);
  CHECK(pay(desk, {{"per_share", "1"}, {"total", "1"}}).status == 400);
  CHECK(pay(desk, {{"per_share", "0"}}).status == 400);
  CHECK(pay(desk, {{"per_share", "-1"}}).status == 400);
  CHECK(pay(desk, {{"total", "0.0001"}}).code() == "invalid_request");  // nothing for anybody
  CHECK(pay(desk, {{"per_share", "100000000000000"}}).code() == "invalid_request");
  CHECK(pay(desk, {{"total", "1"}, {"from", "treasury"}}).body["errors"][0]["field"] == "from");
  CHECK(pay(desk, {{"total", "1"}, {"from", "trader:"}}).status == 400);
  CHECK(pay(desk, {{"total", "1"}, {"from", "trader:nobody"}}).code() == "not_found");
  CHECK(pay(desk, {{"total", "20000"}, {"from", "trader:alice"}}).code() == "insufficient_funds");
  CHECK(desk.admin("POST", "/v1/companies/NONE/dividend", {{"total", "1"}}).code() == "not_found");
  CHECK(desk.send("POST", "/v1/companies/ACME/dividend", alice, {{"total", "1"}}).code() == "forbidden");
  CHECK(desk.admin("GET", "/v1/server/audit").body["state_hash"] == before);
  REQUIRE(desk.admin("DELETE", "/v1/companies/ACME").status == 200);
  CHECK(pay(desk, {{"per_share", "1"}}).code() == "company_delisted");
}

TEST_CASE("a 3-for-2 split: an odd holding gets cash for its half share, prices and orders follow") {
  Desk desk;
  const std::string alice = desk.trader("alice", 101), bob = desk.trader("bob", 100);
  const json bid = desk.place(bob, "buy", 10, "90").body["order"];
  const json offer = desk.place(alice, "sell", 1, "110").body["order"];
  const Reply done = split(desk, 6, 4);
  REQUIRE_MESSAGE(done.status == 200, done.body.dump());
  CHECK(done.body["split"] ==
        json::parse(R"({"to":3,"from":2,"cash_in_lieu":"33.3333","paid_in":"33.3333","orders_ended":0})"));
  CHECK(done.body["shares"] == 1'500'000);
  CHECK(done.body["treasury_shares"] == 1'499'699);
  CHECK(done.body["last_price"] == "66.6667");
  CHECK(cash_of(desk, "alice") == "10033.3333");
  const auto order = [&](const json& of) { return desk.admin("GET", "/v1/orders/" + of["id"].dump()).body; };
  CHECK(order(bid)["quantity"] == 15);
  CHECK(order(bid)["limit_price"] == "60.00");
  CHECK(order(offer)["quantity"] == 1);
  CHECK(order(offer)["limit_price"] == "73.34");
  const json position = desk.send("GET", "/v1/traders/me/portfolio", alice).body["positions"][0];
  CHECK(position["quantity"] == 151);
  CHECK(desk.admin("GET", "/v1/server/audit").body["ok"] == true);
}

TEST_CASE("a reverse split ends the orders that it leaves nothing of") {
  Desk desk;
  const std::string alice = desk.trader("alice", 100), bob = desk.trader("bob");
  const json small = desk.place(bob, "buy", 1, "90").body["order"]["id"];
  desk.place(bob, "buy", 4, "90");
  const Reply done = split(desk, 1, 4);
  REQUIRE_MESSAGE(done.status == 200, done.body.dump());
  CHECK(done.body["split"] ==
        json::parse(R"({"to":1,"from":4,"cash_in_lieu":"0.00","paid_in":"0.00","orders_ended":1})"));
  CHECK(done.body["last_price"] == "400.00");
  const json ended = desk.admin("GET", "/v1/orders/" + small.dump()).body;
  CHECK(ended["status"] == "canceled");
  CHECK(ended["reason"] == "amended");
  CHECK(desk.send("GET", "/v1/traders/me/portfolio", alice).body["positions"][0]["quantity"] == 25);
  CHECK(desk.admin("GET", "/v1/server/audit").body["ok"] == true);
}

TEST_CASE("a stop that the rounded prices of a split trigger is not counted as ended by it") {
  Desk desk;
  const std::string alice = desk.trader("alice", 100), bob = desk.trader("bob");
  desk.place(alice, "sell", 1, "100.01");
  desk.place(bob, "buy", 1, "100.01");
  const Reply stop = desk.send(
      "POST", "/v1/orders", alice,
      {{"symbol", "ACME"}, {"side", "sell"}, {"type", "stop"}, {"quantity", 10}, {"stop_price", "100"}});
  REQUIRE_MESSAGE(stop.body["order"]["status"] == "held", stop.body.dump());
  const Reply done = split(desk, 1'000, 1);
  REQUIRE_MESSAGE(done.status == 200, done.body.dump());
  CHECK(done.body["last_price"] == "0.10");
  CHECK(done.body["split"]["orders_ended"] == 0);
  const json ended = desk.admin("GET", "/v1/orders/" + stop.body["order"]["id"].dump()).body;
  CHECK(ended["stop_price"] == "0.10");
  CHECK(ended["reason"] == "market_remainder");
}

TEST_CASE("a split that makes no sense is refused and changes nothing") {
  Desk desk;
  const std::string alice = desk.trader("alice", 100);
  const json before = desk.admin("GET", "/v1/server/audit").body["state_hash"];
  CHECK(split(desk, 0, 1).status == 400);
  CHECK(split(desk, 1, 0).status == 400);
  CHECK(split(desk, 2, 2).status == 400);
  CHECK(split(desk, 1'001, 1).status == 400);
  CHECK(desk.admin("POST", "/v1/companies/ACME/split", {{"to", 2}}).body["errors"][0]["field"] == "from");
  CHECK(desk.admin("POST", "/v1/companies/ACME/split", {{"to", 2}, {"from", 1}, {"at", "now"}}).status ==
        400);
  CHECK(desk.admin("POST", "/v1/companies/NONE/split", {{"to", 2}, {"from", 1}}).code() == "not_found");
  CHECK(desk.send("POST", "/v1/companies/ACME/split", alice, {{"to", 2}, {"from", 1}}).code() == "forbidden");
  CHECK(desk.admin("GET", "/v1/server/audit").body["state_hash"] == before);
  REQUIRE(desk.admin("DELETE", "/v1/companies/ACME").status == 200);
  CHECK(split(desk, 2, 1).code() == "company_delisted");
}

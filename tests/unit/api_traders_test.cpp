// Traders over REST: what of an account can be changed, how it is closed, and how fast it may send orders.
#include "tests/unit/api_desk.hpp"

using namespace market;
using namespace market::test;

namespace {

// Time stands almost still, however slow the machine is.
struct SlowDesk : Desk {
  SlowDesk() : Desk(VenueClock::Mode::simulated, Speed::times(0.0001)) {}

  std::string rated_trader(const std::string& id, int rate) {
    const std::string key = trader(id, 100);
    const Reply limited =
        admin("PATCH", "/v1/traders/" + id, {{"limits", {{"max_orders_per_second", rate}}}});
    REQUIRE_MESSAGE(limited.status == 200, limited.body.dump());
    return key;
  }
};

struct RateHeaders {
  std::string limit, remaining, reset, retry_after;
  bool operator==(const RateHeaders&) const = default;
};

RateHeaders rate_headers(const Reply& reply) {
  return {header(reply, "X-RateLimit-Limit"), header(reply, "X-RateLimit-Remaining"),
          header(reply, "X-RateLimit-Reset"), header(reply, "Retry-After")};
}

}  // namespace

TEST_CASE("a trader is changed member by member: limits that are not named stay, null removes one") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  const Reply first =
      desk.admin("PATCH", "/v1/traders/alice",
                 {{"name", "Alice A."}, {"limits", {{"max_open_orders", 2}, {"max_order_value", "500"}}}});
  REQUIRE_MESSAGE(first.status == 200, first.body.dump());
  CHECK(first.body["name"] == "Alice A.");
  CHECK(first.body["status"] == "open");
  CHECK(first.body["closed_at"].is_null());
  CHECK(first.body["limits"] == json::parse(R"({"max_open_orders":2,"max_order_quantity":null,)"
                                            R"("max_order_value":"500.00","max_orders_per_second":null})"));
  CHECK(desk.place(alice, "buy", 6, "100").code() == "order_too_large");
  const Reply second =
      desk.admin("PATCH", "/v1/traders/alice",
                 {{"limits", {{"max_order_value", nullptr}, {"max_orders_per_second", 50}}}});
  CHECK(second.body["limits"] == json::parse(R"({"max_open_orders":2,"max_order_quantity":null,)"
                                             R"("max_order_value":null,"max_orders_per_second":50})"));
  CHECK(second.body["name"] == "Alice A.");
  CHECK(desk.place(alice, "buy", 6, "100").status == 201);
  CHECK(desk.send("GET", "/v1/traders/me", alice).body["limits"] == second.body["limits"]);
  const Reply third = desk.admin("PATCH", "/v1/traders/alice", {{"limits", {{"max_open_orders", nullptr}}}});
  CHECK(third.body["limits"]["max_open_orders"] == 100'000);  // back to the default
  CHECK(third.body["limits"]["max_orders_per_second"] == 50);
}

TEST_CASE("a change of a trader that makes no sense is refused and changes nothing") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  const json before = desk.admin("GET", "/v1/traders/alice").body;
  const auto change = [&](const json& body) { return desk.admin("PATCH", "/v1/traders/alice", body); };
  CHECK(change(json::object()).status == 400);
  CHECK(change({{"name", std::string(257, 'x')}}).code() == "invalid_request");
  CHECK(change({{"fee_schedule", "nothing"}}).body["errors"][0]["field"] == "fee_schedule");
  CHECK(change({{"limits", {{"max_open_orders", 0}}}}).status == 400);
  CHECK(change({{"limits", {{"max_orders_per_second", 0}}}}).status == 400);
  CHECK(change({{"limits", {{"max_orders_per_second", 1'000'001}}}}).status == 400);
  CHECK(change({{"cash", "1"}}).status == 400);
  CHECK(desk.admin("GET", "/v1/traders/alice").body == before);
  CHECK(desk.admin("PATCH", "/v1/traders/nobody", {{"name", "x"}}).code() == "not_found");
  CHECK(desk.send("PATCH", "/v1/traders/me", alice, {{"name", "x"}}).code() == "forbidden");
}

TEST_CASE("a trader's own fee schedule is set and taken back") {
  Desk desk;
  desk.trader("alice");
  json fees = desk.open("/v1/fees").body;
  fees["schedules"]["vip"] = {{"maker", {{"bps", "0"}}}, {"taker", {{"bps", "5"}}}};
  REQUIRE(desk.admin("PUT", "/v1/fees", fees).status == 200);
  const auto taker = [&] {
    return desk.admin("GET", "/v1/fees/estimate?price=100&quantity=10&trader=alice").body["buyer"]["taker"];
  };
  CHECK(desk.admin("PATCH", "/v1/traders/alice", {{"fee_schedule", "vip"}}).body["fee_schedule"] == "vip");
  CHECK(taker() == "0.50");
  CHECK(desk.admin("PATCH", "/v1/traders/alice", {{"fee_schedule", nullptr}}).body["fee_schedule"].is_null());
  CHECK(taker() == "2.00");
}

TEST_CASE("an account is closed only when nothing is left in it but cash, which is paid out") {
  Desk desk;
  const std::string bob = desk.trader("bob", 10);
  const std::string path = "/v1/orders/" + desk.place(bob, "sell", 10, "100").body["order"]["id"].dump();
  const Reply busy = desk.admin("DELETE", "/v1/traders/bob");
  CHECK(busy.status == 409);
  CHECK(busy.code() == "trader_not_empty");
  CHECK(busy.detail().find("order") != std::string::npos);
  REQUIRE(desk.send("DELETE", path, bob).status == 200);
  const Reply holding = desk.admin("DELETE", "/v1/traders/bob");
  CHECK(holding.code() == "trader_not_empty");
  CHECK(holding.detail().find("ACME") != std::string::npos);

  desk.trader("carol");
  desk.place(desk.trader("dave"), "buy", 10, "100");
  REQUIRE(desk.place(bob, "sell", 10, "100").body["order"]["status"] == "filled");
  json fees = desk.open("/v1/fees").body;
  fees["distribution"] = {{{"to", "exchange"}, {"share", "0.5"}}, {{"to", "trader:bob"}, {"share", "0.5"}}};
  REQUIRE(desk.admin("PUT", "/v1/fees", fees).status == 200);
  CHECK(desk.admin("DELETE", "/v1/traders/bob").code() == "trader_not_empty");
  fees["distribution"] = {{{"to", "exchange"}, {"share", "1"}}};
  REQUIRE(desk.admin("PUT", "/v1/fees", fees).status == 200);

  CHECK(desk.send("DELETE", "/v1/traders/bob", bob).code() == "forbidden");
  const Reply closed = desk.admin("DELETE", "/v1/traders/bob");
  REQUIRE_MESSAGE(closed.status == 200, closed.body.dump());
  CHECK(closed.body["status"] == "closed");
  CHECK(closed.body["closed_at"].is_string());
  CHECK(closed.body["cash"] == "0.00");
  CHECK(desk.admin("GET", "/v1/server/audit").body["ok"] == true);
}

TEST_CASE("a closed account's keys open nothing more, it stays readable, and nothing can be done with it") {
  Desk desk;
  const std::string bob = desk.trader("bob");
  const std::string second = desk.admin("POST", "/v1/traders/bob/keys").body["api_key"];
  REQUIRE(desk.admin("DELETE", "/v1/traders/bob").status == 200);
  for (const std::string& key : {bob, second}) CHECK(desk.send("GET", "/v1/traders/me", key).status == 401);
  Api again(desk.venue, desk.state, {Desk::kAdmin, true});
  CHECK_FALSE(again.authenticate("Bearer " + bob).has_value());

  CHECK(desk.admin("GET", "/v1/traders/bob").body["status"] == "closed");
  CHECK(desk.admin("GET", "/v1/traders").body["items"].size() == 1);
  CHECK(desk.admin("GET", "/v1/traders/bob/portfolio").body["equity"] == "0.00");
  CHECK(desk.admin("GET", "/v1/traders/bob/orders?status=all").status == 200);

  const std::string admin = Desk::kAdmin;
  const json money = {{"amount", "1"}};
  const std::vector<Reply> refused = {
      desk.admin("DELETE", "/v1/traders/bob"),
      desk.admin("PATCH", "/v1/traders/bob", {{"name", "Bob"}}),
      desk.admin("POST", "/v1/traders/bob/deposit", money),
      desk.admin("POST", "/v1/traders/bob/withdraw", money),
      desk.admin("POST", "/v1/traders/bob/keys"),
      desk.admin("DELETE", "/v1/traders/bob/keys/" + second.substr(3, 12)),
      desk.admin("POST", "/v1/companies/ACME/issue", {{"trader", "bob"}, {"quantity", 1}}),
      desk.admin("POST", "/v1/orders/cancel-after", {{"trader", "bob"}, {"seconds", 5}}),
      desk.admin("DELETE", "/v1/orders?trader=bob"),
      desk.place(admin, "buy", 1, "100", {{"trader", "bob"}})};
  for (const Reply& reply : refused) {
    CHECK(reply.code() == "not_found");
    CHECK_MESSAGE(reply.detail() == "the account of bob is closed", reply.body.dump());
  }
  const json preview = {{"trader", "bob"}, {"symbol", "ACME"}, {"side", "buy"},
                        {"type", "limit"}, {"quantity", 1},    {"limit_price", "100"}};
  CHECK(desk.admin("POST", "/v1/orders/preview", preview).body["code"] == "not_found");
  CHECK(desk.admin("POST", "/v1/traders", {{"id", "bob"}, {"name", "Bob"}}).code() == "duplicate_trader");
}

TEST_CASE("a trader shows what it traded in the last 30 days") {
  Desk desk;
  const std::string alice = desk.trader("alice", 10), bob = desk.trader("bob");
  CHECK(desk.send("GET", "/v1/traders/me", alice).body["volume_30d"] == "0.00");
  desk.place(alice, "sell", 10, "100");
  desk.place(bob, "buy", 4, "100");
  CHECK(desk.send("GET", "/v1/traders/me", alice).body["volume_30d"] == "400.00");
  CHECK(desk.admin("GET", "/v1/traders").body["items"][1]["volume_30d"] == "400.00");
}

TEST_CASE("a trader with an order rate is told what is left of it, and when to come back") {
  SlowDesk desk;
  const std::string alice = desk.rated_trader("alice", 2), bob = desk.trader("bob");
  CHECK(rate_headers(desk.place(bob, "buy", 1, "50")) == RateHeaders{});

  CHECK(rate_headers(desk.place(alice, "buy", 1, "50")) == RateHeaders{"2", "1", "1", ""});
  const Reply invalid = desk.place(alice, "buy", 1, "50.001");
  CHECK(invalid.code() == "price_off_tick");
  CHECK(rate_headers(invalid) == RateHeaders{});
  const Reply second = desk.place(alice, "buy", 1, "50", {{"client_order_id", "a"}});
  CHECK(rate_headers(second) == RateHeaders{"2", "0", "1", ""});
  const Reply third = desk.place(alice, "buy", 1, "50");
  CHECK(third.status == 429);
  CHECK(third.code() == "rate_limited");
  CHECK(rate_headers(third) == RateHeaders{"2", "0", "1", "1"});
  CHECK(third.raw.content_type == "application/problem+json");
  CHECK(desk.place(Desk::kAdmin, "buy", 1, "50", {{"trader", "alice"}}).status == 429);

  const Reply repeated = desk.place(alice, "buy", 1, "50", {{"client_order_id", "a"}});
  CHECK(repeated.status == 200);
  CHECK(rate_headers(repeated) == RateHeaders{});
  const json body = {
      {"symbol", "ACME"}, {"side", "buy"}, {"type", "limit"}, {"quantity", 1}, {"limit_price", "50"}};
  const Reply preview = desk.send("POST", "/v1/orders/preview", alice, body);
  CHECK(preview.status == 200);
  CHECK(preview.body["code"] == "rate_limited");
  const std::string path = "/v1/orders/" + second.body["order"]["id"].dump();
  CHECK(desk.send("PATCH", path, alice, {{"limit_price", "49"}}).status == 200);
  CHECK(desk.send("DELETE", path, alice).status == 200);
}

TEST_CASE("in a batch each order counts towards the order rate, and a change of limits starts it afresh") {
  SlowDesk desk;
  const std::string alice = desk.rated_trader("alice", 3);
  const json place = {{"op", "place"},   {"symbol", "ACME"}, {"side", "buy"},
                      {"type", "limit"}, {"quantity", 1},    {"limit_price", "50"}};
  const auto statuses = [&] {
    const Reply reply =
        desk.send("POST", "/v1/orders/batch", alice, {{"operations", {place, place, place, place}}});
    std::vector<int> found;
    for (const json& result : reply.body["results"]) found.push_back(result["status"]);
    return found;
  };
  CHECK(statuses() == std::vector<int>{201, 201, 201, 429});
  REQUIRE(desk.admin("PATCH", "/v1/traders/alice", {{"limits", {{"max_orders_per_second", 3}}}}).status ==
          200);
  CHECK(statuses() == std::vector<int>{201, 201, 201, 429});
}

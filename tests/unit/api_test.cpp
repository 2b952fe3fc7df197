// Every REST endpoint over a real venue, in-process: answers, roles, problems, pages, idempotence, batches.
#include "tests/unit/api_desk.hpp"

using namespace market;
using namespace market::test;

TEST_CASE("a company is registered, shown, listed, updated, halted, resumed and issues shares") {
  Desk desk;
  const Reply shown = desk.open("/v1/companies/ACME");
  CHECK(shown.status == 200);
  CHECK(shown.body["treasury_shares"] == 1'000'000);
  CHECK(shown.body["status"] == "trading");
  CHECK(desk.open("/v1/companies/NONE").code() == "not_found");
  CHECK(desk.admin("POST", "/v1/companies",
                   {{"symbol", "ACME"}, {"name", "x"}, {"shares", 1}, {"initial_price", 1}})
            .code() == "duplicate_symbol");
  CHECK(desk.admin("PATCH", "/v1/companies/ACME", {{"sector", "Tools"}, {"band", "10"}}).body["band"] ==
        "10.00");
  CHECK(desk.admin("PATCH", "/v1/companies/ACME", {{"band", nullptr}}).body["band"].is_null());
  CHECK(desk.admin("POST", "/v1/companies/ACME/halt", {{"reason", "news"}}).body["status"] == "halted");
  const std::string alice = desk.trader("alice");
  CHECK(desk.place(alice, "buy", 1, "100").code() == "market_halted");
  CHECK(desk.open("/v1/companies?status=halted").body["items"].size() == 1);
  CHECK(desk.admin("POST", "/v1/companies/ACME/resume").body["status"] == "trading");
  CHECK(desk.admin("POST", "/v1/companies/ACME/issue", {{"trader", "alice"}, {"quantity", 500}})
            .body["treasury_shares"] == 999'500);
  CHECK(desk.admin("POST", "/v1/companies/ACME/issue", {{"trader", "nobody"}, {"quantity", 1}}).status ==
        404);
  CHECK(desk.open("/v1/companies?q=acme").body["items"].size() == 1);
  CHECK(desk.open("/v1/companies?q=zzz").body["items"].empty());
}

TEST_CASE("a trader gets one key at registration, more by request, and none after they are revoked") {
  Desk desk;
  const std::string first = desk.trader("alice", 100);
  CHECK(first.substr(0, 3) == "mk_");
  CHECK(first.size() == 3 + 12 + 1 + 43);
  CHECK(desk.send("GET", "/v1/traders/me", first).body["id"] == "alice");
  const Reply added = desk.admin("POST", "/v1/traders/alice/keys");
  CHECK(added.status == 201);
  const std::string second = added.body["api_key"];
  CHECK(second != first);
  CHECK(desk.send("GET", "/v1/traders/alice", second).status == 200);
  const std::string key_id = added.body["key_id"];
  const Reply revoked = desk.admin("DELETE", "/v1/traders/alice/keys/" + key_id);
  CHECK(revoked.status == 204);
  CHECK(revoked.raw.body.empty());
  CHECK(desk.send("GET", "/v1/traders/alice", second).status == 401);
  CHECK(desk.send("GET", "/v1/traders/alice", first).status == 200);
  CHECK(desk.admin("DELETE", "/v1/traders/alice/keys/" + key_id).status == 404);
  CHECK(desk.admin("DELETE", "/v1/traders/alice/keys/" + std::string(200, 'f')).status == 404);
  const Reply shown = desk.admin("GET", "/v1/traders/alice");
  CHECK_FALSE(shown.body.contains("api_key"));
  CHECK(shown.raw.body.find(first.substr(16)) == std::string::npos);
}

TEST_CASE("keys of a trader survive in the venue: a second api over it knows them") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  Api again(desk.venue, desk.state, {Desk::kAdmin, true});
  const auto principal = again.authenticate("bearer  " + alice);
  REQUIRE(principal.has_value());
  CHECK(principal->role == Principal::Role::trader);
  CHECK(again.authenticate("Bearer admin-key")->role == Principal::Role::admin);
  CHECK(again.authenticate("")->role == Principal::Role::anonymous);
  for (const char* wrong :
       {"Bearer", "Bearer ", "Basic admin-key", "Bearer admin-ke", "Bearer mk_", "Bearer mk_a_b"})
    CHECK_MESSAGE(!again.authenticate(wrong).has_value(), wrong);
  std::string tampered = alice;
  tampered.back() = tampered.back() == 'A' ? 'B' : 'A';
  CHECK_FALSE(again.authenticate("Bearer " + tampered).has_value());
}

TEST_CASE("roles: 401 without a key or with a wrong one, 403 for what is another's") {
  Desk desk;
  const std::string alice = desk.trader("alice"), bob = desk.trader("bob");
  CHECK(desk.send("GET", "/v1/orders", "").code() == "unauthenticated");
  CHECK(header(desk.send("GET", "/v1/orders", ""), "WWW-Authenticate").find("Bearer") == 0);
  CHECK(desk.send("GET", "/v1/market", "wrong").code() == "unauthenticated");
  CHECK(desk.send("GET", "/livez", "wrong").status == 200);
  CHECK(desk.send("POST", "/v1/companies/ACME/halt", alice).code() == "forbidden");
  CHECK(desk.send("GET", "/v1/traders", alice).code() == "forbidden");
  CHECK(desk.send("GET", "/v1/traders/bob", alice).code() == "forbidden");
  CHECK(desk.send("GET", "/v1/traders/nobody/portfolio", alice).code() == "forbidden");
  CHECK(desk.send("GET", "/v1/orders?trader=bob", alice).code() == "forbidden");
  CHECK(desk.place(alice, "buy", 1, "1", {{"trader", "bob"}}).code() == "forbidden");
  CHECK(desk.place(alice, "buy", 1, "1", {{"trader", "alice"}}).status == 201);
  const Reply own = desk.place(bob, "buy", 1, "1");
  const std::string path = "/v1/orders/" + own.body["order"]["id"].dump();
  for (const char* method : {"GET", "DELETE"}) CHECK(desk.send(method, path, alice).code() == "not_found");
  CHECK(desk.send("PATCH", path, alice, {{"quantity", 2}}).code() == "not_found");
  CHECK(desk.send("GET", "/v1/trades?trader=bob", "").code() == "unauthenticated");
  CHECK(desk.send("GET", "/v1/fees/estimate?price=1&quantity=1&trader=bob", alice).code() == "forbidden");
  CHECK(desk.admin("GET", "/v1/traders/me").code() == "not_found");
}

TEST_CASE("public data can be made private") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  desk.api = std::make_unique<Api>(desk.venue, desk.state, ApiOptions{Desk::kAdmin, false});
  CHECK(desk.open("/v1/market").status == 401);
  CHECK(desk.send("GET", "/v1/market", alice).status == 200);
  CHECK(desk.open("/openapi.json").status == 200);
}

TEST_CASE("an order rests, trades, and shows its fills to both sides") {
  Desk desk;
  const std::string alice = desk.trader("alice"), bob = desk.trader("bob", 100);
  const Reply offer = desk.place(bob, "sell", 10, "101.25");
  CHECK(offer.status == 201);
  CHECK(offer.body["order"]["status"] == "new");
  CHECK(offer.body["trades"].empty());
  const Reply bid = desk.place(alice, "buy", 4, "102", {{"client_order_id", "a-1"}});
  CHECK(bid.body["order"]["status"] == "filled");
  CHECK(bid.body["order"]["average_price"] == "101.25");
  REQUIRE(bid.body["trades"].size() == 1);
  const json& trade = bid.body["trades"][0];
  CHECK(trade["price"] == "101.25");
  CHECK(trade["liquidity"] == "taker");
  CHECK(trade["fee"] == "0.81");  // 20 bps of 405.00
  CHECK(bid.raw.seq == bid.body["order"]["seq"]);

  CHECK(desk.send("GET", "/v1/orders/" + offer.body["order"]["id"].dump(), bob).body["filled_quantity"] == 4);
  CHECK(desk.send("GET", "/v1/orders/by-client-id/a-1", alice).body["id"] == bid.body["order"]["id"]);
  CHECK(desk.admin("GET", "/v1/orders/by-client-id/a-1?trader=alice").status == 200);
  CHECK(desk.admin("GET", "/v1/orders/by-client-id/a-1").status == 400);
  const Reply sold = desk.send("GET", "/v1/traders/me/trades", bob);
  CHECK(sold.body["items"][0]["liquidity"] == "maker");
  CHECK(sold.body["items"][0]["side"] == "sell");
  CHECK(sold.body["items"][0]["fee"] == "0.405");
  CHECK_FALSE(desk.open("/v1/trades").body["items"][0].contains("fee"));
  CHECK(desk.open("/v1/market/ACME/trades").body["items"].size() == 1);

  const Reply portfolio = desk.send("GET", "/v1/traders/alice/portfolio", alice);
  CHECK(portfolio.body["cash"] == "9594.19");
  CHECK(portfolio.body["equity"] == "9999.19");
  CHECK(portfolio.body["positions"][0]["average_price"] == "101.25");
  CHECK(portfolio.body["fees_paid"] == "0.81");
}

TEST_CASE("a trade with oneself stands once a side in the trader's list, and pages walk through it") {
  Desk desk;
  const std::string alice = desk.trader("alice", 10);
  desk.place(alice, "sell", 5, "100");
  const Reply bought = desk.place(alice, "buy", 5, "100", {{"self_trade", "allow"}});
  REQUIRE_MESSAGE(bought.status == 201, bought.body.dump());
  const Reply all = desk.send("GET", "/v1/traders/me/trades", alice);
  REQUIRE(all.body["items"].size() == 2);
  CHECK(all.body["items"][0]["side"] == "buy");
  CHECK(all.body["items"][1]["side"] == "sell");
  const Reply first = desk.send("GET", "/v1/traders/me/trades?limit=1", alice);
  CHECK(first.body["items"].size() == 1);
  const Reply second = desk.send(
      "GET", "/v1/traders/me/trades?limit=1&cursor=" + first.body["next"].get<std::string>(), alice);
  CHECK(second.body["items"][0]["side"] == "sell");
  CHECK(second.body["next"].is_null());
}

TEST_CASE("the same client_order_id again answers with the first order, another body with a conflict") {
  Desk desk;
  const std::string alice = desk.trader("alice"), bob = desk.trader("bob", 100);
  desk.place(bob, "sell", 3, "100");
  const json id = {{"client_order_id", "x/1"}};
  const Reply first = desk.place(alice, "buy", 5, "100", id);
  CHECK(first.status == 201);
  const Reply again = desk.place(alice, "buy", 5, "100", id);
  CHECK(again.status == 200);
  CHECK(again.body == first.body);
  CHECK(again.raw.seq == first.raw.seq);
  CHECK(desk.place(alice, "buy", 6, "100", id).code() == "duplicate_client_order_id");
  CHECK(desk.send("DELETE", "/v1/orders/" + first.body["order"]["id"].dump(), alice).status == 200);
  const Reply ended = desk.place(alice, "buy", 5, "100", id);
  CHECK(ended.status == 200);
  CHECK(ended.body["order"]["status"] == "canceled");
  CHECK(ended.body["order"]["reason"] == "requested");
  CHECK(ended.body["trades"].size() == 1);
  CHECK(desk.send("GET", "/v1/orders/by-client-id/x/1", alice).body["status"] == "canceled");
}

TEST_CASE("amend and cancel change open orders and conflict with ended ones") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  const std::string path = "/v1/orders/" + desk.place(alice, "buy", 10, "50").body["order"]["id"].dump();
  const Reply less = desk.send("PATCH", path, alice, {{"quantity", 6}});
  CHECK(less.status == 200);
  CHECK(less.body["order"]["quantity"] == 6);
  CHECK(less.body["trades"].empty());
  CHECK(desk.send("PATCH", path, alice, {{"limit_price", "49.99"}}).body["order"]["limit_price"] == "49.99");
  CHECK(desk.send("PATCH", path, alice, json::object()).status == 400);
  CHECK(desk.send("PATCH", path, alice, {{"limit_price", "49.995"}}).code() == "price_off_tick");
  const Reply canceled = desk.send("DELETE", path, alice);
  CHECK(canceled.body["status"] == "canceled");
  CHECK(canceled.body["remaining_quantity"] == 0);
  CHECK(desk.send("DELETE", path, alice).code() == "order_closed");
  CHECK(desk.send("PATCH", path, alice, {{"quantity", 1}}).code() == "order_closed");
  CHECK(desk.send("DELETE", "/v1/orders/999", alice).code() == "not_found");
  CHECK(desk.send("DELETE", "/v1/orders/seven", alice).code() == "not_found");
}

TEST_CASE("cancel-all cancels what matches, of oneself only") {
  Desk desk;
  const std::string alice = desk.trader("alice", 10), bob = desk.trader("bob");
  const json first = desk.place(alice, "buy", 1, "50").body["order"]["id"];
  const json second = desk.place(alice, "sell", 1, "150").body["order"]["id"];
  const json third = desk.place(bob, "buy", 1, "50").body["order"]["id"];
  CHECK(desk.send("DELETE", "/v1/orders?side=sell", alice).body["canceled"] == json::array({second}));
  CHECK(desk.send("DELETE", "/v1/orders?symbol=ACME", alice).body["canceled"] == json::array({first}));
  CHECK(desk.admin("DELETE", "/v1/orders?trader=bob").body["canceled"] == json::array({third}));
  CHECK(desk.admin("DELETE", "/v1/orders").body["canceled"].empty());
  CHECK(desk.admin("DELETE", "/v1/orders?symbol=NONE").status == 404);
}

TEST_CASE("lists of orders filter by status, side and symbol, and page both ways") {
  Desk desk;
  const std::string alice = desk.trader("alice", 100);
  std::vector<json> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(desk.place(alice, "buy", 1, "50").body["order"]["id"]);
  desk.send("DELETE", "/v1/orders/" + ids[1].dump(), alice);
  ids.push_back(desk.place(alice, "sell", 1, "150").body["order"]["id"]);
  const auto listed = [&](const std::string& target, const std::string& key) {
    json found = json::array();
    std::string next;
    do {
      const Reply page = desk.send("GET", target + next, key);
      REQUIRE_MESSAGE(page.status == 200, page.body.dump());
      CHECK(page.body["seq"] == page.raw.seq);
      for (const json& order : page.body["items"]) found.push_back(order["id"]);
      next = page.body["next"].is_null() ? "" : "&cursor=" + page.body["next"].get<std::string>();
    } while (!next.empty());
    return found;
  };
  const json open = {ids[0], ids[2], ids[3], ids[4], ids[5]};
  const json newest = {ids[5], ids[4], ids[3], ids[2], ids[0]};
  const std::string admin = Desk::kAdmin;
  for (const std::string& base :
       {std::string("/v1/orders?limit=2"), std::string("/v1/traders/alice/orders?limit=2")})
    for (const std::string& key : {alice, admin}) {
      CHECK(listed(base, key) == open);
      CHECK(listed(base + "&order=desc", key) == newest);
      CHECK(listed(base + "&status=closed", key) == json::array({ids[1]}));
      CHECK(listed(base + "&status=all", key).size() == 6);
      CHECK(listed(base + "&status=all&order=desc&side=buy", key).size() == 5);
      CHECK(listed(base + "&symbol=ACME&side=sell", key) == json::array({ids[5]}));
    }
  CHECK(desk.send("GET", "/v1/orders?limit=0", alice).status == 400);
  CHECK(desk.send("GET", "/v1/orders?cursor=zzz", alice).status == 400);
  CHECK(desk.send("GET", "/v1/orders?cursor=a1&order=desc", alice).status == 400);
  CHECK(desk.send("GET", "/v1/orders?symbol=NONE", alice).status == 404);
}

TEST_CASE(
    "a list looks at a bounded number of orders for a page, and never at ended ones for the open ones") {
  Desk desk;
  const std::string alice = desk.trader("alice", 1);
  const json place = {{"op", "place"},   {"symbol", "ACME"}, {"side", "buy"},
                      {"type", "limit"}, {"quantity", 1},    {"limit_price", "0.01"}};
  json thousand = {{"operations", json::array()}};
  for (int i = 0; i < 1'000; ++i) thousand["operations"].push_back(place);
  for (int i = 0; i < 10; ++i) REQUIRE(desk.send("POST", "/v1/orders/batch", alice, thousand).status == 200);
  const json offer = desk.place(alice, "sell", 1, "150").body["order"]["id"];
  REQUIRE(offer == 10'001);

  for (const char* status : {"open", "all"}) {
    const std::string target = std::string("/v1/orders?side=sell&status=") + status;
    const Reply first = desk.send("GET", target, alice);
    CHECK(first.body["items"].empty());
    REQUIRE(first.body["next"] == "a10000");
    const Reply second = desk.send("GET", target + "&cursor=a10000", alice);
    REQUIRE(second.body["items"].size() == 1);
    CHECK(second.body["items"][0]["id"] == offer);
    CHECK(second.body["next"].is_null());
  }

  CHECK(desk.send("DELETE", "/v1/orders?side=buy", alice).body["canceled"].size() == 10'000);
  for (const char* order : {"asc", "desc"}) {
    const Reply open = desk.send("GET", std::string("/v1/orders?order=") + order, alice);
    REQUIRE(open.body["items"].size() == 1);
    CHECK(open.body["items"][0]["id"] == offer);
    CHECK(open.body["next"].is_null());
  }
}

TEST_CASE("a batch answers each operation in order, each its own command") {
  Desk desk;
  const std::string alice = desk.trader("alice"), bob = desk.trader("bob", 10);
  const json bid = {{"op", "place"}, {"symbol", "ACME"},    {"side", "buy"},           {"type", "limit"},
                    {"quantity", 2}, {"limit_price", "50"}, {"client_order_id", "b-1"}};
  json wrong = bid;
  wrong["quantity"] = 0;
  json poor = bid;
  poor["client_order_id"] = "b-2";
  poor["quantity"] = 1'000'000;
  json others = bid;
  others["trader"] = "bob";
  const json operations = {bid,
                           bid,
                           wrong,
                           poor,
                           others,
                           {{"op", "amend"}, {"client_order_id", "b-1"}, {"quantity", 1}},
                           {{"op", "cancel"}, {"client_order_id", "b-1"}},
                           {{"op", "cancel"}, {"client_order_id", "b-1"}},
                           {{"op", "cancel"}, {"id", 999}}};
  const Reply reply = desk.send("POST", "/v1/orders/batch", alice, {{"operations", operations}});
  REQUIRE(reply.status == 200);
  const json& results = reply.body["results"];
  std::vector<int> statuses;
  for (const json& result : results) statuses.push_back(result["status"]);
  CHECK(statuses == std::vector<int>{201, 200, 400, 422, 403, 200, 200, 409, 404});
  CHECK(results[0]["order"]["client_order_id"] == "b-1");
  CHECK(results[0]["trades"].empty());
  CHECK(results[2]["problem"]["errors"][0]["field"] == "quantity");
  CHECK(results[2]["problem"]["request_id"] == header(reply, "X-Request-Id"));
  CHECK(results[3]["problem"]["code"] == "insufficient_funds");
  CHECK(results[5]["order"]["quantity"] == 1);
  CHECK(results[6]["order"]["status"] == "canceled");
  CHECK(reply.body["seq"] == reply.raw.seq);
}

TEST_CASE("an answer shows the first thousand trades of an order, a batch the first ten thousand of all") {
  Desk desk;
  const std::string alice = desk.trader("alice", 20'000), bob = desk.trader("bob");
  REQUIRE(desk.admin("POST", "/v1/traders/bob/deposit", {{"amount", "10000000"}}).status == 200);
  const auto order = [](const char* side, int quantity) {
    return json{{"op", "place"},   {"symbol", "ACME"},     {"side", side},
                {"type", "limit"}, {"quantity", quantity}, {"limit_price", "1"}};
  };
  const auto offer_thousand = [&] {
    json operations = json::array();
    for (int i = 0; i < 1'000; ++i) operations.push_back(order("sell", 1));
    REQUIRE(desk.send("POST", "/v1/orders/batch", alice, {{"operations", operations}}).status == 200);
  };
  offer_thousand();
  offer_thousand();
  for (const int status : {201, 200}) {  // placed, then repeated
    const Reply reply = desk.place(bob, "buy", 1'100, "1", {{"client_order_id", "large"}});
    CHECK(reply.status == status);
    CHECK(reply.body["order"]["filled_quantity"] == 1'100);
    REQUIRE(reply.body["trades"].size() == 1'000);
    CHECK(reply.body["trades"][0]["id"] == 1);
    CHECK(reply.body["trades"][999]["id"] == 1'000);
  }
  for (int i = 0; i < 10; ++i) offer_thousand();
  json operations = json::array();
  for (int i = 0; i < 12; ++i) operations.push_back(order("buy", 900));
  const Reply reply = desk.send("POST", "/v1/orders/batch", bob, {{"operations", operations}});
  REQUIRE(reply.status == 200);
  std::vector<std::size_t> shown;
  for (const json& result : reply.body["results"]) {
    CHECK(result["order"]["status"] == "filled");
    shown.push_back(result["trades"].size());
  }
  CHECK(shown == std::vector<std::size_t>{900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 100});
}

TEST_CASE("a batch of a thousand operations runs as a whole, one more is refused") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  json operations = json::array();
  for (int i = 0; i < 1'000; ++i)
    operations.push_back({{"op", "place"},
                          {"symbol", "ACME"},
                          {"side", "buy"},
                          {"type", "limit"},
                          {"quantity", 1},
                          {"limit_price", "1"}});
  const Reply reply = desk.send("POST", "/v1/orders/batch", alice, {{"operations", operations}});
  CHECK(reply.body["results"].size() == 1'000);
  CHECK(reply.body["results"][999]["order"]["queue_ahead"] == 999);
  operations.push_back(operations[0]);
  CHECK(desk.send("POST", "/v1/orders/batch", alice, {{"operations", operations}}).status == 400);
}

TEST_CASE("cash moves by deposit and withdrawal, never below what is reserved") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  CHECK(desk.admin("POST", "/v1/traders/alice/deposit", {{"amount", "0.0001"}}).body["cash"] == "10000.0001");
  CHECK(desk.admin("POST", "/v1/traders/alice/withdraw", {{"amount", "20000"}}).code() ==
        "insufficient_funds");
  CHECK(desk.admin("POST", "/v1/traders/alice/withdraw", {{"amount", "10000.0001"}}).body["cash"] == "0.00");
  CHECK(desk.admin("POST", "/v1/traders/alice/deposit", {{"amount", "-1"}}).code() == "invalid_request");
  CHECK(desk.admin("POST", "/v1/traders/nobody/deposit", {{"amount", "1"}}).code() == "not_found");
  CHECK(desk.send("POST", "/v1/traders/alice/deposit", alice, {{"amount", "1"}}).code() == "forbidden");
}

TEST_CASE("a trader without an id is given one") {
  Desk desk;
  const Reply made = desk.admin("POST", "/v1/traders", {{"name", "Somebody"}});
  CHECK(made.status == 201);
  CHECK(made.body["id"] == "trader-1");
  CHECK(desk.admin("POST", "/v1/traders", {{"id", "trader-1"}}).code() == "duplicate_trader");
  CHECK(desk.admin("GET", "/v1/traders").body["items"].size() == 1);
  CHECK(desk.admin("POST", "/v1/traders", {{"id", "x"}, {"holdings", {{"NONE", 1}}}}).code() == "not_found");
}

TEST_CASE("market data: lines, details, books of both levels, clock") {
  Desk desk;
  const std::string alice = desk.trader("alice", 100);
  const json low = desk.place(alice, "buy", 2, "99.50").body["order"]["id"];
  const json high = desk.place(alice, "sell", 3, "100.50").body["order"]["id"];
  desk.place(alice, "sell", 4, "100.50");
  desk.place(alice, "sell", 5, "101.00");
  const json line = desk.open("/v1/market").body["items"][0];
  CHECK(line["bid"] == "99.50");
  CHECK(line["ask_size"] == 7);
  CHECK(line["change_percent"] == "0.00");
  CHECK(desk.open("/v1/market/ACME").body["vwap"].is_null());
  const Reply book = desk.open("/v1/market/ACME/book?depth=1");
  CHECK(book.body["asks"] == json::array({{{"price", "100.50"}, {"quantity", 7}, {"orders", 2}}}));
  CHECK(book.body["seq"] == book.raw.seq);
  const json orders = desk.open("/v1/market/ACME/book?level=3").body;
  CHECK(orders["asks"].size() == 3);
  CHECK(orders["asks"][0] == json({{"price", "100.50"}, {"quantity", 3}, {"id", high}}));
  CHECK(orders["bids"][0]["id"] == low);
  CHECK(orders["checksum"] == book.body["checksum"]);
  CHECK(desk.open("/v1/market/ACME/book?level=1").status == 400);
  CHECK(desk.open("/v1/market/NONE/book").status == 404);
  CHECK(desk.open("/v1/clock").body["mode"] == "wall");
  CHECK(desk.open("/v1/clock").body["speed"] == "1");
  CHECK(desk.open("/v1/clock").body["session"] == "trading");
}

TEST_CASE("fees are shown, replaced as a whole, and estimated") {
  Desk desk;
  const Reply before = desk.open("/v1/fees");
  CHECK(before.body["default"] == "standard");
  const json estimate = desk.open("/v1/fees/estimate?price=100&quantity=10").body;
  CHECK(estimate["notional"] == "1000.00");
  CHECK(estimate["buyer"]["maker"] == "1.00");
  CHECK(estimate["seller"]["taker"] == "2.00");
  json table = before.body;
  table["schedules"]["vip"] = {{"maker", {{"bps", "-1"}}}, {"taker", {{"bps", 5}}}};
  CHECK(desk.admin("PUT", "/v1/fees", table).body["schedules"]["vip"]["maker"]["bps"] == "-1.00");
  CHECK(desk.admin("PATCH", "/v1/companies/ACME", {{"fee_schedule", "vip"}}).status == 200);
  CHECK(desk.open("/v1/fees/estimate?price=100&quantity=10&symbol=ACME").body["buyer"]["maker"] == "-0.10");
  table["distribution"][1]["to"] = "trader:nobody";
  CHECK(desk.admin("PUT", "/v1/fees", table).code() == "invalid_request");
  CHECK(desk.open("/v1/fees/estimate?price=100").body["errors"][0]["field"] == "quantity");
  CHECK(desk.open("/v1/fees/estimate?price=100000000000000&quantity=2").status == 400);
}

TEST_CASE("the server tells its state, and the audit of a market in motion holds") {
  Desk desk;
  const std::string alice = desk.trader("alice", 10), bob = desk.trader("bob");
  desk.place(alice, "sell", 5, "100");
  desk.place(bob, "buy", 3, "100");
  const json server = desk.open("/v1/server").body;
  CHECK(server["version"] == "1.2.3");
  CHECK(server["traders"] == 2);
  CHECK(server["open_orders"] == 1);
  CHECK(server["durability"] == "none");
  CHECK(server["feed"] == json({{"sse", 0}, {"ws", 0}}));
  const Reply audit = desk.admin("GET", "/v1/server/audit");
  CHECK_MESSAGE(audit.body["ok"] == true, audit.body.dump());
  CHECK(audit.body["state_hash"].get<std::string>().size() == 16);
  desk.state.config_json = R"({"listen":"x"})";
  CHECK(desk.admin("GET", "/v1/server/config").body["listen"] == "x");
  CHECK(desk.open("/openapi.json").body["openapi"] == "3.1.0");
}

TEST_CASE("starting, stopping and a failed journal are told apart") {
  Desk desk;
  desk.state.ready = false;
  CHECK(desk.open("/readyz").code() == "starting");
  CHECK(desk.open("/livez").status == 200);
  CHECK(desk.open("/v1/market").code() == "starting");
  desk.state.ready = true;
  CHECK(desk.open("/readyz").status == 200);
  desk.state.stopping = true;
  CHECK(desk.open("/readyz").code() == "stopping");
  CHECK(desk.admin("POST", "/v1/companies/ACME/halt").code() == "stopping");
  CHECK(desk.open("/v1/market").status == 200);
  desk.state.journal_failed = true;
  CHECK(desk.open("/v1/market").code() == "journal_failed");
  CHECK(desk.open("/readyz").code() == "journal_failed");
  CHECK(desk.open("/livez").status == 200);
}

TEST_CASE("what cannot be routed or read is a problem that says what to do") {
  Desk desk;
  const Reply nowhere = desk.open("/v2/market");
  CHECK(nowhere.code() == "not_found");
  CHECK(nowhere.raw.content_type == "application/problem+json");
  CHECK(nowhere.body["request_id"] == header(nowhere, "X-Request-Id"));
  const Reply method = desk.admin("PUT", "/v1/market");
  CHECK(method.status == 405);
  CHECK(header(method, "Allow") == "GET");
  const Reply head_of_stream = desk.send("HEAD", "/v1/feed", "");
  CHECK(head_of_stream.status == 405);
  CHECK(header(head_of_stream, "Allow") == "GET");
  const Reply typo = desk.open("/v1/companies?statsu=halted");
  CHECK(typo.status == 400);
  CHECK(typo.body["errors"][0]["reason"] == "is not a known query parameter: did you mean \"status\"?");
  CHECK(desk.open("/v1/clock?x=1").body["errors"][0]["reason"] ==
        "is not known: this endpoint takes no query parameters");
  CHECK(desk.open("/v1/market?limit=1&limit=2").status == 400);
  CHECK(desk.send_text("POST", "/v1/orders", "{}", Desk::kAdmin, "text/plain").status == 415);
  CHECK(desk.send_text("POST", "/v1/orders", "{\"a\"", Desk::kAdmin, "application/json; charset=utf-8")
            .status == 400);
  CHECK(desk.send_text("POST", "/v1/orders", "", Desk::kAdmin).body["detail"] ==
        "the body is empty: send a JSON object");
  CHECK(desk.place(Desk::kAdmin, "buy", 1, "1").body["errors"][0]["field"] == "trader");
  CHECK(desk.place(Desk::kAdmin, "buy", 1, "1", {{"trader", "nobody"}}).code() == "not_found");
}

TEST_CASE("a refused or malformed request changes nothing") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  const auto hash = [&] { return desk.admin("GET", "/v1/server/audit").body["state_hash"]; };
  const json before = hash();
  const Seq seq = desk.open("/v1/market").raw.seq;
  CHECK(desk.place(alice, "buy", 1'000'000, "100").code() == "insufficient_funds");
  CHECK(desk.place(alice, "sell", 1, "100").code() == "insufficient_shares");
  CHECK(desk.place(alice, "buy", 1, "100.001").code() == "price_off_tick");
  CHECK(desk.place(alice, "buy", 1, "100.00001").status == 400);
  CHECK(desk.send("POST", "/v1/orders", alice,
                  {{"symbol", "ACME"}, {"side", "buy"}, {"type", "market"}, {"quantity", 1}})
            .code() == "no_liquidity");
  CHECK(hash() == before);
  CHECK(desk.open("/v1/market").raw.seq == seq);
}

TEST_CASE("a stop is held, triggers, and the order that triggered it shows its own trades only") {
  Desk desk;
  const std::string alice = desk.trader("alice", 10), bob = desk.trader("bob"),
                    carol = desk.trader("carol", 5);
  const Reply stop = desk.send("POST", "/v1/orders", alice,
                               {{"symbol", "ACME"},
                                {"side", "sell"},
                                {"type", "stop"},
                                {"quantity", 10},
                                {"stop_price", "94"},
                                {"client_order_id", "s-1"}});
  REQUIRE_MESSAGE(stop.status == 201, stop.body.dump());
  CHECK(stop.body["order"]["status"] == "held");
  CHECK(stop.body["order"]["stop_price"] == "94.00");
  CHECK(stop.body["order"]["limit_price"].is_null());
  CHECK(desk.send("GET", "/v1/orders", alice).body["items"].size() == 1);
  const std::string path = "/v1/orders/" + stop.body["order"]["id"].dump();
  CHECK(desk.send("PATCH", path, alice, {{"stop_price", "95"}}).body["order"]["stop_price"] == "95.00");
  CHECK(desk.send("PATCH", path, alice, {{"limit_price", "95"}}).status == 400);

  desk.place(bob, "buy", 5, "95");
  desk.place(bob, "buy", 20, "94");
  const Reply sold = desk.place(carol, "sell", 5, "95");
  CHECK(sold.body["order"]["status"] == "filled");
  REQUIRE(sold.body["trades"].size() == 1);
  CHECK(sold.body["trades"][0]["price"] == "95.00");
  const json triggered = desk.send("GET", path, alice).body;
  CHECK(triggered["status"] == "filled");
  CHECK(triggered["type"] == "stop");
  CHECK(triggered["average_price"] == "94.00");
  CHECK(desk.send("GET", "/v1/traders/me/trades", alice).body["items"].size() == 1);
}

TEST_CASE("a trailing stop shows where it stands now") {
  Desk desk;
  const std::string alice = desk.trader("alice", 10);
  const Reply stop = desk.send("POST", "/v1/orders", alice,
                               {{"symbol", "ACME"},
                                {"side", "sell"},
                                {"type", "trailing_stop"},
                                {"quantity", 10},
                                {"trail_percent", "5"}});
  REQUIRE_MESSAGE(stop.status == 201, stop.body.dump());
  CHECK(stop.body["order"]["stop_price"] == "95.00");
  CHECK(stop.body["order"]["trail_percent"] == "5.00");
  CHECK(stop.body["order"]["trail_amount"].is_null());
}

TEST_CASE("books of both levels and the checksum show of an iceberg what stands in the book") {
  Desk desk;
  const std::string alice = desk.trader("alice", 110), bob = desk.trader("bob");
  const json ice = desk.place(alice, "sell", 100, "101", {{"display_quantity", 10}}).body["order"];
  CHECK(ice["display_quantity"] == 10);
  CHECK(ice["remaining_quantity"] == 100);
  CHECK(desk.place(alice, "sell", 10, "101").body["order"]["queue_ahead"] == 10);
  const json book = desk.open("/v1/market/ACME/book").body;
  CHECK(book["asks"] == json::array({{{"price", "101.00"}, {"quantity", 20}, {"orders", 2}}}));
  const json orders = desk.open("/v1/market/ACME/book?level=3").body;
  CHECK(orders["asks"][0] == json({{"price", "101.00"}, {"quantity", 10}, {"id", ice["id"]}}));
  CHECK(orders["checksum"] == book["checksum"]);
  CHECK(book["checksum"] == 346726127u);  // CRC-32 of "1010020"
  CHECK(desk.open("/v1/market").body["items"][0]["ask_size"] == 20);
  // The refreshed slice stands behind the other order.
  desk.place(bob, "buy", 12, "101");
  const json after = desk.open("/v1/market/ACME/book?level=3").body;
  REQUIRE(after["asks"].size() == 2);
  CHECK(after["asks"][0]["quantity"] == 8);
  CHECK(after["asks"][1] == json({{"price", "101.00"}, {"quantity", 10}, {"id", ice["id"]}}));
}

TEST_CASE("a preview shows fills, fees and cost, or the refusal, and changes nothing") {
  Desk desk;
  const std::string alice = desk.trader("alice", 20), bob = desk.trader("bob");
  desk.place(alice, "sell", 4, "101.25");
  desk.place(alice, "sell", 10, "101.50");
  const auto preview = [&](const std::string& key, json more) {
    json body = {{"symbol", "ACME"}, {"side", "buy"}, {"type", "market"}, {"quantity", 10}};
    body.update(more);
    return desk.send("POST", "/v1/orders/preview", key, body);
  };
  const json before = desk.admin("GET", "/v1/server/audit").body["state_hash"];
  const Reply seen = preview(bob, json::object());
  REQUIRE_MESSAGE(seen.status == 200, seen.body.dump());
  CHECK(seen.body == json::parse(R"({"accepted":true,"fills":[{"price":"101.25","quantity":4},)"
                                 R"({"price":"101.50","quantity":6}],"average_price":"101.40",)"
                                 R"("fees":"2.028","cost":"1016.028"})"));
  const Reply poor = preview(bob, {{"quantity", 100'000}, {"type", "limit"}, {"limit_price", "100"}});
  CHECK(poor.status == 200);
  CHECK(poor.body["accepted"] == false);
  CHECK(poor.body["code"] == "insufficient_funds");
  CHECK_FALSE(poor.body["detail"].get<std::string>().empty());
  CHECK(preview(bob, {{"side", "sell"}}).body["code"] == "no_liquidity");
  CHECK(preview(bob, {{"quantity", 0}}).status == 400);
  const Reply crossed_legs = preview(bob, {{"type", "limit"},
                                           {"limit_price", "100"},
                                           {"order_class", "bracket"},
                                           {"take_profit", {{"limit_price", "90"}}},
                                           {"stop_loss", {{"stop_price", "95"}}}});
  CHECK(crossed_legs.code() == "invalid_request");
  CHECK(preview(bob, {{"trader", "alice"}}).code() == "forbidden");
  CHECK(preview(bob, {{"symbol", "NONE"}}).code() == "not_found");
  CHECK(preview("", json::object()).status == 401);
  CHECK(desk.admin("GET", "/v1/server/audit").body["state_hash"] == before);
  const Reply placed = desk.send("POST", "/v1/orders", bob,
                                 {{"symbol", "ACME"}, {"side", "buy"}, {"type", "market"}, {"quantity", 10}});
  CHECK(placed.body["order"]["average_price"] == "101.40");
  CHECK(placed.body["order"]["fees"] == "2.028");
}

TEST_CASE("a bracket's legs wait for their entry, then one cancels the other") {
  Desk desk;
  const std::string alice = desk.trader("alice"), bob = desk.trader("bob", 100);
  const Reply entry = desk.place(alice, "buy", 10, "100",
                                 {{"order_class", "bracket"},
                                  {"take_profit", {{"limit_price", "110"}}},
                                  {"stop_loss", {{"stop_price", "90"}}}});
  REQUIRE_MESSAGE(entry.status == 201, entry.body.dump());
  const json order = entry.body["order"];
  const auto id = order["id"].get<int>();
  CHECK(order["legs"] == json::array({id + 1, id + 2}));
  CHECK(order["parent"].is_null());
  const auto shown = [&](int which) {
    return desk.send("GET", "/v1/orders/" + std::to_string(which), alice).body;
  };
  CHECK(shown(id + 1)["status"] == "held");
  CHECK(shown(id + 1)["parent"] == id);
  CHECK(shown(id + 1)["legs"].is_null());
  CHECK(shown(id + 2)["type"] == "stop");
  CHECK(desk.send("GET", "/v1/orders", alice).body["items"].size() == 3);
  desk.place(bob, "sell", 10, "100");
  CHECK(shown(id)["status"] == "filled");
  CHECK(shown(id + 1)["status"] == "new");
  CHECK(shown(id + 2)["status"] == "held");
  CHECK(desk.send("PATCH", "/v1/orders/" + std::to_string(id + 1), alice, {{"quantity", 5}}).status == 400);
  const json canceled = desk.send("DELETE", "/v1/orders?side=sell", alice).body["canceled"];
  CHECK(canceled == json::array({id + 1, id + 2}));
  CHECK(shown(id + 2)["reason"] == "oco_leg");
  CHECK(desk.send("GET", "/v1/orders?status=closed", alice).body["items"].size() == 3);
}

TEST_CASE("a call auction by hand: orders gather, the indication is shown, the uncross trades at one price") {
  Desk desk;
  const std::string alice = desk.trader("alice", 100), bob = desk.trader("bob");
  const Reply begun = desk.admin("POST", "/v1/companies/ACME/auction", {{"duration", "1h"}});
  REQUIRE_MESSAGE(begun.status == 200, begun.body.dump());
  CHECK(begun.body["status"] == "auction");
  CHECK(begun.body["auction"]["kind"] == "manual");
  CHECK(begun.body["auction"]["ends_at"].is_string());
  CHECK(desk.open("/v1/companies?status=auction").body["items"].size() == 1);
  CHECK(desk.open("/v1/companies?status=closed").body["items"].empty());
  const json empty = desk.open("/v1/market/ACME/auction").body;
  CHECK(empty["kind"] == "manual");
  CHECK(empty["price"].is_null());
  CHECK(empty["quantity"] == 0);

  const json sell = desk.place(alice, "sell", 10, "99").body["order"];
  CHECK(sell["status"] == "new");
  desk.place(bob, "buy", 15, "101");
  const Reply seen = desk.open("/v1/market/ACME/auction");
  CHECK(seen.body["price"] == "100.00");  // nearest the reference price
  CHECK(seen.body["quantity"] == 10);
  CHECK(seen.body["imbalance"] == 5);
  CHECK(seen.body["side"] == "buy");
  CHECK(seen.body["seq"] == seen.raw.seq);

  CHECK(desk.admin("POST", "/v1/companies/ACME/auction").body["auction"]["ends_at"].is_null());
  const Reply ended = desk.admin("POST", "/v1/companies/ACME/uncross");
  REQUIRE_MESSAGE(ended.status == 200, ended.body.dump());
  CHECK(ended.body["status"] == "trading");
  CHECK(ended.body["auction"].is_null());
  CHECK(ended.body["reference_price"] == "100.00");
  const json trades = desk.send("GET", "/v1/traders/me/trades", alice).body["items"];
  REQUIRE(trades.size() == 1);
  CHECK(trades[0]["price"] == "100.00");
  CHECK(trades[0]["liquidity"] == "auction");
  CHECK(trades[0]["fee"] == "1.00");  // the maker's 10 bps of 1,000.00
  const json after = desk.open("/v1/market/ACME/auction").body;
  CHECK(after["kind"].is_null());
  CHECK(after["side"].is_null());
  CHECK(desk.admin("POST", "/v1/companies/ACME/uncross").status == 400);
  CHECK(desk.admin("POST", "/v1/companies/ACME/auction", {{"ends_at", "1999-01-01T00:00:00Z"}}).status ==
        400);
  CHECK(desk.send("POST", "/v1/companies/ACME/auction", alice).code() == "forbidden");
}

TEST_CASE("a halted company may resume into an auction") {
  Desk desk;
  desk.admin("POST", "/v1/companies/ACME/halt");
  const Reply resumed = desk.admin("POST", "/v1/companies/ACME/resume", {{"auction", true}});
  CHECK(resumed.body["status"] == "auction");
  CHECK(resumed.body["auction"]["ends_at"].is_null());
  CHECK(desk.admin("POST", "/v1/companies/ACME/resume").status == 400);
}

TEST_CASE("a delisted company's orders end, its history stays") {
  Desk desk;
  const std::string alice = desk.trader("alice", 10), bob = desk.trader("bob");
  desk.place(alice, "sell", 1, "100");
  desk.place(bob, "buy", 1, "100");
  const json resting = desk.place(alice, "sell", 5, "100").body["order"]["id"];
  CHECK(desk.send("DELETE", "/v1/companies/ACME", alice).code() == "forbidden");
  CHECK(desk.admin("DELETE", "/v1/companies/NONE").code() == "not_found");
  const Reply delisted = desk.admin("DELETE", "/v1/companies/ACME");
  CHECK(delisted.status == 200);
  CHECK(delisted.body["status"] == "delisted");
  const json order = desk.send("GET", "/v1/orders/" + resting.dump(), alice).body;
  CHECK(order["status"] == "canceled");
  CHECK(order["reason"] == "company_delisted");
  CHECK(desk.place(bob, "buy", 1, "100").code() == "company_delisted");
  CHECK(desk.admin("DELETE", "/v1/companies/ACME").code() == "company_delisted");
  CHECK(desk.open("/v1/market/ACME/trades").body["items"].size() == 1);
}

TEST_CASE("cancel-after is armed, armed anew and disarmed") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  const Reply armed = desk.send("POST", "/v1/orders/cancel-after", alice, {{"seconds", 3'600}});
  REQUIRE_MESSAGE(armed.status == 200, armed.body.dump());
  CHECK(armed.body["trader"] == "alice");
  const std::string first = armed.body["cancel_at"];
  const Reply later =
      desk.admin("POST", "/v1/orders/cancel-after", {{"seconds", 7'200}, {"trader", "alice"}});
  CHECK(later.body["cancel_at"].get<std::string>() > first);
  CHECK(desk.send("POST", "/v1/orders/cancel-after", alice, {{"seconds", 0}}).body["cancel_at"].is_null());
  CHECK(desk.admin("POST", "/v1/orders/cancel-after", {{"seconds", 1}}).status == 400);
  CHECK(desk.send("POST", "/v1/orders/cancel-after", alice, {{"seconds", 1}, {"trader", "bob"}}).code() ==
        "forbidden");
  CHECK(desk.send("POST", "/v1/orders/cancel-after", alice, {{"seconds", -1}}).status == 400);
}

TEST_CASE("bars sum up a company's trades, within a range and page by page") {
  Desk desk;
  const std::string alice = desk.trader("alice", 100), bob = desk.trader("bob");
  const std::string before = desk.open("/v1/clock").body["time"];
  for (const char* price : {"100", "102", "99"}) {
    desk.place(alice, "sell", 2, price);
    desk.place(bob, "buy", 2, price);
  }
  const Reply daily = desk.open("/v1/market/ACME/bars?interval=1d");
  REQUIRE_MESSAGE(daily.status == 200, daily.body.dump());
  CHECK(daily.body["seq"] == daily.raw.seq);
  std::uint64_t trades = 0;
  for (const json& bar : daily.body["items"]) trades += bar["trades"].get<std::uint64_t>();
  CHECK(trades == 3);
  if (daily.body["items"].size() == 1) {  // unless the test ran over midnight
    json bar = daily.body["items"][0];
    CHECK(bar["time"].get<std::string>() == before.substr(0, 10) + "T00:00:00.000000000Z");
    bar.erase("time");
    CHECK(bar == json::parse(R"({"open":"100.00","high":"102.00","low":"99.00","close":"99.00","volume":6,)"
                             R"("trades":3,"vwap":"100.3333"})"));
    const std::string day = daily.body["items"][0]["time"];
    const auto within = [&](const std::string& range) {
      return desk.open("/v1/market/ACME/bars?interval=1d&" + range).body["items"].size();
    };
    CHECK(within("start=" + day) == 1);
    CHECK(within("end=" + day) == 1);
    CHECK(within("start=" + before) == 0);
    CHECK(within("end=1999-01-01T00:00:00Z") == 0);
    CHECK(within("start=2200-01-01T00:00:00Z&end=1999-01-01T00:00:00Z") == 0);
    CHECK(within("order=desc&limit=1") == 1);
  }
  CHECK(desk.open("/v1/market/ACME/bars").body["items"].size() >= 1);  // 1m by default
  CHECK(desk.open("/v1/market/ACME/bars?interval=2m").status == 400);
  CHECK(desk.open("/v1/market/ACME/bars?start=today").body["errors"][0]["field"] == "start");
  CHECK(desk.open("/v1/market/NONE/bars").status == 404);
}

TEST_CASE("a company has a tick table and a breaker, and off-tick prices name the nearest valid ones") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  const Reply made = desk.admin("POST", "/v1/companies",
                                {{"symbol", "BETA"},
                                 {"name", "Beta"},
                                 {"shares", 1'000},
                                 {"initial_price", "20"},
                                 {"tick_table", {{{"from", "10.00"}, {"tick_size", "0.05"}}}},
                                 {"breaker", {{"percent", "10"}, {"window", "5m"}, {"duration", "2m"}}}});
  REQUIRE_MESSAGE(made.status == 201, made.body.dump());
  CHECK(made.body["tick_table"] == json::parse(R"([{"from":"10.00","tick_size":"0.05"}])"));
  CHECK(made.body["breaker"] == json::parse(R"({"percent":"10.00","window":"5m","duration":"2m"})"));
  const Reply off = desk.place(alice, "buy", 1, "19.98", {{"symbol", "BETA"}});
  CHECK(off.code() == "price_off_tick");
  CHECK(off.body["detail"].get<std::string>().find("19.95") != std::string::npos);
  CHECK(off.body["detail"].get<std::string>().find("20.00") != std::string::npos);
  CHECK(desk.admin("PATCH", "/v1/companies/BETA",
                   {{"tick_table", {{{"from", "10.01"}, {"tick_size", "0.05"}}}}})
            .status == 400);
  const Reply plain =
      desk.admin("PATCH", "/v1/companies/BETA", {{"tick_table", nullptr}, {"breaker", nullptr}});
  CHECK(plain.body["tick_table"].is_null());
  CHECK(plain.body["breaker"].is_null());
  CHECK(desk.place(alice, "buy", 1, "19.98", {{"symbol", "BETA"}}).status == 201);
}

TEST_CASE("a batch takes every kind of order") {
  Desk desk;
  const std::string alice = desk.trader("alice", 100);
  const json operations = {
      {{"op", "place"},
       {"symbol", "ACME"},
       {"side", "sell"},
       {"type", "stop"},
       {"quantity", 5},
       {"stop_price", "90"}},
      {{"op", "place"},
       {"symbol", "ACME"},
       {"side", "sell"},
       {"type", "limit"},
       {"quantity", 5},
       {"order_class", "oco"},
       {"take_profit", {{"limit_price", "110"}}},
       {"stop_loss", {{"stop_price", "95"}}}},
      {{"op", "amend"}, {"id", 1}, {"stop_price", "91"}},
      {{"op", "cancel"}, {"id", 2}},
      {{"op", "place"}, {"symbol", "ACME"}, {"side", "sell"}, {"type", "stop"}, {"quantity", 5}}};
  const json results =
      desk.send("POST", "/v1/orders/batch", alice, {{"operations", operations}}).body["results"];
  REQUIRE(results.size() == 5);
  CHECK(results[0]["order"]["status"] == "held");
  CHECK(results[1]["order"]["legs"] == json::array({3}));
  CHECK(results[1]["order"]["limit_price"] == "110.00");
  CHECK(results[2]["order"]["stop_price"] == "91.00");
  CHECK(results[3]["order"]["reason"] == "requested");
  CHECK(results[4]["problem"]["errors"][0]["field"] == "stop_price");
  CHECK(desk.send("GET", "/v1/orders/3", alice).body["reason"] == "oco_leg");
}

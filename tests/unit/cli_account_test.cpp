// marketctl on accounts, fees and corporate actions: the requests that its words become.
#include <doctest/doctest.h>

#include "cli/json.hpp"
#include "cli/key_store.hpp"
#include "cli_harness.hpp"

namespace market::cli {
namespace {

using httplib::Request;
using httplib::Response;

// Takes any request and remembers the last one as "METHOD target body".
struct Recorder {
  Recorder() {
    const auto take = [this](const Request& request, Response& response) {
      last = request.method + " " + request.target + (request.body.empty() ? "" : " " + request.body);
      response.set_content(answer, "application/json");
    };
    server.http.Get(".*", take);
    server.http.Post(".*", take);
    server.http.Patch(".*", take);
    server.http.Delete(".*", take);
    server.start();
  }
  FakeServer server;
  std::string last;
  std::string answer = "{}";
};

}  // namespace

TEST_CASE("cli account: dividends and splits become their requests") {
  Recorder marketd;
  TestUser user(marketd.server.url());
  const auto sent = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "company");
    const RunResult result = user.run(words);
    CHECK_MESSAGE(result.exit == 0, result.err);
    return marketd.last;
  };
  CHECK(sent({"dividend", "acme", "--per-share", "0.50"}) ==
        R"(POST /v1/companies/ACME/dividend {"per_share":"0.50"})");
  CHECK(sent({"dividend", "ACME", "--total", "1000", "--from", "trader:alice"}) ==
        R"(POST /v1/companies/ACME/dividend {"total":"1000","from":"trader:alice"})");
  CHECK(sent({"split", "acme", "3:2"}) == R"(POST /v1/companies/ACME/split {"to":3,"from":2})");
  CHECK(sent({"split", "ACME", "1-for-10"}) == R"(POST /v1/companies/ACME/split {"to":1,"from":10})");
  CHECK(sent({"split", "ACME", "--to", "2", "--from", "1"}) ==
        R"(POST /v1/companies/ACME/split {"to":2,"from":1})");
  marketd.last.clear();
  for (const auto& wrong :
       std::vector<std::vector<std::string>>{{"dividend", "ACME"},
                                             {"dividend", "ACME", "--per-share", "1", "--total", "5"},
                                             {"dividend", "ACME", "--total", "much"},
                                             {"split", "ACME"},
                                             {"split", "ACME", "3"},
                                             {"split", "ACME", "3:x"},
                                             {"split", "ACME", ":"},
                                             {"split", "ACME", "--to", "3"},
                                             {"split", "ACME", "3:2", "--to", "3"}}) {
    auto words = wrong;
    words.insert(words.begin(), "company");
    CHECK(user.run(words).exit == 2);
  }
  CHECK(marketd.last.empty());
}

// Failing after the change was made would have it made twice.
TEST_CASE("cli account: an unknown field of an answer to a change is told, and the answer shown whole") {
  Recorder marketd;
  marketd.answer = R"({"id":"bob","name":"Bob"})";
  TestUser user(marketd.server.url());
  const RunResult done = user.run({"trader", "update", "bob", "--name", "Bob", "--fields", "nope"});
  CHECK(done.exit == 0);
  CHECK(done.err.find("there is no field \"nope\"") != std::string::npos);
  CHECK(done.err.find("the command was carried out") != std::string::npos);
  CHECK_FALSE(done.out.empty());
}

TEST_CASE("cli account: an update changes what it names, none takes a limit away") {
  Recorder marketd;
  TestUser user(marketd.server.url());
  CHECK(user.run({"trader", "update", "bob", "--name", "Bob", "--max-orders-per-second", "10"}).exit == 0);
  CHECK(marketd.last == R"(PATCH /v1/traders/bob {"name":"Bob","limits":{"max_orders_per_second":10}})");
  CHECK(user.run({"trader", "update", "bob", "--fee-schedule", "none", "--max-open-orders", "none",
                  "--max-order-quantity", "none", "--max-order-value", "none", "--max-orders-per-second",
                  "none"})
            .exit == 0);
  CHECK(
      marketd.last ==
      R"(PATCH /v1/traders/bob {"fee_schedule":null,"limits":{"max_open_orders":null,"max_order_quantity":null,"max_order_value":null,"max_orders_per_second":null}})");
  marketd.last.clear();
  CHECK(user.run({"trader", "update", "bob"}).exit == 2);
  CHECK(user.run({"trader", "update", "bob", "--max-open-orders", "many"}).exit == 2);
  CHECK(marketd.last.empty());
  CHECK(user.run({"trader", "register", "amy", "--max-orders-per-second", "3"}).exit == 0);
  CHECK(marketd.last == R"(POST /v1/traders {"id":"amy","limits":{"max_orders_per_second":3}})");
}

TEST_CASE("cli account: a registration without an id, or with a holding named twice, is not sent") {
  Recorder marketd;
  TestUser user(marketd.server.url());
  const RunResult nameless = user.run({"trader", "register", "--cash", "5"});
  CHECK(nameless.exit == 2);
  CHECK(nameless.err.find("marketctl: ID is missing") == 0);
  const RunResult twice =
      user.run({"trader", "register", "amy", "--holding", "A=1", "--holding", "B=1", "--holding", "a=2"});
  CHECK(twice.exit == 2);
  CHECK(twice.err.find("marketctl: --holding names A twice") == 0);
  CHECK(marketd.last.empty());
}

TEST_CASE("cli account: a split asks on a terminal, and its help says so") {
  Recorder marketd;
  TestUser user(marketd.server.url());
  user.at_terminal = true;
  const RunResult refused = user.run({"company", "split", "acme", "3:2"}, "n\n");
  CHECK(refused.exit == 1);
  CHECK(refused.err.find("Split 3 for 2") == 0);
  CHECK(marketd.last.empty());
  CHECK(user.run({"company", "split", "acme", "3:x"}).err.find("Split") == std::string::npos);
  CHECK(user.run({"company", "split", "acme", "3:2"}, "y\n").exit == 0);
  CHECK(marketd.last == R"(POST /v1/companies/ACME/split {"to":3,"from":2})");
  marketd.last.clear();
  CHECK(user.run({"company", "split", "acme", "--to", "1", "--from", "2", "-y"}).exit == 0);
  CHECK(marketd.last == R"(POST /v1/companies/ACME/split {"to":1,"from":2})");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"company", "split"}, {"company", "delist"}, {"trader", "close"}}) {
    std::vector<std::string> help = words;
    help.push_back("--help");
    CHECK(user.run(help).out.find("asks first on a terminal") != std::string::npos);
  }
}

TEST_CASE("cli account: closing an account asks on a terminal and forgets its key") {
  Recorder marketd;
  marketd.answer = R"({"id":"bob","status":"closed"})";
  TestUser user(marketd.server.url());
  const KeyStore keys(user.state(), *parse_server_url(marketd.server.url()));
  REQUIRE(keys.store("bob", "mk_bob"));
  user.at_terminal = true;
  CHECK(user.run({"trader", "close", "bob"}, "n\n").exit == 1);
  CHECK(marketd.last.empty());
  CHECK(keys.find("bob"));
  CHECK(user.run({"trader", "close", "bob"}, "y\n").out == "id      bob\nstatus  closed\n");
  CHECK(marketd.last == "DELETE /v1/traders/bob");
  CHECK_FALSE(keys.find("bob"));
  CHECK(user.run({"trader", "close", "bob", "-y"}).exit == 0);
}

TEST_CASE("cli account: ledger, history, leaderboard and revenue are asked for where they are") {
  Recorder marketd;
  marketd.answer = R"({"items":[],"next":null,"seq":1,"taken":"0.00","distributed":"0.00"})";
  TestUser user(marketd.server.url());
  const auto sent = [&](const std::vector<std::string>& words) {
    const RunResult result = user.run(words);
    CHECK_MESSAGE(result.exit == 0, result.err);
    return marketd.last;
  };
  CHECK(sent({"trader", "ledger", "bob", "--kind", "dividend", "--start", "2026-01-31T00:00:00Z", "--limit",
              "5"}) == "GET /v1/traders/bob/ledger?kind=dividend&start=2026-01-31T00%3A00%3A00Z&limit=5");
  CHECK(sent({"trader", "ledger", "--asset", "all"}) == "GET /v1/traders/me/ledger?asset=all");
  CHECK(sent({"trader", "ledger", "bob", "--symbol", "acme", "--order", "desc"}) ==
        "GET /v1/traders/bob/ledger?symbol=ACME&order=desc");
  CHECK(sent({"trader", "history", "bob", "--interval", "90s"}) ==
        "GET /v1/traders/bob/history?interval=90s");
  CHECK(sent({"trader", "leaderboard", "--by", "return", "--limit", "3"}) ==
        "GET /v1/leaderboard?by=return&limit=3");
  CHECK(sent({"fees", "revenue"}) == "GET /v1/fees/revenue");
  CHECK(user.run({"trader", "leaderboard", "-o", "csv"}).out == "rank,trader,name,equity,return,pnl\n");
  CHECK(user.run({"trader", "history", "bob", "-o", "csv"}).out == "time,equity,cash\n");
  CHECK(user.run({"trader", "leaderboard", "--order", "desc"}).exit == 2);
  CHECK(user.run({"trader", "ledger", "bob", "--kind", "gift"}).exit == 2);
}

TEST_CASE("cli account: fees set changes any part of a schedule and leaves the others") {
  FakeServer server;
  Json body;
  server.http.Get("/v1/fees", [](const Request&, Response& response) {
    response.set_content(
        R"({"schedules":{"standard":{"maker":{"bps":"5.00","min":"1.00"},"taker":{"bps":"15.00"},"auction":null,)"
        R"("tiers":[]}},"default":"standard","distribution":[{"to":"exchange","share":"1.00"}],"seq":4})",
        "application/json");
  });
  server.http.Put("/v1/fees", [&](const Request& request, Response& response) {
    body = Json::parse(request.body);
    response.set_content(request.body, "application/json");
  });
  server.start();
  TestUser user(server.url());
  const auto schedule_after = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"fees", "set"});
    const RunResult result = user.run(flags);
    CHECK_MESSAGE(result.exit == 0, result.err);
    CHECK_FALSE(body.contains("seq"));
    return body.at("schedules").at("standard").dump();
  };
  CHECK(
      schedule_after({"--maker-min", "none", "--taker-per-share", "0.001", "--auction-bps", "2", "--tier",
                      "1000000:4:9", "--tier", "5000000:-1:8"}) ==
      R"({"maker":{"bps":"5.00","min":null},"taker":{"bps":"15.00","per_share":"0.001"},"auction":{"bps":"2"},)"
      R"("tiers":[{"volume_30d":"1000000","maker_bps":"4","taker_bps":"9"},{"volume_30d":"5000000","maker_bps":"-1","taker_bps":"8"}]})");
  CHECK(schedule_after({"--tier", "none", "--no-auction", "--maker-bps", "4"}) ==
        R"({"maker":{"bps":"4","min":"1.00"},"taker":{"bps":"15.00"},"auction":null,"tiers":[]})");
  CHECK(user.run({"fees", "set", "--schedule", "vip", "--taker-bps", "9"}).exit == 0);
  CHECK(body.at("schedules").at("vip").dump() == R"({"taker":{"bps":"9"}})");
  for (const auto* wrong : {"1000000", "1000000:4", "x:4:9", "1000000:4:9:1", "1000000:4:9,", ""})
    CHECK(user.run({"fees", "set", "--tier", wrong}).exit == 2);
  CHECK(user.run({"fees", "set", "--taker-bps", "none"}).exit == 2);
  body = {};
  for (const auto* part : {"--auction-bps", "--auction-per-share", "--auction-flat", "--auction-min"}) {
    const RunResult both = user.run({"fees", "set", "--no-auction", part, "1"});
    CHECK(both.exit == 2);
    CHECK(both.err.find("--no-auction takes the auction rule away") != std::string::npos);
  }
  CHECK(body.is_null());
}

TEST_CASE("cli account: an order that is too soon ends with 9, previewed as placed") {
  FakeServer server;
  server.http.Post("/v1/orders/preview", [](const Request&, Response& response) {
    response.set_content(
        R"({"accepted":false,"code":"rate_limited","detail":"at most 10 orders a second","fills":[]})",
        "application/json");
  });
  server.http.Post("/v1/orders", [](const Request&, Response& response) {
    answer_problem(response, 429, "rate_limited", "at most 10 orders a second");
    response.set_header("Retry-After", "60");
  });
  server.start();
  TestUser user(server.url());
  CHECK(user.run({"order", "preview", "buy", "1", "ACME", "@1"}).exit == 9);
  CHECK(user.run({"order", "place", "buy", "1", "ACME", "@1", "--timeout", "1"}).exit == 9);
}

TEST_CASE("cli account: any answer of api can be had as csv") {
  Recorder marketd;
  marketd.answer = R"({"items":[{"id":1,"note":"a,b"},{"id":2,"note":null}],"next":null,"seq":1})";
  TestUser user(marketd.server.url());
  CHECK(user.run({"api", "GET", "/v1/x", "-o", "csv"}).out == "id,note\n1,\"a,b\"\n2,\n");
  marketd.answer = R"({"a":1,"b":{"c":2}})";
  CHECK(user.run({"api", "GET", "/v1/x", "-o", "csv"}).out == "a,b\n1,\"{\"\"c\"\":2}\"\n");
  CHECK(user.run({"api", "GET", "/v1/x"}).out == marketd.answer + "\n");
}

}  // namespace market::cli

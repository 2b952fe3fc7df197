// The orders that a person types: words and flags become the request, a preview ends as the order would, and
// waiting for an order tells how it ended.
#include <doctest/doctest.h>

#include <atomic>

#include "cli/json.hpp"
#include "cli/retry.hpp"
#include "cli_harness.hpp"

namespace market::cli {
namespace {

using httplib::Request;
using httplib::Response;

// A server that takes any order and keeps what it was sent.
struct OrderTaker {
  OrderTaker() {
    server.http.Post("/v1/orders.*", [this](const Request& request, Response& response) {
      target = request.target;
      body = Json::parse(request.body);
      response.set_content(R"({"accepted":true,"order":{},"trades":[],"fills":[]})", "application/json");
    });
    server.start();
  }

  // The body of an order, without what every one of these has.
  std::string sent(Words words) {
    words.insert(words.begin(), {"order", "place", "--client-order-id", "c"});
    const RunResult result = TestUser(server.url()).run(words);
    CHECK_MESSAGE(result.exit == 0, result.err);
    for (const auto* field : {"side", "quantity", "symbol", "client_order_id"}) {
      CHECK(body.contains(field));
      body.erase(field);
    }
    return body.dump();
  }
  // Why the order is not sent.
  std::string refused(Words words) {
    words.insert(words.begin(), {"order", "place"});
    target.clear();
    const RunResult result = TestUser(server.url()).run(words);
    CHECK(result.exit == 2);
    CHECK(result.out.empty());
    CHECK(target.empty());
    return result.err;
  }
  bool refused_for(Words words, const std::string& reason) {
    const std::string told = refused(std::move(words));
    INFO(told);
    CHECK(told.find(reason) != std::string::npos);
    return told.find(reason) != std::string::npos;
  }

  FakeServer server;
  std::string target;
  Json body;
};

std::string order(const std::string& status, int filled = 0, const std::string& reason = "null") {
  return R"({"id":17,"symbol":"ACME","side":"buy","quantity":10,"filled_quantity":)" +
         std::to_string(filled) +
         R"(,"limit_price":"1.00","average_price":"1.00","remaining_quantity":5,"status":")" + status +
         R"(","reason":)" + reason + "}";
}

}  // namespace

TEST_CASE("cli orders: limit and market orders, as words and as flags") {
  OrderTaker taker;
  CHECK(taker.sent({"buy", "10", "ACME", "@101.25"}) == R"({"limit_price":"101.25","type":"limit"})");
  CHECK(taker.sent({"buy", "10", "ACME", "101.25"}) == R"({"limit_price":"101.25","type":"limit"})");
  CHECK(taker.sent({"buy", "10", "ACME", "limit", "101.25"}) == R"({"limit_price":"101.25","type":"limit"})");
  CHECK(taker.sent({"sell", "5", "ACME", "market", "--as", "alice"}) ==
        R"({"trader":"alice","type":"market"})");
  CHECK(taker.sent({"sell", "5", "ACME", "--market"}) == R"({"type":"market"})");
  CHECK(taker.sent({"sell", "5", "ACME", "--type", "market"}) == R"({"type":"market"})");
  CHECK(taker.sent({"--symbol", "ACME", "--side", "buy", "--quantity", "1", "--limit-price", "2",
                    "--time-in-force", "ioc", "--post-only"}) ==
        R"({"limit_price":"2","time_in_force":"ioc","post_only":true,"type":"limit"})");
  CHECK(taker.sent({"buy", "900", "ACME", "@1", "--display-quantity", "100", "--self-trade", "decrement"}) ==
        R"({"display_quantity":100,"self_trade":"decrement","limit_price":"1","type":"limit"})");
}

TEST_CASE("cli orders: stops and trailing stops") {
  OrderTaker taker;
  CHECK(taker.sent({"sell", "10", "ACME", "stop", "95"}) == R"({"stop_price":"95","type":"stop"})");
  CHECK(taker.sent({"sell", "10", "ACME", "stop", "95", "@94.50"}) ==
        R"({"stop_price":"95","limit_price":"94.50","type":"stop_limit"})");
  CHECK(taker.sent({"sell", "10", "ACME", "@94.50", "stop", "95"}) ==
        R"({"limit_price":"94.50","stop_price":"95","type":"stop_limit"})");
  CHECK(taker.sent({"sell", "10", "ACME", "trail", "2"}) == R"({"trail_amount":"2","type":"trailing_stop"})");
  CHECK(taker.sent({"sell", "10", "ACME", "trail", "5%"}) ==
        R"({"trail_percent":"5","type":"trailing_stop"})");
  CHECK(taker.sent({"sell", "10", "ACME", "--type", "stop_limit", "--stop-price", "95", "--limit-price",
                    "94"}) == R"({"limit_price":"94","stop_price":"95","type":"stop_limit"})");
  CHECK(taker.sent({"sell", "10", "ACME", "--trail-percent", "2.5", "day"}) ==
        R"({"trail_percent":"2.5","time_in_force":"day","type":"trailing_stop"})");
}

TEST_CASE("cli orders: how long an order lives") {
  OrderTaker taker;
  for (const std::string tif : {"gtc", "day", "ioc", "fok", "opg", "cls"})
    CHECK(taker.sent({"buy", "10", "ACME", "@1", tif}) ==
          R"({"limit_price":"1","time_in_force":")" + tif + R"(","type":"limit"})");
  CHECK(taker.sent({"buy", "10", "ACME", "opg", "market"}) == R"({"time_in_force":"opg","type":"market"})");
  const std::string date = "2026-02-01T16:00:00Z";
  CHECK(taker.sent({"buy", "10", "ACME", "@1", "gtd", date}) ==
        R"({"limit_price":"1","expires_at":"2026-02-01T16:00:00Z","time_in_force":"gtd","type":"limit"})");
  CHECK(taker.sent({"buy", "10", "ACME", "@1", "--expires-at", date}) ==
        R"({"expires_at":"2026-02-01T16:00:00Z","limit_price":"1","type":"limit","time_in_force":"gtd"})");
}

TEST_CASE("cli orders: legs tell the order class where there is only one") {
  OrderTaker taker;
  CHECK(
      taker.sent({"buy", "10", "ACME", "@100", "--take-profit", "110", "--stop-loss", "95"}) ==
      R"({"take_profit":{"limit_price":"110"},"stop_loss":{"stop_price":"95"},"limit_price":"100","order_class":"bracket","type":"limit"})");
  CHECK(
      taker.sent({"buy", "10", "ACME", "market", "--take-profit", "110", "--stop-loss", "95",
                  "--stop-loss-limit", "94"}) ==
      R"({"take_profit":{"limit_price":"110"},"stop_loss":{"stop_price":"95","limit_price":"94"},"order_class":"bracket","type":"market"})");
  CHECK(taker.sent({"buy", "10", "ACME", "--type", "market", "--take-profit", "110", "--stop-loss", "95"})
            .find("bracket") != std::string::npos);
  CHECK(
      taker.sent({"sell", "10", "ACME", "--take-profit", "110", "--stop-loss", "95"}) ==
      R"({"take_profit":{"limit_price":"110"},"stop_loss":{"stop_price":"95"},"order_class":"oco","type":"limit"})");
  CHECK(taker.sent({"sell", "10", "ACME", "@110", "--stop-loss", "95", "--order-class", "oco"}) ==
        R"({"stop_loss":{"stop_price":"95"},"order_class":"oco","limit_price":"110","type":"limit"})");
  CHECK(taker.sent({"buy", "10", "ACME", "@100", "--take-profit", "110", "--order-class", "oto"}) ==
        R"({"take_profit":{"limit_price":"110"},"order_class":"oto","limit_price":"100","type":"limit"})");
  CHECK(taker.refused_for({"buy", "10", "ACME", "@100", "--stop-loss", "95"}, "--order-class oto"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "@100", "--stop-loss-limit", "95"}, "needs --stop-loss"));
}

TEST_CASE("cli orders: what does not fit together is said before anything is sent") {
  OrderTaker taker;
  CHECK(taker.refused_for({"buy", "10", "ACME"}, "a price is missing"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "@1", "--market"}, "either at market or has a price"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "@1", "market"}, "either at market or has a price"));
  CHECK(taker.refused_for({"buy", "10"}, "the symbol is missing"));
  CHECK(taker.refused_for({"buy", "ten", "ACME", "@1"}, "QUANTITY must be a whole number"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "@1.00001"}, "a price must look like 101.25"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "--type", "limit"}, "a limit order needs its price"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "--type", "stop"}, "a stop order needs its price"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "@1", "--type", "stop"}, "it is a limit order"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "@1", "--limit-price", "2"}, "limit_price is given twice"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "@1", "day", "gtc"},
                          "time_in_force is given twice: day and gtc"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "stop"}, "something is missing after \"stop\""));
  CHECK(taker.refused_for({"buy", "10", "ACME", "stop", "market"}, "a price must look like"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "market", "stop", "5"}, "leave market out"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "trail", "5%", "@1"}, "neither stop nor limit price"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "trail", "%"}, "a trail must look like"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "@1", "tomorrow"}, "\"tomorrow\" is not a term of an order"));
  CHECK(taker.refused_for({"buy", "10", "ACME", "@1", "gtd"}, "something is missing after \"gtd\""));
}

TEST_CASE("cli orders: a preview takes the same words and ends as the order would") {
  OrderTaker taker;
  TestUser user(taker.server.url());
  CHECK(user.run({"order", "preview", "buy", "10", "acme", "@1", "--as", "alice"}).exit == 0);
  CHECK(taker.target == "/v1/orders/preview");
  CHECK(taker.body.dump() ==
        R"({"side":"buy","quantity":10,"symbol":"ACME","trader":"alice","limit_price":"1","type":"limit"})");

  FakeServer refusing;
  const std::string answer =
      R"({"accepted":false,"code":"insufficient_funds","detail":"5.00 are missing","fills":[],"average_price":null,"fees":"0.00","cost":"0.00"})";
  refusing.http.Post("/v1/orders/preview", [&](const Request&, Response& response) {
    response.set_content(answer, "application/json");
  });
  refusing.start();
  TestUser other(refusing.url());
  const RunResult refused = other.run({"order", "preview", "buy", "10", "ACME", "@1"});
  CHECK(refused.exit == 5);
  CHECK(refused.out.empty());
  CHECK(refused.err == "marketctl: insufficient_funds: 5.00 are missing\n");
  const RunResult json = other.run({"order", "preview", "buy", "10", "ACME", "@1", "-o", "json"});
  CHECK(json.exit == 5);
  CHECK(json.out == answer + "\n");
  CHECK(json.err == refused.err);
}

TEST_CASE("cli orders: cancel-after takes a time in words and says until when") {
  FakeServer server;
  Json body;
  server.http.Post("/v1/orders/cancel-after", [&](const Request& request, Response& response) {
    body = Json::parse(request.body);
    response.set_content(body.at("seconds") == 0
                             ? R"({"trader":"alice","cancel_at":null})"
                             : R"({"trader":"alice","cancel_at":"2026-01-31T09:31:00.000000000Z"})",
                         "application/json");
  });
  server.start();
  TestUser user(server.url());
  CHECK(
      user.run({"order", "cancel-after", "60", "--as", "alice"}).out ==
      "all open orders of alice are canceled at 2026-01-31 09:31:00.000 unless this is said again before\n");
  CHECK(body.dump() == R"({"trader":"alice","seconds":60})");
  CHECK(user.run({"order", "cancel-after", "1m30s"}).exit == 0);
  CHECK(body.dump() == R"({"seconds":90})");
  CHECK(user.run({"order", "cancel-after", "0"}).out == "the open orders of alice stay: no time is set\n");
  for (const auto* wrong : {"soon", "1.5", "500ms", ""})
    CHECK(user.run({"order", "cancel-after", wrong}).exit == 2);
}

TEST_CASE("cli orders: a stop price can be amended") {
  FakeServer server;
  Json body;
  server.http.Patch("/v1/orders/17", [&](const Request& request, Response& response) {
    body = Json::parse(request.body);
    response.set_content("{\"order\":" + order("new") + ",\"trades\":[]}", "application/json");
  });
  server.start();
  TestUser user(server.url());
  CHECK(user.run({"order", "amend", "17", "--stop-price", "94"}).exit == 0);
  CHECK(body.dump() == R"({"stop_price":"94"})");
  CHECK(user.run({"order", "amend", "17"}).err.find("--stop-price") != std::string::npos);
}

TEST_CASE("cli orders: waiting ends when the order is there, cannot get there, or time is up") {
  FakeServer server;
  std::vector<std::string> answers;
  std::atomic<std::size_t> asked{0};
  server.http.Get("/v1/orders/17", [&](const Request&, Response& response) {
    response.set_content(answers[std::min<std::size_t>(asked++, answers.size() - 1)], "application/json");
  });
  server.start();
  TestUser user(server.url());
  const auto waited = [&](std::vector<std::string> statuses, Words flags = {}) {
    answers = std::move(statuses);
    asked = 0;
    flags.insert(flags.begin(), {"order", "wait", "17"});
    return user.run(flags);
  };
  const RunResult filled = waited({order("new"), order("partially_filled", 5), order("filled", 10)});
  CHECK(filled.exit == 0);
  CHECK(filled.out == "order 17 filled: bought 10 ACME at 1.00\n");
  CHECK(asked == 3);
  CHECK(waited({order("held"), order("new")}, {"--status", "new"}).exit == 0);
  CHECK(asked == 2);
  CHECK(waited({order("new"), order("partially_filled", 5)}, {"--status", "partially_filled"}).exit == 0);
  CHECK(asked == 2);
  CHECK(waited({order("filled", 10)}, {"--status", "partially_filled"}).exit == 0);

  const RunResult canceled = waited({order("canceled", 0, "\"requested\"")}, {"--status", "filled"});
  CHECK(canceled.exit == 1);
  CHECK(canceled.out.empty());
  CHECK(canceled.err ==
        "marketctl: order_ended: order 17 is canceled (requested) and will not become filled\n");
  const RunResult late = waited({order("new")}, {"--timeout", "0.1"});
  CHECK(late.exit == 8);
  CHECK(late.out.empty());
  CHECK(late.err.find("order 17 is new, not yet closed") != std::string::npos);
  CHECK(user.run({"order", "wait"}).exit == 2);
}

TEST_CASE("cli orders: waiting goes on while the server refuses or is away, to the end of its time") {
  FakeServer server;
  std::atomic<int> refusals{0};
  server.http.Get("/v1/orders/by-client-id/mine", [&](const Request&, Response& response) {
    if (refusals-- > 0) {
      answer_problem(response, 503, "starting", "wait");
      return response.set_header("Retry-After", "0");
    }
    response.set_content(order("filled", 10), "application/json");
  });
  server.start();
  TestUser user(server.url());
  const Words wait = {"order", "wait", "--client-order-id", "mine", "--timeout"};
  const auto waited = [&](const std::string& timeout, const std::string& url) {
    Words words = wait;
    words.insert(words.end(), {timeout, "--server", url});
    return user.run(words);
  };
  refusals = 3 * kMaxSendings;
  CHECK(waited("20", server.url()).out == "order 17 filled: bought 10 ACME at 1.00\n");
  refusals = 1'000'000;
  const RunResult refused = waited("0.2", server.url());
  CHECK(refused.exit == 8);
  CHECK(refused.err.find("marketctl: timed_out: ") == 0);
  const RunResult away = waited("0.2", free_url());
  CHECK(away.exit == 8);
  CHECK(away.err.find("timed_out: cannot reach marketd at ") != std::string::npos);
}

}  // namespace market::cli

// Shows that a reader of the feed can go on where it stopped, over a kill -9 of the daemon, with nothing lost
// and nothing twice.
#include <doctest/doctest.h>

#include <thread>

#include "tests/e2e/feed.hpp"
#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

// One trade: bob buys from alice.
void trade(const Market& market, const Keys& keys, int quantity) {
  Json order = {{"symbol", "ACME"},
                {"side", "sell"},
                {"type", "limit"},
                {"quantity", quantity},
                {"limit_price", "100"}};
  REQUIRE(market.api_as(keys.alice, "POST", "/v1/orders", order).status == 201);
  order["side"] = "buy";
  REQUIRE(market.api_as(keys.bob, "POST", "/v1/orders", order).status == 201);
}

}  // namespace

TEST_CASE("feed: resuming over a kill -9 loses and repeats nothing") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  std::vector<Json> trades;
  std::string last;
  {
    Feed feed(market.port(), "channels=trades", "");
    for (int i = 1; i <= 5; ++i) trade(market, keys, i);
    for (int i = 1; i <= 3; ++i) {  // two stay unread
      const Message message = feed.next();
      CHECK(message.event == "trade");
      trades.push_back(message.data);
      last = message.id;
    }
  }
  for (int i = 6; i <= 10; ++i) trade(market, keys, i);
  market.kill();
  market.start();
  Feed feed(market.port(), "channels=trades", last);
  for (int i = 11; i <= 15; ++i) trade(market, keys, i);
  for (int i = 4; i <= 15; ++i) {
    const Message message = feed.next();
    REQUIRE(message.event == "trade");
    CHECK(message.id == std::to_string(message.data.at("seq").get<std::uint64_t>()) + "-" +
                            std::to_string(message.data.at("n").get<int>()));
    trades.push_back(message.data);
  }
  for (std::size_t i = 0; i < trades.size(); ++i) {
    CHECK(trades[i].at("quantity") == i + 1);
    CHECK(trades[i].at("type") == "trade");
    if (i > 0) CHECK(trades[i].at("seq") > trades[i - 1].at("seq"));
  }
}

TEST_CASE("feed: since gives what came after and the numbering does not depend on the channels") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  const std::uint64_t seq = market.seq();
  trade(market, keys, 7);
  Feed both(market.port(), "channels=trades,quotes&since=" + std::to_string(seq), "");
  Json trade_in_both;
  while (trade_in_both.is_null()) {
    const Message message = both.next();
    if (message.event == "trade") trade_in_both = message.data;
  }
  Feed trades(market.port(), "channels=trades&since=" + std::to_string(seq), "");
  CHECK(trades.next().data == trade_in_both);
}

TEST_CASE("feed: wrong subscriptions are refused with a problem") {
  Market market;
  for (const char* query : {"channels=nonsense", "chanels=trades", "channels=trades&since=abc",
                            "channels=trades&symbols=nope!"}) {
    CAPTURE(query);
    HttpConnection connection(market.port());
    const auto reply =
        connection.request("GET", std::string("/v1/feed?") + query, {{"Accept", "text/event-stream"}});
    REQUIRE(reply.has_value());
    CHECK(reply->status == 400);
    CHECK(Json::parse(reply->body).at("code") == "invalid_request");
  }
}

TEST_CASE("feed: HEAD is answered with 405, as a stream has no answer without its body") {
  Market market;
  HttpConnection connection(market.port());
  REQUIRE(connection.send("HEAD /v1/feed HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const auto reply = connection.read_head();
  REQUIRE(reply.has_value());
  CHECK(reply->status == 405);
  CHECK(reply->headers.at("allow") == "GET");
}

TEST_CASE("feed: marketctl feed tail resumes from its file") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  const std::string file = (market.folder() / "place").string();
  const std::string seq = std::to_string(market.seq());
  for (int i = 1; i <= 4; ++i) trade(market, keys, i);
  const Arguments tail = {"-o",      "jsonl", "feed",          "tail", "--channels", "trades",
                          "--since", seq,     "--resume-file", file,   "--count",    "2"};
  std::vector<int> quantities;
  const auto read = [&](const Result& result) {
    REQUIRE(result.exit == 0);
    std::size_t start = 0;
    for (std::size_t end; (end = result.out.find('\n', start)) != std::string::npos; start = end + 1) {
      quantities.push_back(Json::parse(result.out.substr(start, end - start)).at("quantity"));
    }
  };
  read(market.ctl(tail));
  market.kill();
  market.start();
  read(market.ctl(tail));
  CHECK(quantities == std::vector{1, 2, 3, 4});
}

TEST_CASE("feed: a tail that ended before any message has its place in the resume file") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  const Arguments tail = {"-o",         "jsonl",  "feed",          "tail",
                          "--channels", "trades", "--resume-file", (market.folder() / "place").string()};
  const auto with = [&](const Arguments& more) {
    Arguments all = tail;
    all.insert(all.end(), more.begin(), more.end());
    const Result result = market.ctl(all);
    INFO(result.err);
    REQUIRE(result.exit == 0);
    return result.out;
  };
  CHECK(with({"--duration", "500ms"}).empty());
  trade(market, keys, 7);
  CHECK(Json::parse(with({"--count", "1"})).at("quantity") == 7);
}

TEST_CASE("feed: a tail that has seen no message yet loses nothing over a kill -9") {
  Market market({"--listen", "127.0.0.1:" + std::to_string(free_port())});
  const Keys keys = register_alice_and_bob(market);
  Streams streams;
  streams.output = market.folder() / "tail.out";
  streams.errors = market.folder() / "tail.err";
  Process tail({MARKET_BIN_DIR "/marketctl", "-o", "jsonl", "trades", "tail", "--count", "1"},
               market.environment(), streams);
  for (int i = 0; i < 1'000 && market.feed_readers() < 1; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // to read how the stream begins
  market.kill();
  market.start();
  trade(market, keys, 7);
  CHECK(tail.wait(std::chrono::seconds(20)) == 0);
  INFO(read_file(streams.errors));
  const std::string printed = read_file(streams.output);
  REQUIRE_FALSE(printed.empty());
  CHECK(Json::parse(printed).at("quantity") == 7);
}

}  // namespace market::e2e

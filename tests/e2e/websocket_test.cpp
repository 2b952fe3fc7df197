// Shows the feed over WebSocket and server-sent events to clients that are not ours: many of them over kills
// and restarts of the daemon, and one that says what a client can say.
#include <doctest/doctest.h>

#include <atomic>
#include <numeric>
#include <sstream>
#include <string_view>
#include <thread>

#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

constexpr int kSkipped = 77;

void trade_with(const Market& market, const Keys& keys, int times) {
  for (int i = 0; i < times; ++i) {
    Json order = {
        {"symbol", "ACME"}, {"side", "sell"}, {"type", "limit"}, {"quantity", 1}, {"limit_price", "100"}};
    REQUIRE(market.api_as(keys.alice, "POST", "/v1/orders", order).status == 201);
    order["side"] = "buy";
    REQUIRE(market.api_as(keys.bob, "POST", "/v1/orders", order).status == 201);
  }
}

// Until so many read the feed, or `ended`; at most a minute.
void wait_for_readers(const Market& market, int readers, const std::atomic<bool>& ended) {
  for (int i = 0; i < 2'000 && !ended && market.feed_readers() < readers; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

std::vector<Json> lines_of(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
  return lines;
}

}  // namespace

TEST_CASE("websocket: 200 readers over both transports and three daemons have every trade once") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  Result crowd;
  std::atomic<bool> ended = false;
  std::thread reading([&] {
    crowd = run({MARKET_PYTHON, MARKET_SOURCE_DIR "/tests/e2e/feed_crowd.py",
                 (market.data() / "endpoint").string(), "200", "30"},
                {});
    ended = true;
  });
  for (int daemon = 0; daemon < 3; ++daemon) {
    wait_for_readers(market, 200, ended);
    trade_with(market, keys, 5);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // these have come, of those not all
    trade_with(market, keys, 5);
    if (daemon == 2) break;
    market.kill();
    market.start();
  }
  reading.join();
  if (crowd.exit == kSkipped) {
    MESSAGE("not run: ", crowd.out);
    return;
  }
  INFO(crowd.out, crowd.err);
  CHECK(crowd.exit == 0);
}

TEST_CASE("node: npm's ws is told what it says wrong, authenticates, subscribes and is closed as it asks") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  Result client;
  std::atomic<bool> ended = false;
  std::thread reading([&] {
    client = run({MARKET_NODE, MARKET_SOURCE_DIR "/tests/e2e/websocket_client.js",
                  "ws://127.0.0.1:" + std::to_string(market.port()) + "/v1/feed", keys.bob, "2"},
                 {});
    ended = true;
  });
  wait_for_readers(market, 1, ended);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // to say what it has to say
  trade_with(market, keys, 3);
  reading.join();
  if (client.exit == kSkipped || client.exit == 127) {
    MESSAGE("not run: ", client.out);
    return;
  }
  INFO(client.out, client.err);
  REQUIRE(client.exit == 0);
  const std::vector<Json> lines = lines_of(client.out);
  REQUIRE(lines.size() > 6);
  CHECK(lines[0].at("code") == "invalid_request");
  CHECK(lines[1].at("code") == "unauthenticated");
  CHECK(lines[2].at("type") == "authenticated");
  CHECK(lines[2].at("trader") == "bob");
  CHECK(lines[3].at("type") == "subscription");
  int trades = 0, own = 0;
  for (const Json& line : lines) {
    trades += line.at("type") == "trade";
    own += line.at("type") == "order";
    if (line.at("type") == "order") CHECK(line.at("order").at("trader") == "bob");
  }
  CHECK(trades >= 2);  // a third may come while it closes
  CHECK(own >= 2);
  CHECK(lines.back().at("code") == 1000);
}

TEST_CASE(
    "browser: a page's EventSource and WebSocket have every trade once over kills, another site's nothing") {
  if (std::string_view(MARKET_BROWSER).find("NOTFOUND") != std::string_view::npos) {
    MESSAGE("not run: there is no Chromium");
    return;
  }
  const std::uint16_t page = free_port(), served = free_port();
  const TemporaryFolder settings;
  const auto file = settings.path() / "marketd.toml";
  write_file(file, "[auth]\norigins = [\"http://own.example:" + std::to_string(page) + "\"]\n");
  Market market({"--listen", "127.0.0.1:" + std::to_string(served), "--config", file.string()});
  const Keys keys = register_alice_and_bob(market);
  Result pages;
  std::atomic<bool> ended = false;
  std::thread reading([&] {
    pages = run({MARKET_PYTHON, MARKET_SOURCE_DIR "/tests/e2e/feed_browser.py", MARKET_BROWSER, market.url(),
                 std::to_string(page), "30"},
                {{"HOME", settings.path().string()}});
    ended = true;
  });
  for (int daemon = 0; daemon < 3; ++daemon) {
    wait_for_readers(market, 2, ended);
    trade_with(market, keys, 10);
    if (daemon == 2) break;
    market.kill();
    market.start();
  }
  reading.join();
  INFO(pages.out, pages.err);
  REQUIRE(pages.exit == 0);
  const std::vector<Json> reports = lines_of(pages.out);
  REQUIRE(reports.size() == 2);
  std::vector<int> all(30);
  std::iota(all.begin(), all.end(), 1);
  CHECK(reports[0]["events"].get<std::vector<int>>() == all);
  CHECK(reports[0]["messages"].get<std::vector<int>>() == all);
  CHECK(reports[0]["errors"] >= 2);  // each kill, which the browser gets over by itself
  CHECK(reports[1]["refused"].size() == 4);
  CHECK(reports[1]["errors"] == 0);
  CHECK(reports[1]["events"].empty());
  CHECK(reports[1]["messages"].empty());
}

}  // namespace market::e2e

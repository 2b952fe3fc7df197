// Shows that what has its time happens then, although nobody asks the daemon for anything: the feed tells.
#include <doctest/doctest.h>
#include <signal.h>

#include <ctime>
#include <functional>
#include <thread>

#include "tests/e2e/feed.hpp"
#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

using namespace std::chrono_literals;
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

WallTime wall_time() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

// To the nanosecond, as the daemon writes it.
std::string rfc3339(WallTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  char text[32];
  std::tm parts{};
  std::strftime(text, sizeof text, "%FT%T", ::gmtime_r(&seconds, &parts));
  const std::string milliseconds = std::to_string(1'000 + time.time_since_epoch().count() % 1'000).substr(1);
  return std::string(text) + "." + milliseconds + "000000Z";
}

Json bid(int quantity) {
  return {
      {"symbol", "ACME"}, {"side", "buy"}, {"type", "limit"}, {"quantity", quantity}, {"limit_price", "90"}};
}

Json good_till(WallTime time) {
  Json order = bid(1);
  order["time_in_force"] = "gtd";
  order["expires_at"] = rfc3339(time);
  return order;
}

std::uint64_t place(const Market& market, const std::string& key, const Json& order) {
  const Answer answer = market.api_as(key, "POST", "/v1/orders", order);
  INFO(answer.body.dump());
  REQUIRE(answer.status == 201);
  return answer.body.at("order").at("id");
}

// The first message that fits, and when it came.
struct Arrival {
  Json data;
  WallTime at;
};
Arrival wait_for(Feed& feed, const std::function<bool(const Json&)>& fits) {
  for (;;) {
    const Message message = feed.next();
    if (fits(message.data)) return {message.data, wall_time()};
  }
}

// Not before it is due, and with some patience for a busy machine not long after.
void check_in_time(const Arrival& arrival, WallTime due) {
  CHECK(arrival.at >= due);
  CHECK((arrival.at - due).count() < 500);
}

void write_config(const Market& market, const std::string& text) {
  const std::filesystem::path folder = market.folder() / "config/market";
  std::filesystem::create_directories(folder);
  write_file(folder / "marketd.toml", text);
}

// Reloads and waits until the log says so.
void reload(Market& market, const std::string& log_line) {
  const std::size_t before = market.log().size();
  market.process().signal(SIGHUP);
  for (int i = 0; i < 2'000; ++i) {
    if (market.log().find(log_line, before) != std::string::npos) return;
    std::this_thread::sleep_for(5ms);
  }
  FAIL("the daemon did not read its configuration: ", market.log());
}

}  // namespace

TEST_CASE("clock: orders expire and a dead man's switch goes off on time, the earliest first") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  Feed feed(market.port(), "channels=quotes");
  const auto begin = wall_time();
  REQUIRE(market.api_as(keys.alice, "POST", "/v1/orders/cancel-after", {{"seconds", 1}}).status == 200);
  place(market, keys.alice, bid(7));
  place(market, keys.bob, good_till(begin + 10min));
  const WallTime expiry = wall_time() + 300ms;
  place(market, keys.bob, good_till(expiry));

  const auto size_is = [](int size) {
    return [size](const Json& quote) { return quote.at("bid_size") == size; };
  };
  wait_for(feed, size_is(9));
  const Arrival expired = wait_for(feed, size_is(8));
  check_in_time(expired, expiry);
  CHECK(expired.data.at("time") == rfc3339(expiry));
  const Arrival canceled = wait_for(feed, size_is(1));
  CHECK(canceled.at >= begin + 1s);
  CHECK(canceled.at < begin + 2s);
  CHECK(market.items("/v1/orders?status=all&trader=alice").at(0).at("reason") == "cancel_after");
  market.audited_hash();
}

TEST_CASE("clock: an auction ends on time") {
  Market market;
  register_alice_and_bob(market);
  Feed feed(market.port(), "channels=companies&symbols=ACME");
  const WallTime end = wall_time() + 400ms;
  REQUIRE(market.api("POST", "/v1/companies/ACME/auction", {{"ends_at", rfc3339(end)}}).status == 200);
  const auto status_is = [](const char* status) {
    return [status](const Json& company) { return company.at("status") == status; };
  };
  const Arrival begun = wait_for(feed, status_is("auction"));
  CHECK(begun.data.at("auction").at("ends_at") == rfc3339(end));
  check_in_time(wait_for(feed, status_is("trading")), end);
}

TEST_CASE("clock: what became due while the daemon was down happens at its start, as of its time") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  const WallTime expiry = wall_time() + 200ms;
  const std::uint64_t id = place(market, keys.alice, good_till(expiry));
  market.kill();
  std::this_thread::sleep_until(expiry + 50ms);
  market.start();
  const Json order = market.api("GET", "/v1/orders/" + std::to_string(id)).body;
  CHECK(order.at("status") == "expired");
  CHECK(order.at("updated_at") == rfc3339(expiry));
  const std::string hash = market.audited_hash();
  market.kill();
  market.start();
  CHECK(market.audited_hash() == hash);
}

TEST_CASE("clock: the session calendar is followed, and changed by SIGHUP") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  place(market, keys.alice, bid(1));
  const std::string today = rfc3339(wall_time()).substr(0, 10),
                    tomorrow = rfc3339(wall_time() + 24h).substr(0, 10);
  write_config(
      market, "market.collar = 10\n[session]\ncalendar = 'sessions'\ndays = 'mon-sun'\nholidays = [" + today +
                  ", '" + tomorrow + "']\n");
  reload(market, "configuration read again");
  CHECK(market.api("GET", "/v1/server/config").body.at("market.collar") == "10");
  CHECK(market.api("GET", "/v1/clock").body.at("session") == "closed");
  CHECK(market.api("GET", "/v1/companies/ACME").body.at("status") == "closed");
  const Answer refused = market.api_as(keys.bob, "POST", "/v1/orders", bid(1));
  CHECK(refused.status == 422);
  CHECK(refused.body.at("code") == "market_closed");

  write_config(market, "[session]\nopen = '10 o clock'\n");  // a mistake changes nothing
  reload(market, "the configuration stays as it is");
  CHECK(market.api("GET", "/v1/clock").body.at("session") == "closed");

  write_config(market, "");
  reload(market, "configuration read again");
  CHECK(market.api("GET", "/v1/clock").body.at("session") == "trading");
  CHECK(market.api_as(keys.bob, "POST", "/v1/orders", bid(1)).status == 201);
  CHECK(market.log().find("session.calendar: always -> sessions") != std::string::npos);
}

}  // namespace market::e2e

// Shows that kill -9 loses nothing that was acknowledged and repeats nothing, at both durabilities that
// promise it, while snapshots are written all the time. MARKET_KILLS says how often the daemon is killed.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

using namespace std::chrono_literals;

constexpr int kClients = 4;

// One client's orders: what was acknowledged under which client_order_id.
struct Client {
  std::string name, key;
  int sent = 0;
  std::map<std::string, std::uint64_t> acknowledged;
};

Json order_of(std::mt19937& random, const std::string& id) {
  const bool buy = random() % 2 == 0;
  const auto cents = static_cast<int>(random() % 100);
  return {{"symbol", "ACME"},
          {"side", buy ? "buy" : "sell"},
          {"type", "limit"},
          {"quantity", 1 + random() % 20},
          {"limit_price", "99." + std::string(cents < 10 ? "0" : "") + std::to_string(cents)},
          {"self_trade", "allow"},
          {"client_order_id", id}};
}

// Places orders, and cancels some, until the connection breaks.
void send_orders(std::uint16_t port, Client& client, unsigned seed) {
  std::mt19937 random(seed);
  HttpConnection connection(port);
  while (true) {
    const std::string id = client.name + "-" + std::to_string(client.sent);
    ++client.sent;
    const auto reply =
        connection.request("POST", "/v1/orders", json_headers(client.key), order_of(random, id).dump());
    if (!reply) return;
    if (reply->status != 201) continue;
    const std::uint64_t order = Json::parse(reply->body).at("order").at("id");
    client.acknowledged[id] = order;
    if (random() % 4 != 0) continue;
    if (!connection.request("DELETE", "/v1/orders/" + std::to_string(order), json_headers(client.key)))
      return;
  }
}

// New traders for each round, so that every id of a round is new.
std::vector<Client> register_clients(const Market& market, unsigned round) {
  std::vector<Client> clients;
  for (int i = 0; i < kClients; ++i) {
    const std::string name = "c" + std::to_string(round) + "-" + std::to_string(i);
    const Json trader = {
        {"id", name}, {"name", name}, {"cash", "100000000"}, {"holdings", {{"ACME", 4'000}}}};
    clients.push_back({name, market.api("POST", "/v1/traders", trader).body.at("api_key"), 0, {}});
  }
  return clients;
}

void check_everything_is_there_once(const Market& market, const Client& client) {
  std::map<std::string, int> found;
  std::map<std::string, std::uint64_t> ids;
  for (const Json& order : market.items("/v1/orders?status=all&trader=" + client.name)) {
    const std::string id = order.at("client_order_id");
    ++found[id];
    ids[id] = order.at("id");
  }
  for (const auto& [id, times] : found) CHECK_MESSAGE(times == 1, id);
  for (const auto& [id, order] : client.acknowledged) CHECK_MESSAGE(ids[id] == order, id);
  // One request at most was on its way when the daemon died.
  CHECK(found.size() <= client.acknowledged.size() + 1);
}

// Each round kills twice, for each of two durabilities.
unsigned rounds() {
  const char* const kills = std::getenv("MARKET_KILLS");
  return std::max(1u, (kills != nullptr ? static_cast<unsigned>(std::atoi(kills)) : 16u) / 4);
}

}  // namespace

TEST_CASE("crash: what was acknowledged under load is there exactly once after kill -9") {
  std::string durability;
  SUBCASE("always") {
    durability = "always";
  }
  SUBCASE("os") {
    durability = "os";
  }
  const TemporaryFolder settings;
  write_file(settings.path() / "marketd.toml", "[snapshot]\ninterval = \"100ms\"\n");
  Market market({"--durability", durability, "--config", (settings.path() / "marketd.toml").string()});
  register_alice_and_bob(market);
  for (unsigned round = 0; round < rounds(); ++round) {
    std::vector<Client> clients = register_clients(market, round);
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < kClients; ++i) {
      threads.emplace_back(send_orders, market.port(), std::ref(clients[i]), 100 * round + i);
    }
    std::this_thread::sleep_for(300ms + round % 5 * 130ms);
    market.kill();
    for (std::thread& thread : threads) thread.join();

    market.start();
    const std::uint64_t seq = market.seq();
    const std::string hash = market.audited_hash();
    for (const Client& client : clients) {
      CHECK(client.acknowledged.size() > 20);
      check_everything_is_there_once(market, client);
    }

    market.kill();
    market.start();
    CHECK(market.seq() == seq);
    CHECK(market.audited_hash() == hash);
  }
}

TEST_CASE("crash: a clean stop and a kill leave the same state") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  const Json order = {
      {"symbol", "ACME"}, {"side", "buy"}, {"type", "limit"}, {"quantity", 5}, {"limit_price", "99.00"}};
  REQUIRE(market.api_as(keys.alice, "POST", "/v1/orders", order).status == 201);
  const std::string hash = market.audited_hash();
  CHECK(market.terminate() == 0);
  market.start();
  CHECK(market.audited_hash() == hash);
  market.kill();
  market.start();
  CHECK(market.audited_hash() == hash);
}

TEST_CASE("crash: a client_order_id names the same order before and after kill -9") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  Json order = {{"symbol", "ACME"}, {"side", "sell"},          {"type", "limit"},
                {"quantity", 5},    {"limit_price", "101.00"}, {"client_order_id", "first"}};
  const Answer first = market.api_as(keys.alice, "POST", "/v1/orders", order);
  REQUIRE(first.status == 201);
  const Json id = first.body.at("order").at("id");
  market.kill();
  market.start();
  const std::uint64_t seq = market.seq();

  const Answer again = market.api_as(keys.alice, "POST", "/v1/orders", order);
  CHECK(again.status == 200);
  CHECK(again.body.at("order").at("id") == id);
  order["quantity"] = 6;
  const Answer other = market.api_as(keys.alice, "POST", "/v1/orders", order);
  CHECK(other.status == 409);
  CHECK(other.body.at("code") == "duplicate_client_order_id");
  CHECK(market.seq() == seq);
  CHECK(market.api_as(keys.alice, "GET", "/v1/orders/by-client-id/first").body.at("id") == id);
  // Another trader's ids are another trader's.
  CHECK(market.api_as(keys.bob, "POST", "/v1/orders", order).status == 201);
}

TEST_CASE("crash: the keys of traders work after a restart and revoked ones do not") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  const Answer added = market.api("POST", "/v1/traders/alice/keys");
  REQUIRE(added.status == 201);
  const std::string second = added.body.at("api_key");
  const std::string key_id = added.body.at("key_id");
  CHECK(market.api_as(second, "GET", "/v1/traders/me").status == 200);
  CHECK(market.api("DELETE", "/v1/traders/alice/keys/" + key_id).status / 100 == 2);
  market.kill();
  market.start();
  CHECK(market.api_as(keys.alice, "GET", "/v1/traders/me").body.at("id") == "alice");
  CHECK(market.api_as(second, "GET", "/v1/traders/me").status == 401);
  CHECK(read_file(market.data() / "journal.db").find(keys.alice) == std::string::npos);
}

// The log alone holds the commands until it is copied into journal.db; SQLite drops what follows a bad byte.
TEST_CASE("crash: a log damaged after kill -9 ends the next start with 4") {
  Market market;
  register_alice_and_bob(market);
  market.kill();
  const std::filesystem::path log = market.data() / "journal.db-wal";
  std::string content = read_file(log);
  REQUIRE(content.size() > 100);
  content[100] = static_cast<char>(content[100] ^ 1);
  write_file(log, content);
  const Result result = market.start_in_vain();
  CHECK(result.exit == 4);
  CHECK(result.err.find((market.data() / "journal.db").string() + ": commands ") != std::string::npos);
  CHECK(result.err.find("were acknowledged and are missing") != std::string::npos);
  CHECK(read_file(log) == content);
}

}  // namespace market::e2e

// Shows that a standalone copy is made while the market trades, what a failure looks like, and that marketd
// starts a new data folder from a copy.
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "tests/e2e/market.hpp"
#include "tests/unit/metrics_reader.hpp"

namespace market::e2e {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string text_of(const Market& market, const std::string& target) {
  HttpConnection connection(market.port());
  const auto reply = connection.request("GET", target);
  REQUIRE(reply);
  return reply->body;
}

}  // namespace

TEST_CASE("snapshot: create says where the copy is, list has them all, in every form of output") {
  const Market market;
  const Keys keys = register_alice_and_bob(market);
  const Json first = market.ctl_json({"snapshot", "create"});
  CHECK(std::filesystem::file_size(first["path"].get<std::string>()) == first["bytes"]);
  CHECK(first["path"].get<std::string>().find((market.data() / "snapshots").string()) == 0);
  CHECK(first["seq"] == market.seq());

  REQUIRE(market.api("POST", "/v1/traders", {{"id", "carol"}, {"name", "Carol"}}).status == 201);
  const Result card = market.ctl({"snapshot", "create"});
  CHECK(card.exit == 0);
  CHECK(has(card.out, "path "));
  const Json listed = market.ctl_json({"snapshot", "list"});
  REQUIRE(listed["items"].size() == 2);
  CHECK(listed["items"][0]["id"] == first["id"]);
  CHECK(listed["items"][1]["seq"] > first["seq"]);
  CHECK(market.ctl({"snapshot", "list", "-o", "csv"}).out.rfind("id,seq,created_at,bytes,path\n", 0) == 0);
  CHECK(market.ctl({"snapshot", "list"}).out.rfind("ID ", 0) == 0);
  const Result newest = market.ctl(
      {"snapshot", "list", "--order", "desc", "--limit", "1", "--fields", "seq", "-o", "csv", "--no-header"});
  CHECK(newest.out == listed["items"][1]["seq"].dump() + "\n");
  CHECK(market.api_as(keys.alice, "POST", "/v1/snapshots").status == 403);
}

TEST_CASE("snapshot: one that fails is in the answer, the log, readyz and metrics, and trading goes on") {
  const Market market;
  write_file(market.data() / "snapshots", "in the way");
  const Result failed = market.ctl({"snapshot", "create"});
  CHECK(failed.exit == 1);
  CHECK(failed.out.empty());
  CHECK(has(failed.err, "snapshot_failed: "));
  CHECK(has(failed.err, "has room and can be written"));
  CHECK(has(market.log(), "a snapshot failed: "));
  CHECK(has(text_of(market, "/readyz?verbose"), "[-] snapshot failed "));
  CHECK(has(text_of(market, "/readyz?verbose"), "readyz check passed\n"));
  CHECK(market.api("GET", "/readyz").status == 200);
  CHECK(test::MetricsReader(text_of(market, "/metrics"))["market_snapshot_failures_total"] >= 1);
  register_alice_and_bob(market);

  std::filesystem::remove(market.data() / "snapshots");
  CHECK(market.ctl({"snapshot", "create"}).exit == 0);
  CHECK(has(market.log(), "snapshots are written again"));
  CHECK(has(text_of(market, "/readyz?verbose"), "[+] snapshot ok: seq "));
}

TEST_CASE("restore: starts a new folder from a copy and serves it; the next start goes on without it") {
  Market original;
  const std::string copy = original.ctl_json({"snapshot", "create"})["path"];
  Market fork({"--restore", copy});
  CHECK(std::filesystem::exists(fork.data() / "market.db"));
  CHECK(has(fork.log(), "restored " + copy + " into " + fork.data().string() + ": seq "));
  CHECK(fork.admin_key() != original.admin_key());
  CHECK(fork.api("GET", "/v1/server").status == 200);
  CHECK(original.api("GET", "/v1/server").status == 200);
  REQUIRE(fork.terminate() == 0);

  const Result again = fork.start_in_vain();
  CHECK(again.exit == 2);
  CHECK(has(again.err, fork.data().string() + " holds a market already (market.db)"));
  CHECK(has(again.err, "--data DIR"));
}

// A copy has no content before the venue writes its snapshots.
TEST_CASE("restore: companies, traders, orders and keys are those of the copy") {
  Market original;
  const Keys keys = register_alice_and_bob(original);
  const Json order = {
      {"symbol", "ACME"}, {"side", "buy"}, {"type", "limit"}, {"quantity", 7}, {"limit_price", "99.50"}};
  REQUIRE(original.api_as(keys.alice, "POST", "/v1/orders", order).status == 201);
  const Json made = original.ctl_json({"snapshot", "create"});
  const std::string hash = original.audited_hash();
  REQUIRE(original.api_as(keys.alice, "DELETE", "/v1/orders").status == 200);

  Market fork({"--restore", made["path"].get<std::string>()});
  CHECK(has(fork.log(), ": seq " + made["seq"].dump() + ", companies 1, traders 2; "));
  CHECK(fork.audited_hash() == hash);
  const Answer orders = fork.api_as(keys.alice, "GET", "/v1/orders");
  REQUIRE(orders.body["items"].size() == 1);
  CHECK(orders.body["items"][0]["limit_price"] == "99.50");
  CHECK(fork.api_as(keys.bob, "POST", "/v1/orders",
                    {{"symbol", "ACME"},
                     {"side", "sell"},
                     {"type", "limit"},
                     {"quantity", 7},
                     {"limit_price", "99.50"}})
            .body["trades"]
            .size() == 1);
  CHECK(original.items("/v1/trades").empty());
}

TEST_CASE("restore: an admin key that is in the folder already stays") {
  Market original;
  const std::string copy = original.ctl_json({"snapshot", "create"})["path"];
  Market fork({"--restore", copy});
  const std::string key = fork.admin_key();
  REQUIRE(fork.terminate() == 0);
  for (const char* file : {"market.db", "journal.db", "journal.seq"})
    std::filesystem::remove(fork.data() / file);
  fork.start();
  CHECK(fork.admin_key() == key);
  CHECK(fork.api("GET", "/v1/server/config").status == 200);
}

TEST_CASE("restore: a file that is no sound copy is refused and leaves no folder behind") {
  Market market;
  const std::string copy = market.ctl_json({"snapshot", "create"})["path"];
  const std::string folder = (market.folder() / "new").string();
  const std::string broken = (market.folder() / "broken.db").string();
  write_file(broken, std::string(8'192, 'x'));

  const Result garbage = market.start_in_vain({"--restore", broken, "--data", folder});
  CHECK(garbage.exit == 4);
  CHECK(has(garbage.err, broken + " is not a market database"));
  const Result journal =
      market.start_in_vain({"--restore", (market.data() / "journal.db").string(), "--data", folder});
  CHECK(journal.exit == 4);
  const Result missing = market.start_in_vain({"--restore", copy + "x", "--data", folder});
  CHECK(missing.exit == 2);
  CHECK(has(missing.err, "there is no file " + copy + "x"));
  const Result nothing = market.start_in_vain({"--restore", "", "--data", folder});
  CHECK(nothing.exit == 2);
  CHECK_FALSE(std::filesystem::exists(folder));

  const Result here = market.start_in_vain({"--restore", copy});
  CHECK(here.exit == 2);
  CHECK(market.api("GET", "/v1/server").status == 200);
}

TEST_CASE("probe: readyz lists its checks when asked to, over HTTP and on the command line") {
  Market market;
  const std::string checks = text_of(market, "/readyz?verbose");
  CHECK(has(checks, "[+] journal ok: durable up to seq "));
  CHECK(has(checks, "[+] serving ok\n"));
  CHECK(has(checks, "\nreadyz check passed\n"));
  const Result shown = market.ctl({"server", "health", "--checks"});
  CHECK(shown.exit == 0);
  CHECK(has(shown.out, "readyz check passed\n"));
  CHECK(has(market.ctl({"server", "health"}).out, "readyz"));
}

TEST_CASE("probe: metrics are well formed, count what happens and are what marketctl prints") {
  Market market;
  register_alice_and_bob(market);
  const test::MetricsReader metrics(text_of(market, "/metrics"));
  CHECK(metrics["market_companies"] == 1);
  CHECK(metrics["market_traders"] == 2);
  CHECK(metrics["market_requests_total{operation=\"registerTrader\",status=\"201\"}"] == 2);
  CHECK(metrics["process_open_fds"] > 5);
  const Result printed = market.ctl({"server", "metrics"});
  CHECK(printed.exit == 0);
  CHECK(test::MetricsReader(printed.out).types() == metrics.types());
}

TEST_CASE("probe: metrics need a key where public data does") {
  const TemporaryFolder folder;
  write_file(folder.path() / "marketd.toml", "[auth]\npublic_data = false\n");
  const Market market({"--config", (folder.path() / "marketd.toml").string()});
  HttpConnection anonymous(market.port());
  CHECK(anonymous.request("GET", "/metrics")->status == 401);
  CHECK(anonymous.request("GET", "/readyz?verbose")->status == 200);
  CHECK(has(market.ctl({"server", "metrics"}).out, "market_seq "));
}

// Both files are sound, and the journal goes on where the database ends.
TEST_CASE("restore: the database of another market beside a journal is refused, by --verify too") {
  Market original;
  const Keys keys = register_alice_and_bob(original);
  const std::string copy = original.ctl_json({"snapshot", "create"})["path"];
  Market fork({"--restore", copy});
  for (Market* market : {&original, &fork}) {
    REQUIRE(market->api_as(keys.alice, "DELETE", "/v1/orders").status == 200);
    REQUIRE(market->terminate() == 0);
  }
  const auto swap_in = [&](const std::filesystem::path& database) {
    for (const char* end : {"-wal", "-shm"})
      std::filesystem::remove(original.data() / (std::string("market.db") + end));
    std::filesystem::copy_file(database, original.data() / "market.db",
                               std::filesystem::copy_options::overwrite_existing);
  };
  const std::filesystem::path kept = original.data() / "kept";
  std::filesystem::copy_file(original.data() / "market.db", kept);
  swap_in(fork.data() / "market.db");
  const Result start = original.start_in_vain();
  CHECK(start.exit == 4);
  CHECK(has(start.err, "market.db and "));
  CHECK(has(start.err, "journal.db are not of one venue"));
  CHECK(original.start_in_vain({"--verify"}).exit == 4);
  swap_in(kept);
  original.start();
  CHECK(original.api("GET", "/v1/server").status == 200);
}

TEST_CASE("restore: a start in a folder where one did not finish makes no empty market") {
  Market original;
  const std::string copy = original.ctl_json({"snapshot", "create"})["path"];
  const TemporaryFolder folder;
  const std::string data = (folder.path() / "fork").string();
  std::filesystem::create_directories(data);
  std::filesystem::copy_file(copy, data + "/market.db.tmp");
  const Result plain = original.start_in_vain({"--data", data});
  CHECK(plain.exit == 4);
  CHECK(has(plain.err, "run marketd --restore FILE again"));
  CHECK_FALSE(std::filesystem::exists(data + "/journal.db"));
}

}  // namespace market::e2e

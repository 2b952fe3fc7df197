// Shows how marketd starts, stops and refuses to start: exit codes and messages of marketd(8).
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

using namespace std::chrono_literals;

void replace_bytes(const std::filesystem::path& file, std::size_t offset, const std::string& bytes) {
  std::string text = read_file(file);
  REQUIRE(offset + bytes.size() <= text.size());
  text.replace(offset, bytes.size(), bytes);
  write_file(file, text);
}

// A stopped market whose journal holds a company with a name that is easy to find in the file, and everything
// else: the next start has nothing but the journal.
void fill_and_stop(Market& market) {
  register_alice_and_bob(market);
  REQUIRE(market.terminate() == 0);
  for (const char* file : {"market.db", "market.db-wal", "market.db-shm"})
    std::filesystem::remove(market.data() / file);
}

void check_corrupt(const Market& market) {
  const Result result = market.start_in_vain();
  CHECK(result.exit == 4);
  CHECK(result.err.find((market.data() / "journal.db").string()) != std::string::npos);
}

// From now on no file of the process can grow beyond this, as on a disk that is full.
void limit_file_size(const Process& process, std::uintmax_t bytes) {
  const rlimit limit{bytes, bytes};
  REQUIRE(::prlimit(process.pid(), RLIMIT_FSIZE, &limit, nullptr) == 0);
}

// One order after the other on one connection; returns how many were acknowledged.
std::uint64_t place_until_refused(const Market& market, const std::string& key) {
  HttpConnection connection(market.port());
  const std::string order =
      R"({"symbol":"ACME","side":"buy","type":"limit","quantity":1,"limit_price":"90.00"})";
  std::uint64_t acknowledged = 0;
  while (const auto reply = connection.request("POST", "/v1/orders", json_headers(key), order)) {
    if (reply->status != 201) break;
    ++acknowledged;
  }
  return acknowledged;
}

}  // namespace

TEST_CASE("start: the folder, the key and the endpoint are there and only the owner reads the key") {
  Market market;
  struct stat key {};
  REQUIRE(::stat((market.data() / "admin.key").c_str(), &key) == 0);
  CHECK((key.st_mode & 0777) == 0600);
  CHECK(read_file(market.data() / "endpoint").find(market.url()) == 0);
  HttpConnection anonymous(market.port());
  CHECK(anonymous.request("GET", "/livez")->status == 200);
  CHECK(anonymous.request("GET", "/readyz")->status == 200);
  CHECK(market.terminate() == 0);
  CHECK_FALSE(std::filesystem::exists(market.data() / "endpoint"));
}

TEST_CASE("start: a second daemon on the folder ends with 3 and the first goes on") {
  Market market;
  const Result second = market.start_in_vain();
  CHECK(second.exit == 3);
  CHECK(second.err.find(market.data().string()) != std::string::npos);
  CHECK(market.api("GET", "/v1/server").status == 200);
}

TEST_CASE("start: wrong flags and settings end with 2 and name what is wrong") {
  Market market;
  REQUIRE(market.terminate() == 0);
  const std::pair<Arguments, std::string> wrong[] = {
      {{"--no-such-flag"}, "no-such-flag"},
      {{"--durability", "sometimes"}, "durability"},
      {{"--listen", "nowhere"}, "listen"},
      {{"--listen", "0.0.0.0:0"}, "allow_plaintext"},
      {{"--speed", "-1"}, "speed"},
      {{"--log-level", "loud"}, "log-level"},
      {{"--config", "/no/such/file.toml"}, "/no/such/file.toml"},
      {{"--scenario", "no-such-scenario"}, "no-such-scenario"},
  };
  for (const auto& [flags, named] : wrong) {
    CAPTURE(named);
    const Result result = market.start_in_vain(flags);
    CHECK(result.exit == 2);
    CHECK(result.err.find(named) != std::string::npos);
  }
  write_file(market.folder() / "wrong.toml", "listn = \"127.0.0.1:0\"\n");
  const Result result = market.start_in_vain({"--config", (market.folder() / "wrong.toml").string()});
  CHECK(result.exit == 2);
  CHECK(result.err.find("listn") != std::string::npos);
  CHECK(result.err.find("did you mean listen?") != std::string::npos);
}

TEST_CASE("start: --check-config and --version answer and end with 0") {
  Market market;
  REQUIRE(market.terminate() == 0);
  CHECK(market.start_in_vain({"--check-config"}).exit == 0);
  const Result version = market.start_in_vain({"--version"});
  CHECK(version.exit == 0);
  CHECK(version.out.find("marketd") != std::string::npos);
}

TEST_CASE("start: a damaged journal ends with 4 and names the file") {
  Market market;
  fill_and_stop(market);
  const std::filesystem::path journal = market.data() / "journal.db";
  const std::size_t name = read_file(journal).find("Acme Inc");
  REQUIRE(name != std::string::npos);

  SUBCASE("one changed byte in an entry") {
    replace_bytes(journal, name, "Q");
  }
  SUBCASE("no database at all") {
    write_file(journal, std::string(8192, 'x'));
  }
  SUBCASE("a newer format") {
    replace_bytes(journal, 60, std::string("\0\0\0\x63", 4));
  }  // user_version
  SUBCASE("the end is missing") {
    write_file(journal, read_file(journal).substr(0, 6000));
  }

  const std::string before = read_file(journal);
  check_corrupt(market);
  CHECK_MESSAGE(read_file(journal) == before, "a damaged file is left as it is");
}

TEST_CASE("stop: a journal that cannot be written any more ends the daemon with 5") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  limit_file_size(market.process(), std::filesystem::file_size(market.data() / "journal.db") + 64'000);
  const std::uint64_t acknowledged = place_until_refused(market, keys.alice);
  const auto status = market.process().wait(10s);
  REQUIRE(status.has_value());
  CHECK(*status == 5);
  CHECK(market.log().find("the journal failed") != std::string::npos);
  market.start();
  CHECK(market.items("/v1/orders?trader=alice&status=all").size() >= acknowledged);
  market.audited_hash();
}

// Whether orders are still to be written when the signal comes is chance, so it is tried until they were.
TEST_CASE("stop: a journal that fails while the daemon is stopping still ends it with 5") {
  bool failed = false;
  for (int attempt = 0; attempt < 20 && !failed; ++attempt) {
    Market market;
    const Keys keys = register_alice_and_bob(market);
    HttpConnection connection(market.port());
    const std::string body =
        R"({"symbol":"ACME","side":"buy","type":"limit","quantity":1,"limit_price":"90.00"})";
    const std::string order =
        "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: "
        "Bearer " +
        keys.alice + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    std::string orders;
    for (int i = 0; i < 500; ++i) orders += order;
    REQUIRE(connection.send(orders));
    REQUIRE(connection.read_reply().has_value());
    limit_file_size(market.process(), 4'096);
    market.process().signal(SIGTERM);
    const auto status = market.process().wait(10s);
    REQUIRE(status.has_value());
    failed = market.log().find("the journal failed") != std::string::npos;
    CHECK(*status == (failed ? 5 : 0));
  }
  CHECK_MESSAGE(failed, "no attempt caught the daemon with orders still to be written");
}

TEST_CASE("stop: SIGTERM under load answers what was accepted and ends with 0") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  std::vector<std::uint64_t> acknowledged;
  std::atomic<bool> loaded{false};
  std::thread load([&] {
    HttpConnection connection(market.port());
    const std::string order =
        R"({"symbol":"ACME","side":"buy","type":"limit","quantity":1,"limit_price":"90.00"})";
    while (const auto reply = connection.request("POST", "/v1/orders", json_headers(keys.alice), order)) {
      if (reply->status != 201) break;
      acknowledged.push_back(Json::parse(reply->body).at("order").at("id"));
      loaded = acknowledged.size() >= 50;
    }
  });
  while (!loaded) std::this_thread::sleep_for(1ms);
  CHECK(market.terminate() == 0);
  load.join();
  market.start();
  const Json orders = market.items("/v1/orders?trader=alice&status=all");
  CHECK(orders.size() >= acknowledged.size());
  CHECK(orders.at(acknowledged.size() - 1).at("id") == acknowledged.back());
  market.audited_hash();
}

TEST_CASE("stop: SIGTERM tells the feed and does not wait for an idle client") {
  Market market;
  HttpConnection idle(market.port());
  HttpConnection half(market.port());
  CHECK(half.send("POST /v1/orders HTTP/1.1\r\nContent-Le"));
  HttpConnection feed(market.port());
  CHECK(feed.send(
      "GET /v1/feed?channels=trades HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"));
  REQUIRE(feed.read_head()->status == 200);
  HttpConnection socket(market.port());
  CHECK(
      socket.send("GET /v1/feed HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
  REQUIRE(socket.read_head()->status == 101);
  const auto before = std::chrono::steady_clock::now();
  CHECK(market.terminate() == 0);
  CHECK(std::chrono::steady_clock::now() - before < 2500ms);
  CHECK(feed.read_rest().find("\"event\":\"stopping\"") != std::string::npos);
  const std::string told = socket.read_rest();
  CHECK(told.find("\"event\":\"stopping\"") != std::string::npos);
  const std::string reason = "the server is stopping";
  CHECK(told.substr(told.size() - reason.size() - 4) == "\x88\x18\x03\xe9" + reason);  // 1001
}

}  // namespace market::e2e

// Shows that `marketd --verify` tells a whole data folder from one with a missing, empty or damaged file, and
// changes neither; and what a session without a journal keeps.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <map>

#include "tests/e2e/market.hpp"
#include "tests/support/write_lock.hpp"

namespace market::e2e {
namespace {

bool tells(const Result& result, const std::string& part) {
  return (result.out + result.err).find(part) != std::string::npos;
}

// Path to content of every file in a folder.
std::map<std::string, std::string> contents_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> contents;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != "lock")
      contents[entry.path().string()] = read_file(entry.path());
  return contents;
}

std::filesystem::path only_file_in(const std::filesystem::path& folder) {
  return std::filesystem::directory_iterator(folder)->path();
}

void run_sql(const std::filesystem::path& file, const char* statements) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, statements, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

// Makes the databases what they were before their version had the names of venues, or the views.
void make_older(const std::filesystem::path& data, int version) {
  run_sql(data / "journal.db", "DROP TABLE identity");
  run_sql(data / "market.db", "DROP TABLE identity; PRAGMA user_version = 2");
  if (version == 1)
    run_sql(data / "market.db",
            "DROP VIEW companies; DROP VIEW traders; DROP VIEW orders; DROP VIEW trades; DROP VIEW holdings;"
            "DROP VIEW ledger; DROP VIEW fees; DROP VIEW bars; DROP VIEW sim; PRAGMA user_version = 1");
}

// A folder with a file of settings; made before the market that reads it.
class SettingsFile {
 public:
  explicit SettingsFile(const std::string& text) { write_file(path(), text); }
  std::string path() const { return (folder_.path() / "marketd.toml").string(); }

 private:
  TemporaryFolder folder_;
};

// A market that has traded, made a copy, traded on and ended, with all of its journal.
struct Ended {
  Ended() {
    const Keys keys = register_alice_and_bob(market);
    market.ctl_json({"snapshot", "create"});
    REQUIRE(market.api_as(keys.alice, "DELETE", "/v1/orders").status == 200);
    REQUIRE(market.terminate() == 0);
  }
  Result verify() const { return market.start_in_vain({"--verify"}); }

  SettingsFile settings{"[journal]\nkeep = \"all\"\n"};
  Market market{{"--config", settings.path()}};
};

}  // namespace

TEST_CASE("verify: a whole folder is found equal, and no byte of it changes") {
  const Ended ended;
  const auto before = contents_of(ended.market.data());
  const Result found = ended.verify();
  CHECK_MESSAGE(found.exit == 0, found.err);
  CHECK(tells(found, "all is equal"));
  CHECK((contents_of(ended.market.data()) == before));
}

TEST_CASE("verify: a file that is missing or empty is named, and is not made") {
  const Ended ended;
  const auto data = ended.market.data();
  for (const auto& file : {data / "market.db", data / "journal.db", only_file_in(data / "snapshots")}) {
    CAPTURE(file);
    const std::string whole = read_file(file);
    write_file(file, "");
    const auto before = contents_of(data);
    const Result found = ended.verify();
    CHECK(found.exit == 4);
    CHECK(tells(found, file.string()));
    CHECK(tells(found, "missing or empty"));
    CHECK((contents_of(data) == before));
    write_file(file, whole);
  }
  std::filesystem::remove(data / "market.db");
  CHECK(ended.verify().exit == 4);
  CHECK_FALSE(std::filesystem::exists(data / "market.db"));
}

TEST_CASE("verify: after a session without a journal what it left is checked, and the folder is whole") {
  Ended ended;
  Market& market = ended.market;
  market.start({"--durability", "none"});
  REQUIRE(market.api("POST", "/v1/traders", {{"id", "carol"}, {"name", "Carol"}}).status == 201);
  REQUIRE(market.terminate() == 0);
  const Result found = ended.verify();
  CHECK_MESSAGE(found.exit == 0, found.err);
  CHECK(tells(found, "durability none"));
}

TEST_CASE("snapshot: without a journal, a database that is gone is noticed at the next start") {
  Market market({"--durability", "none"});
  register_alice_and_bob(market);
  REQUIRE(market.terminate() == 0);
  std::filesystem::rename(market.data() / "market.db", market.data() / "kept");
  const Result start = market.start_in_vain();
  CHECK(start.exit == 4);
  CHECK(tells(start, "market.db"));
  CHECK(tells(start, "were acknowledged and are missing"));

  std::filesystem::rename(market.data() / "kept", market.data() / "market.db");
  market.start();
  CHECK(market.items("/v1/traders").size() == 2);
}

TEST_CASE("snapshot: a last one that fails is an error of the exit where nothing else keeps what it lacks") {
  for (const bool in_journal : {true, false}) {
    CAPTURE(in_journal);
    const SettingsFile settings("[snapshot]\ninterval = \"1h\"\n");
    Market market({"--durability", in_journal ? "os" : "none", "--config", settings.path()});
    register_alice_and_bob(market);
    {
      const test::WriteLock lock(market.data() / "market.db");
      CHECK(market.terminate() == (in_journal ? 0 : 1));
    }
    CHECK(market.log().find("the last snapshot failed: ") != std::string::npos);
    CHECK((market.log().find("is lost") == std::string::npos) == in_journal);
    market.start();
    CHECK(market.items("/v1/traders").size() == (in_journal ? 2 : 0));
  }
}

TEST_CASE("snapshot: a market.db beside which the journal is gone starts, and the log says what is lost") {
  Ended ended;
  std::filesystem::remove(ended.market.data() / "journal.db");
  ended.market.start();
  CHECK(ended.market.log().find("journal.db was missing or empty") != std::string::npos);
  CHECK(ended.market.items("/v1/traders").size() == 2);
}

TEST_CASE("snapshot: the database of an earlier version is brought up to date by a start, not by --verify") {
  for (const int version : {1, 2}) {
    CAPTURE(version);
    Market market;
    register_alice_and_bob(market);
    const std::string hash = market.audited_hash();
    REQUIRE(market.terminate() == 0);
    make_older(market.data(), version);
    const std::string before = read_file(market.data() / "market.db");
    const Result found = market.start_in_vain({"--verify"});
    CHECK_MESSAGE(found.exit == 0, found.err);
    CHECK(read_file(market.data() / "market.db") == before);

    market.start();
    CHECK(market.audited_hash() == hash);
    CHECK(market.items("/v1/traders").size() == 2);
    REQUIRE(market.terminate() == 0);
    run_sql(market.data() / "market.db", "SELECT venue FROM identity; SELECT trader FROM traders");
    CHECK(market.start_in_vain({"--verify"}).exit == 0);
  }
}

}  // namespace market::e2e

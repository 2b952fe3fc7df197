// Where settings come from, and which key goes to which server.
#include <doctest/doctest.h>

#include <sys/stat.h>

#include "cli/settings.hpp"
#include "cli_harness.hpp"

namespace market::cli {
namespace {

Settings settings_of(TestUser& user, const GlobalFlags& flags = {}) {
  const auto settings = resolve_settings(flags, user.environment());
  REQUIRE(settings);
  return *settings;
}

}  // namespace

TEST_CASE(
    "cli settings: flag, then environment, then config.toml, then the local marketd, then the default") {
  TestUser user;
  CHECK(settings_of(user).server.text() == "http://127.0.0.1:8080");
  user.folder.write(".local/state/market/endpoint", "http://127.0.0.1:1111\n");
  CHECK(settings_of(user).server.port == 1111);
  user.folder.write(".config/market/config.toml",
                    "server = \"http://localhost:2222\"\ntrader = \"carol\"\ntimeout = 5\n");
  CHECK(settings_of(user).server.text() == "http://127.0.0.1:2222");
  CHECK(settings_of(user).trader == "carol");
  CHECK(settings_of(user).timeout == std::chrono::seconds(5));
  user.variables["MARKET_SERVER"] = "market.example:3333";
  user.variables["MARKET_TRADER"] = "bob";
  CHECK(settings_of(user).server.text() == "http://market.example:3333");
  CHECK(settings_of(user).trader == "bob");
  GlobalFlags flags;
  flags.server = "https://[::2]/base/";
  flags.trader = "alice";
  CHECK(settings_of(user, flags).server.text() == "https://[::2]:443/base");
  CHECK(settings_of(user, flags).trader == "alice");
}

TEST_CASE("cli settings: the admin key goes to this user's own marketd alone") {
  TestUser user;
  user.folder.write(".local/state/market/endpoint", "http://127.0.0.1:1111\n");
  user.folder.write(".local/state/market/admin.key", "admin-secret\n");
  CHECK(settings_of(user).admin_key == "admin-secret");
  user.variables["MARKET_SERVER"] = "localhost:1111";
  CHECK(settings_of(user).admin_key == "admin-secret");
  for (const auto* other : {"http://127.0.0.1:1112", "http://market.example:1111"}) {
    user.variables["MARKET_SERVER"] = other;
    CHECK_FALSE(settings_of(user).admin_key);
  }
}

TEST_CASE("cli settings: mistakes are told, not guessed around") {
  TestUser user;
  const auto refused = [&](GlobalFlags flags) {
    const auto settings = resolve_settings(flags, user.environment());
    return !settings && settings.error().exit == ExitCode::usage;
  };
  GlobalFlags flags;
  flags.server = "ftp://x";
  CHECK(refused(flags));
  flags = {};
  flags.timeout = "soon";
  CHECK(refused(flags));
  flags = {};
  flags.key_file = "/nonexistent/key";
  CHECK(refused(flags));
  flags = {};
  flags.trader = "../alice";
  CHECK(refused(flags));
  user.folder.write(".config/market/config.toml", "sever = \"x\"\n");
  CHECK(refused({}));
  user.folder.write(".config/market/config.toml", "server = \n");
  CHECK(refused({}));
}

TEST_CASE("cli settings: a stored key is private to its user and to its server") {
  TestUser user;
  const KeyStore store(user.state(), *parse_server_url("http://127.0.0.1:8080"));
  CHECK_FALSE(store.find("alice"));
  REQUIRE(store.store("alice", "key-1"));
  REQUIRE(store.store("alice", "key-2"));
  CHECK(store.find("alice") == "key-2");
  struct stat status {};
  REQUIRE(::stat(store.file_of("alice").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK_FALSE(KeyStore(user.state(), *parse_server_url("http://127.0.0.1:8081")).find("alice"));
  CHECK_FALSE(store.store("../alice", "key"));
}

}  // namespace market::cli

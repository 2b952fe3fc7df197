// Config: where a setting comes from, and that a wrong one is refused with a text that names it.
#include "daemon/config.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "daemon/start_error.hpp"

using namespace market;

namespace {

class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() / ("marketd-" + std::to_string(::getpid()) + ".toml")) {
    std::ofstream(path_) << text;
  }
  ~ConfigFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

// No file is found below this home.
ConfigSources sources() {
  ConfigSources out;
  out.environment = {{"HOME", "/nonexistent"}};
  return out;
}

std::string refusal(const ConfigSources& from) {
  try {
    load_config(from);
  } catch (const StartError& error) {
    CHECK(error.status() == ExitStatus::configuration);
    return error.what();
  }
  return "accepted";
}

std::string refusal_of_file(const std::string& text) {
  const ConfigFile file(text);
  ConfigSources from = sources();
  from.file = file.path();
  std::string why = refusal(from);
  if (const std::size_t at = why.find(file.path()); at != std::string::npos)
    why.replace(at, file.path().size(), "FILE");
  return why;
}

std::string refusal_of_flag(const std::string& key, const std::string& text) {
  ConfigSources from = sources();
  from.flags[key] = text;
  return refusal(from);
}

}  // namespace

TEST_CASE("without anything every setting has its default") {
  const Config config = load_config(sources());
  CHECK(config.data == "/nonexistent/.local/state/market");
  CHECK(config.listen == ListenAddress{"127.0.0.1", 8080});
  CHECK(config.durability == Durability::always);
  CHECK(config.loops >= 1);
  CHECK(config.log_level == LogLevel::info);
  CHECK(config.public_data);
  CHECK(config.max_connections == 10'000);
  CHECK(config.max_body_bytes == 4u << 20);
  CHECK(config.idempotency_window == Duration::seconds(86'400));
  CHECK(config.history_interval == Duration::seconds(60));
  CHECK(config.snapshot_interval == Duration::seconds(5));
  CHECK(config.snapshots_kept == 0);
  CHECK(config.keep_journal == JournalKeep::needed);
  CHECK(config.scenario.empty());
  CHECK_FALSE(config.seed);
  CHECK(market_rules(config) == MarketRules{});
  CHECK(config.warnings.empty());
}

TEST_CASE("the data folder is systemd's, else XDG's, else the home's") {
  ConfigSources from = sources();
  from.environment["XDG_STATE_HOME"] = "/state";
  CHECK(load_config(from).data == "/state/market");
  from.environment["STATE_DIRECTORY"] = "/var/lib/market:/var/lib/other";
  CHECK(load_config(from).data == "/var/lib/market");
  from.environment.clear();
  CHECK(refusal(from).find("--data") != std::string::npos);
}

TEST_CASE("a flag wins over the environment, which wins over the file") {
  const ConfigFile file("listen = '127.0.0.1:1'\ndurability = 'none'\n[log]\nlevel = 'debug'\n");
  ConfigSources from = sources();
  from.file = file.path();
  from.environment["MARKETD_LISTEN"] = "127.0.0.1:2";
  from.environment["MARKETD_LOG_LEVEL"] = "warn";
  from.flags["listen"] = "[::1]:3";
  const Config config = load_config(from);
  CHECK(config.listen == ListenAddress{"::1", 3});
  CHECK(config.log_level == LogLevel::warn);
  CHECK(config.durability == Durability::none);
  CHECK(config.file == file.path());
}

TEST_CASE("every key of the table can stand in the file") {
  // A TOML integer has 63 bits, so the largest seed is text.
  const ConfigFile file(R"(
data = "/data"
listen = "0.0.0.0:80"
allow_plaintext = true
durability = "os"
loops = 3
log = { level = "error", format = "json" }
auth.public_data = false
limits = { connections = 5, body_bytes = 2048 }
idempotency.window = "1h"
history.interval = "15m"
snapshot = { interval = "250ms", keep = 7 }
journal.keep = "all"
market.collar = 12.3456
scenario = { name = "sample", speed = 2.5, seed = "18446744073709551615" }
[session]
calendar = "sessions"
days = ["mon", "wed-fri"]
open = "08:00"
close = 17:30:00
opening_auction = "10m"
closing_auction = 0
holidays = [2026-12-25, "2026-01-01"]
)");
  ConfigSources from = sources();
  from.file = file.path();
  const Config config = load_config(from);
  CHECK(config.listen.host == "0.0.0.0");
  CHECK(config.loops == 3);
  CHECK(config.log_format == LogFormat::json);
  CHECK_FALSE(config.public_data);
  CHECK(config.max_connections == 5);
  CHECK(config.idempotency_window == Duration::seconds(3'600));
  CHECK(config.history_interval == Duration::seconds(900));
  CHECK(config.snapshot_interval == Duration::milliseconds(250));
  CHECK(config.snapshots_kept == 7);
  CHECK(config.keep_journal == JournalKeep::all);
  CHECK(config.speed == Speed::times(2.5));
  CHECK(config.seed == UINT64_MAX);
  const MarketRules rules = market_rules(config);
  CHECK(rules.collar == Rate(123'456));
  CHECK_FALSE(rules.calendar.always_open);
  CHECK(rules.calendar.days == 0b0011101);
  CHECK(rules.calendar.open == Duration::seconds(8 * 3'600));
  CHECK(rules.calendar.close == Duration::seconds(17 * 3'600 + 1'800));
  CHECK(rules.calendar.opening_auction == Duration::seconds(600));
  CHECK(rules.calendar.closing_auction == Duration());
  CHECK(rules.calendar.holidays == std::vector<std::int64_t>{20'454, 20'812});

  const auto json = nlohmann::json::parse(config_json(config));
  CHECK(json.size() == settings().size());
  CHECK(json.at("limits.connections") == 5);
  CHECK(json.at("auth.public_data") == false);
  CHECK(json.at("durability") == "os");
  CHECK(json.at("scenario.seed") == UINT64_MAX);
  CHECK(json.at("session.holidays") == "2026-12-25,2026-01-01");
}

TEST_CASE("the manual page describes each setting, in a line of its own, and no other") {
  std::ifstream page(MARKET_SOURCE_DIR "/man/marketd.toml.5");
  REQUIRE(page);
  const std::string item = ".It Ic ";
  std::set<std::string> described, known;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind(item, 0) == 0)
      described.insert(line.substr(item.size(), line.find(' ', item.size()) - item.size()));
  }
  for (const Setting& setting : settings()) known.emplace(setting.key);
  CHECK(described == known);
}

TEST_CASE("the speed is bounded, so that the clock does not overflow") {
  ConfigSources from = sources();
  from.flags["scenario.speed"] = "10000";
  CHECK(load_config(from).speed == Speed::times(10'000));
  CHECK(refusal_of_flag("scenario.speed", "10000.5").find("at most 10000") != std::string::npos);
}

TEST_CASE("what is printed for --check-config can be read as a file again") {
  ConfigSources from = sources();
  from.flags = {{"data", "/a folder"}, {"scenario.seed", "7"}};
  const Config before = load_config(from);
  const ConfigFile file(config_toml(before));
  ConfigSources again = sources();
  again.file = file.path();
  CHECK(load_config(again).values == before.values);
}

TEST_CASE("an unknown key is named with the nearest known one") {
  CHECK(refusal_of_file("listn = 'x'") == "FILE:1: listn is not a setting; did you mean listen?");
  CHECK(refusal_of_file("\n[log]\nlevle = 'info'") ==
        "FILE:3: log.levle is not a setting; did you mean log.level?");
  CHECK(refusal_of_file("[tls]\ncert = 'x'") == "FILE:2: tls.cert is not a setting");
}

TEST_CASE("an unknown MARKETD_ variable is a warning, because others may use the prefix") {
  ConfigSources from = sources();
  from.environment["MARKETD_LITSEN"] = "x";
  const Config config = load_config(from);
  REQUIRE(config.warnings.size() == 1);
  CHECK(config.warnings[0] ==
        "environment variable MARKETD_LITSEN is not a setting; did you mean MARKETD_LISTEN?");
}

TEST_CASE("wrong values are refused with the setting's name and what it must be") {
  CHECK(refusal_of_file("listen = 5") ==
        "FILE: listen = \"5\": must be ADDR:PORT with a numeric address, as 127.0.0.1:8080 or [::1]:8080");
  CHECK(refusal_of_file("listen = ['a']") == "FILE:1: listen must be a single text, number or true/false");
  CHECK(refusal_of_file("limits.connections = 0") ==
        "FILE: limits.connections = \"0\": must be a whole number from 1 to 1000000");
  CHECK(refusal_of_file("auth.public_data = 'yes'") ==
        "FILE: auth.public_data = \"yes\": must be true or false");
  CHECK(refusal_of_file("idempotency.window = 'long'") ==
        "FILE: idempotency.window = \"long\": must be a duration such as 90s, 30m or 24h");
  for (const char* interval : {"0s", "999ms", "366d", "often"}) {
    CAPTURE(interval);
    CHECK(refusal_of_file("history.interval = '" + std::string(interval) + "'") ==
          "FILE: history.interval = \"" + std::string(interval) +
              "\": must be a duration such as 1m or 1h, from 1s to 365d");
  }
  CHECK(refusal_of_file("a = ").find("FILE:1: ") == 0);
  CHECK(refusal_of_flag("durability", "sometimes") ==
        "--durability = \"sometimes\": must be one of always, os, none");
  CHECK(refusal_of_flag("log.level", "loud") ==
        "--log-level = \"loud\": must be one of debug, info, warn, error");
  for (const char* speed : {"0", "-1", "maximum", "1x", "inf", "nan", "", "1e9"}) {
    CAPTURE(speed);
    CHECK(
        refusal_of_flag("scenario.speed", speed).find("--speed = \"" + std::string(speed) + "\": must be") ==
        0);
  }
  CHECK(refusal_of_flag("scenario.seed", "-1").find("--seed = ") == 0);
  ConfigSources from = sources();
  from.file = "/no/such/file.toml";
  CHECK(refusal(from) == "configuration file /no/such/file.toml does not exist");
}

TEST_CASE("an address that other machines reach needs allow_plaintext") {
  CHECK(refusal_of_flag("listen", "0.0.0.0:80").find("allow_plaintext") != std::string::npos);
  CHECK(refusal_of_flag("listen", "[::]:80").find("allow_plaintext") != std::string::npos);
  CHECK(refusal_of_flag("listen", "127.8.9.1:80") == "accepted");
  CHECK(refusal_of_flag("listen", "localhost:80") == "accepted");
  ConfigSources from = sources();
  from.flags["listen"] = "0.0.0.0:80";
  from.environment["MARKETD_ALLOW_PLAINTEXT"] = "true";
  CHECK(refusal(from) == "accepted");
}

TEST_CASE("listen addresses are read, refused and written as URLs") {
  for (const char* bad : {"", ":", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x",
                          "::1:80", "[127.0.0.1]:80", "[::1]80", "host.example:80", "256.0.0.1:80"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_listen_address(bad));
  }
  CHECK(url_of({"127.0.0.1", 80}) == "http://127.0.0.1:80");
  CHECK(url_of({"0.0.0.0", 80}) == "http://127.0.0.1:80");
  CHECK(url_of({"::1", 80}) == "http://[::1]:80");
  CHECK(is_loopback({"::1", 1}));
  CHECK_FALSE(is_loopback({"::", 1}));
}

TEST_CASE("hours that make no sense are refused, but only where they count") {
  CHECK(refusal_of_file("[session]\ndays = 'monday'") ==
        "FILE: session.days = \"monday\": must be days such as mon-fri or mon,wed,fri (mon, tue, wed, thu, "
        "fri, sat, "
        "sun)");
  CHECK(refusal_of_file("[session]\nopen = '9:30'") ==
        "FILE: session.open = \"9:30\": must be a time of day in UTC such as 09:30, at most 24:00");
  CHECK(
      refusal_of_file("[session]\nholidays = ['2026-02-30']") ==
      "FILE: session.holidays = \"2026-02-30\": must be dates such as 2026-12-25, with commas between them");
  CHECK(refusal_of_file("[session]\nholidays = [['2026-02-28']]") ==
        "FILE:2: session.holidays must be a list of single texts");
  CHECK(refusal_of_file("[session]\ncalendar = 'none'") ==
        "FILE: session.calendar = \"none\": must be one of always, sessions");
  for (const char* collar : {"0", "-1", "1.00001", "10000.0001", "x"}) {
    CAPTURE(collar);
    CHECK(refusal_of_file(std::string("market.collar = '") + collar + "'")
              .find("must be a percentage above 0") != std::string::npos);
  }
  const std::string backwards = "[session]\nopen = '16:00'\nclose = '09:30'\n";
  CHECK(refusal_of_file(backwards) == "accepted");
  CHECK(refusal_of_file(backwards + "calendar = 'sessions'")
            .rfind("the settings of [session] make no calendar: ", 0) == 0);
}

TEST_CASE("snapshots come every tenth of a second to once a day") {
  for (const char* interval : {"100ms", "1d", "90s"})
    CHECK(refusal_of_flag("snapshot.interval", interval) == "accepted");
  for (const char* interval : {"99ms", "0s", "25h", "-5s", ""})
    CHECK(refusal_of_flag("snapshot.interval", interval)
              .find("must be a duration such as 5s or 1m, from 100ms to 1d") != std::string::npos);
  CHECK(refusal_of_flag("snapshot.keep", "-1").find("must be a whole number from 0 to 1000000") !=
        std::string::npos);
  CHECK(refusal_of_flag("journal.keep", "some").find("must be one of needed, all") != std::string::npos);
}

TEST_CASE("hours change no rules while the market is always open") {
  ConfigSources from = sources();
  from.environment["MARKETD_SESSION_OPEN"] = "10:00";
  CHECK(market_rules(load_config(from)) == MarketRules{});
  from.environment["MARKETD_SESSION_CALENDAR"] = "sessions";
  CHECK(market_rules(load_config(from)).calendar.open == Duration::seconds(36'000));
}

TEST_CASE("changed settings are found for the log, and some take effect at a reload") {
  const Config before = load_config(sources());
  ConfigSources from = sources();
  from.flags["log.level"] = "debug";
  from.flags["durability"] = "none";
  from.environment["MARKETD_MARKET_COLLAR"] = "10";
  from.environment["MARKETD_SNAPSHOT_INTERVAL"] = "1s";
  from.environment["MARKETD_SNAPSHOT_KEEP"] = "3";
  const Config fresh = load_config(from);
  const auto changed = changed_settings(before, fresh);
  REQUIRE(changed.size() == 5);
  CHECK(changed[0]->key == "durability");
  const Config now = reloaded(before, fresh);
  CHECK(now.log_level == LogLevel::debug);
  CHECK(now.collar == Rate(100'000));
  CHECK(now.durability == Durability::always);
  CHECK(now.snapshot_interval == Duration::seconds(1));
  CHECK(now.snapshots_kept == 0);
  CHECK(now.values.at("durability") == "always");
  CHECK(now.values.at("market.collar") == "10");
}

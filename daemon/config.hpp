// Config: the daemon's settings. Each comes from its flag, else its MARKETD_… environment variable, else the
// TOML file, else its default. settings() is the one table of them all, which the manual page follows.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/timestamp.hpp"
#include "daemon/log.hpp"
#include "daemon/net/listen_address.hpp"
#include "model/command.hpp"
#include "store/journal.hpp"
#include "store/journal_keep.hpp"
#include "venue/speed.hpp"

namespace market {

struct Config {
  std::filesystem::path file;  // the TOML file that was read; empty when there was none
  std::filesystem::path data;
  std::optional<std::filesystem::path> restore;  // --restore, which is no setting: the copy to start from
  ListenAddress listen;
  bool allow_plaintext = false;
  Durability durability = Durability::always;
  unsigned loops = 1;  // event loops, one thread each
  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::text;
  bool public_data = true;
  std::uint32_t max_connections = 10'000;
  std::size_t max_body_bytes = 4 << 20;
  std::uint32_t max_subscribers = 10'000;      // of the feed, in all
  std::uint32_t max_subscribers_each = 1'000;  // of a key's owner, or of an address without a key
  std::vector<std::string> hosts, origins;     // that pass beside the server's own, in lower case
  Duration idempotency_window;
  Duration history_interval;
  Duration market_interval;  // of the feed's summary of all companies
  Duration snapshot_interval;
  std::uint32_t snapshots_kept = 0;  // 0: all
  JournalKeep keep_journal = JournalKeep::needed;
  Rate collar;               // percent, in units of 0.0001 percent
  SessionCalendar calendar;  // its hours count only when it is not always open
  std::string scenario;      // a built-in name or a file; empty runs none
  Speed speed;
  std::optional<Duration> until;  // market time to run; then the daemon ends
  std::optional<std::uint64_t> seed;
  std::vector<std::string> scenario_changes;       // --set, which is no setting: PATH=VALUE
  std::optional<std::filesystem::path> export_to;  // --export, which is none either

  std::map<std::string, std::string, std::less<>> values;  // every setting's text by key, as it takes effect
  std::vector<std::string> warnings;                       // for the log, once it is open
};

struct Setting {
  // A list may be written as a TOML array; as text its parts stand between commas.
  enum class Kind : std::uint8_t { text, number, boolean, list };
  // When a changed value takes effect: at the next start, or when the configuration is read again.
  enum class Change : std::uint8_t { at_start, at_reload };

  std::string_view key;  // in the TOML file: "log.level" is level under [log]
  std::string_view env;
  std::string_view flag;      // empty: it has none
  std::string_view value;     // what the value looks like, for help texts
  std::string_view fallback;  // the default, as text
  std::string_view help;
  Kind kind;
  Change change;
  // Takes the text over into `config`; returns what is wrong with it, empty when nothing is.
  std::string (*set)(Config& config, std::string_view text);
};

std::span<const Setting> settings();

// Where settings come from besides the defaults.
struct ConfigSources {
  std::map<std::string, std::string, std::less<>> flags;  // text by the setting's key
  std::optional<std::string> file;                        // --config
  std::optional<std::string> restore;                     // --restore
  std::vector<std::string> scenario_changes;              // --set
  std::optional<std::string> export_to;                   // --export
  std::map<std::string, std::string, std::less<>> environment;
};

// The environment of this process.
std::map<std::string, std::string, std::less<>> process_environment();

// Throws StartError (status configuration) naming what is wrong and where.
Config load_config(const ConfigSources& sources);

// What the venue is to trade by.
MarketRules market_rules(const Config& config);

// The effective settings as one JSON object by key.
std::string config_json(const Config& config);

// The same as lines of TOML.
std::string config_toml(const Config& config);

// The settings whose values differ.
std::vector<const Setting*> changed_settings(const Config& before, const Config& after);

// `running` with those values of `fresh` that take effect without a restart.
Config reloaded(Config running, const Config& fresh);

}  // namespace market

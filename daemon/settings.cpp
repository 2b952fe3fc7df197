// The one table of settings, and how each takes its text.
#include <charconv>
#include <cmath>
#include <thread>

#include "core/decimal.hpp"
#include "daemon/config.hpp"
#include "daemon/server_state.hpp"
#include "daemon/session_settings.hpp"

namespace market {
namespace {

template <class T>
std::optional<T> parse_number(std::string_view text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

template <class T>
std::string set_number(T& target, std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto number = parse_number<std::uint64_t>(text);
  if (!number || *number < least || *number > most) {
    return "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  }
  target = static_cast<T>(*number);
  return "";
}

std::string set_boolean(bool& target, std::string_view text) {
  if (text != "true" && text != "false") return "must be true or false";
  target = text == "true";
  return "";
}

template <class T>
std::string set_choice(T& target, const std::optional<T>& parsed, std::string_view choices) {
  if (!parsed) return "must be one of " + std::string(choices);
  target = *parsed;
  return "";
}

std::string set_data(Config& config, std::string_view text) {
  config.data = text;
  return "";
}

std::string set_listen(Config& config, std::string_view text) {
  const auto address = parse_listen_address(text);
  if (!address) return "must be ADDR:PORT with a numeric address, as 127.0.0.1:8080 or [::1]:8080";
  config.listen = *address;
  return "";
}

std::string set_plaintext(Config& config, std::string_view text) {
  return set_boolean(config.allow_plaintext, text);
}

std::string set_durability(Config& config, std::string_view text) {
  return set_choice(config.durability, parse_durability(text), "always, os, none");
}

std::string set_loops(Config& config, std::string_view text) {
  if (const std::string error = set_number(config.loops, text, 0, 64); !error.empty()) return error;
  if (config.loops == 0) config.loops = std::max(3U, std::thread::hardware_concurrency()) - 1;
  return "";
}

std::string set_log_level(Config& config, std::string_view text) {
  return set_choice(config.log_level, parse_log_level(text), "debug, info, warn, error");
}

std::string set_log_format(Config& config, std::string_view text) {
  return set_choice(config.log_format, parse_log_format(text), "text, json");
}

std::string set_public_data(Config& config, std::string_view text) {
  return set_boolean(config.public_data, text);
}

std::string set_connections(Config& config, std::string_view text) {
  return set_number(config.max_connections, text, 1, 1'000'000);
}

std::string set_body_bytes(Config& config, std::string_view text) {
  return set_number(config.max_body_bytes, text, 1'024, 64 << 20);
}

std::string set_window(Config& config, std::string_view text) {
  const auto window = parse_duration(text);
  if (!window) return "must be a duration such as 90s, 30m or 24h";
  config.idempotency_window = *window;
  return "";
}

std::string set_history_interval(Config& config, std::string_view text) {
  const auto interval = parse_duration(text);
  if (!interval || !is_history_interval(*interval))
    return "must be a duration such as 1m or 1h, from 1s to 365d";
  config.history_interval = *interval;
  return "";
}

std::string set_max_subscribers(Config& config, std::string_view text) {
  return set_number(config.max_subscribers, text, 1, 1'000'000);
}

std::string set_max_subscribers_each(Config& config, std::string_view text) {
  return set_number(config.max_subscribers_each, text, 1, 1'000'000);
}

// In lower case, as they are compared.
std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    std::string word;
    for (const char c : text.substr(0, end))
      if (c != ' ') word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (!word.empty()) words.push_back(std::move(word));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string set_hosts(Config& config, std::string_view text) {
  config.hosts = split_words(text);
  for (const std::string& host : config.hosts)
    if (host.find('/') != host.npos)
      return "must be names such as market.example.org, with commas between them";
  return "";
}

std::string set_origins(Config& config, std::string_view text) {
  config.origins = split_words(text);
  for (const std::string& origin : config.origins)
    if (origin.find("://") == origin.npos)
      return "must be origins such as https://app.example.org, with commas between them";
  return "";
}

std::string set_market_interval(Config& config, std::string_view text) {
  constexpr Duration kShortest = Duration::seconds(1), kLongest = Duration::seconds(3'600);
  const auto interval = parse_duration(text);
  if (!interval || *interval < kShortest || *interval > kLongest)
    return "must be a duration such as 5s or 1m, from 1s to 1h";
  config.market_interval = *interval;
  return "";
}

std::string set_snapshot_interval(Config& config, std::string_view text) {
  constexpr Duration kShortest = Duration::milliseconds(100), kLongest = Duration::seconds(86'400);
  const auto interval = parse_duration(text);
  if (!interval || *interval < kShortest || *interval > kLongest)
    return "must be a duration such as 5s or 1m, from 100ms to 1d";
  config.snapshot_interval = *interval;
  return "";
}

std::string set_snapshots_kept(Config& config, std::string_view text) {
  return set_number(config.snapshots_kept, text, 0, 1'000'000);
}

std::string set_keep_journal(Config& config, std::string_view text) {
  if (text != "needed" && text != "all") return "must be one of needed, all";
  config.keep_journal = text == "all" ? JournalKeep::all : JournalKeep::needed;
  return "";
}

std::string set_collar(Config& config, std::string_view text) {
  const auto units = parse_decimal(text);
  if (!units || *units <= 0 || Rate(*units) > kMaxCollar)
    return "must be a percentage above 0 and at most 10000 with at most four decimals";
  config.collar = Rate(*units);
  return "";
}

std::string set_calendar(Config& config, std::string_view text) {
  if (text != "always" && text != "sessions") return "must be one of always, sessions";
  config.calendar.always_open = text == "always";
  return "";
}

std::string set_days(Config& config, std::string_view text) {
  const auto days = parse_weekdays(text);
  if (!days) return "must be days such as mon-fri or mon,wed,fri (mon, tue, wed, thu, fri, sat, sun)";
  config.calendar.days = *days;
  return "";
}

std::string set_time_of_day(Duration& target, std::string_view text) {
  const auto time = parse_time_of_day(text);
  if (!time) return "must be a time of day in UTC such as 09:30, at most 24:00";
  target = *time;
  return "";
}

std::string set_open(Config& config, std::string_view text) {
  return set_time_of_day(config.calendar.open, text);
}

std::string set_close(Config& config, std::string_view text) {
  return set_time_of_day(config.calendar.close, text);
}

std::string set_auction(Duration& target, std::string_view text) {
  const auto length = parse_duration(text);
  if (!length) return "must be a duration such as 5m or 90s, or 0s for none";
  target = *length;
  return "";
}

std::string set_opening_auction(Config& config, std::string_view text) {
  return set_auction(config.calendar.opening_auction, text);
}

std::string set_closing_auction(Config& config, std::string_view text) {
  return set_auction(config.calendar.closing_auction, text);
}

std::string set_holidays(Config& config, std::string_view text) {
  auto dates = parse_dates(text);
  if (!dates) return "must be dates such as 2026-12-25, with commas between them";
  config.calendar.holidays = std::move(*dates);
  return "";
}

std::string set_scenario(Config& config, std::string_view text) {
  config.scenario = text;
  return "";
}

std::string set_speed(Config& config, std::string_view text) {
  const auto speed = parse_speed(text);
  if (!speed)
    return "must be max, or a number above 0 and at most 10000: how many market seconds pass in one second";
  config.speed = *speed;
  return "";
}

std::string set_until(Config& config, std::string_view text) {
  config.until.reset();
  if (text.empty()) return "";
  const auto until = parse_duration(text);
  if (!until || *until <= Duration(0)) return "must be a duration such as 6h30m or 10d";
  config.until = *until;
  return "";
}

std::string set_seed(Config& config, std::string_view text) {
  config.seed.reset();
  if (text.empty()) return "";
  config.seed = parse_number<std::uint64_t>(text);
  return config.seed ? "" : "must be a whole number from 0 to 18446744073709551615";
}

constexpr Setting::Kind kText = Setting::Kind::text;
constexpr Setting::Kind kNumber = Setting::Kind::number;
constexpr Setting::Kind kBoolean = Setting::Kind::boolean;
constexpr Setting::Kind kList = Setting::Kind::list;
constexpr Setting::Change kAtStart = Setting::Change::at_start;
constexpr Setting::Change kAtReload = Setting::Change::at_reload;

constexpr Setting kSettings[] = {
    {"data", "MARKETD_DATA", "--data", "DIR", "",
     "the folder that holds the venue, the admin key and the lock", kText, kAtStart, set_data},
    {"listen", "MARKETD_LISTEN", "--listen", "ADDR:PORT", "127.0.0.1:8080",
     "where to listen; port 0 takes a free one", kText, kAtStart, set_listen},
    {"allow_plaintext", "MARKETD_ALLOW_PLAINTEXT", "", "true|false", "false",
     "allow an address that other machines reach, without encryption", kBoolean, kAtStart, set_plaintext},
    {"durability", "MARKETD_DURABILITY", "--durability", "always|os|none", "always",
     "what an acknowledged command survives: power loss, a crash of marketd, nothing", kText, kAtStart,
     set_durability},
    {"loops", "MARKETD_LOOPS", "", "N", "0",
     "threads that serve connections; 0 is one less than the cores, at least 2", kNumber, kAtStart,
     set_loops},
    {"log.level", "MARKETD_LOG_LEVEL", "--log-level", "debug|info|warn|error", "info",
     "the least that is logged", kText, kAtReload, set_log_level},
    {"log.format", "MARKETD_LOG_FORMAT", "--log-format", "text|json", "text", "how log lines are written",
     kText, kAtStart, set_log_format},
    {"auth.public_data", "MARKETD_AUTH_PUBLIC_DATA", "", "true|false", "true",
     "reference and market data need no key", kBoolean, kAtStart, set_public_data},
    {"limits.connections", "MARKETD_LIMITS_CONNECTIONS", "", "N", "10000", "the most connections at a time",
     kNumber, kAtStart, set_connections},
    {"limits.body_bytes", "MARKETD_LIMITS_BODY_BYTES", "", "N", "4194304", "the largest body of a request",
     kNumber, kAtStart, set_body_bytes},
    {"idempotency.window", "MARKETD_IDEMPOTENCY_WINDOW", "", "DURATION", "24h",
     "market time for which an ended order keeps its client_order_id", kText, kAtReload, set_window},
    {"history.interval", "MARKETD_HISTORY_INTERVAL", "", "DURATION", "1m",
     "market time between two points of a trader's equity over time", kText, kAtReload, set_history_interval},
    {"auth.hosts", "MARKETD_AUTH_HOSTS", "", "NAMES", "",
     "names by which a server on a loopback address is reached as well", kList, kAtStart, set_hosts},
    {"auth.origins", "MARKETD_AUTH_ORIGINS", "", "ORIGINS", "",
     "the web pages of other sites that may use the server", kList, kAtStart, set_origins},
    {"feed.max_subscribers", "MARKETD_FEED_MAX_SUBSCRIBERS", "", "N", "10000",
     "subscribers of the feed at a time", kNumber, kAtStart, set_max_subscribers},
    {"feed.max_subscribers_each", "MARKETD_FEED_MAX_SUBSCRIBERS_EACH", "", "N", "1000",
     "the same of a key's owner, or of an address without a key", kNumber, kAtStart,
     set_max_subscribers_each},
    {"feed.market_interval", "MARKETD_FEED_MARKET_INTERVAL", "", "DURATION", "5s",
     "from one summary of all companies on the feed's channel market to the next", kText, kAtStart,
     set_market_interval},
    {"snapshot.interval", "MARKETD_SNAPSHOT_INTERVAL", "", "DURATION", "5s",
     "from one snapshot of what has changed into market.db to the next", kText, kAtReload,
     set_snapshot_interval},
    {"snapshot.keep", "MARKETD_SNAPSHOT_KEEP", "", "N", "0",
     "standalone copies to keep, the oldest go first; 0 keeps all", kNumber, kAtStart, set_snapshots_kept},
    {"journal.keep", "MARKETD_JOURNAL_KEEP", "", "needed|all", "needed",
     "how much of the journal stays once a snapshot holds what it did: what a start needs, or all", kText,
     kAtStart, set_keep_journal},
    {"market.collar", "MARKETD_MARKET_COLLAR", "", "PERCENT", "25",
     "how far beyond the last price a market order may trade", kText, kAtReload, set_collar},
    {"session.calendar", "MARKETD_SESSION_CALENDAR", "", "always|sessions", "always",
     "whether the market is always open or keeps hours", kText, kAtReload, set_calendar},
    {"session.days", "MARKETD_SESSION_DAYS", "", "DAYS", "mon-fri", "the days of trading", kList, kAtReload,
     set_days},
    {"session.open", "MARKETD_SESSION_OPEN", "", "HH:MM", "09:30", "when trading begins, in UTC", kText,
     kAtReload, set_open},
    {"session.close", "MARKETD_SESSION_CLOSE", "", "HH:MM", "16:00", "when the market closes, in UTC", kText,
     kAtReload, set_close},
    {"session.opening_auction", "MARKETD_SESSION_OPENING_AUCTION", "", "DURATION", "5m",
     "how long the auction before the opening takes", kText, kAtReload, set_opening_auction},
    {"session.closing_auction", "MARKETD_SESSION_CLOSING_AUCTION", "", "DURATION", "5m",
     "how long the auction before the close takes", kText, kAtReload, set_closing_auction},
    {"session.holidays", "MARKETD_SESSION_HOLIDAYS", "", "DATES", "", "the dates without trading", kList,
     kAtReload, set_holidays},
    {"scenario.name", "MARKETD_SCENARIO_NAME", "--scenario", "NAME|FILE", "",
     "the simulated market to load into an empty venue and start", kText, kAtStart, set_scenario},
    {"scenario.speed", "MARKETD_SCENARIO_SPEED", "--speed", "X|max", "1",
     "market seconds a second of wall time, or max: as fast as the machine does it", kText, kAtStart,
     set_speed},
    {"scenario.seed", "MARKETD_SCENARIO_SEED", "--seed", "N", "",
     "the seed of the scenario's random numbers instead of its own", kNumber, kAtStart, set_seed},
    {"scenario.until", "MARKETD_SCENARIO_UNTIL", "--until", "DURATION", "",
     "how much market time the scenario runs; then a last snapshot, a summary, and the end", kText, kAtStart,
     set_until},
};

}  // namespace

std::span<const Setting> settings() {
  return kSettings;
}

}  // namespace market

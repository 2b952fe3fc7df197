#include "daemon/config.hpp"

#include <toml++/toml.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "core/nearest.hpp"
#include "daemon/start_error.hpp"

namespace market {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

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
  if (config.loops == 0) config.loops = std::max(2U, std::thread::hardware_concurrency()) - 1;
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

std::string set_scenario(Config& config, std::string_view text) {
  config.scenario = text;
  return "";
}

std::string set_speed(Config& config, std::string_view text) {
  constexpr double kFastest = 1e4;
  double speed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), speed);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || !std::isfinite(speed) || speed <= 0 || speed > kFastest) {
    return "must be a number above 0 and at most 10000: how many market seconds pass in one second";
  }
  config.speed = speed;
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

constexpr Setting kSettings[] = {
    {"data", "MARKETD_DATA", "--data", "DIR", "",
     "the folder that holds the journal, the admin key and the lock", kText, set_data},
    {"listen", "MARKETD_LISTEN", "--listen", "ADDR:PORT", "127.0.0.1:8080",
     "where to listen; port 0 takes a free one", kText, set_listen},
    {"allow_plaintext", "MARKETD_ALLOW_PLAINTEXT", "", "true|false", "false",
     "allow an address that other machines reach, without encryption", kBoolean, set_plaintext},
    {"durability", "MARKETD_DURABILITY", "--durability", "always|os|none", "always",
     "what an acknowledged command survives: power loss, a crash of marketd, nothing", kText, set_durability},
    {"loops", "MARKETD_LOOPS", "", "N", "0", "threads that serve connections; 0 is one less than the cores",
     kNumber, set_loops},
    {"log.level", "MARKETD_LOG_LEVEL", "--log-level", "debug|info|warn|error", "info",
     "the least that is logged", kText, set_log_level},
    {"log.format", "MARKETD_LOG_FORMAT", "--log-format", "text|json", "text", "how log lines are written",
     kText, set_log_format},
    {"auth.public_data", "MARKETD_AUTH_PUBLIC_DATA", "", "true|false", "true",
     "reference and market data need no key", kBoolean, set_public_data},
    {"limits.connections", "MARKETD_LIMITS_CONNECTIONS", "", "N", "10000", "the most connections at a time",
     kNumber, set_connections},
    {"limits.body_bytes", "MARKETD_LIMITS_BODY_BYTES", "", "N", "4194304", "the largest body of a request",
     kNumber, set_body_bytes},
    {"idempotency.window", "MARKETD_IDEMPOTENCY_WINDOW", "", "DURATION", "24h",
     "market time for which an ended order keeps its client_order_id", kText, set_window},
    {"scenario.name", "MARKETD_SCENARIO_NAME", "--scenario", "NAME|FILE", "",
     "the simulated market to load into an empty venue and start", kText, set_scenario},
    {"scenario.speed", "MARKETD_SCENARIO_SPEED", "--speed", "X", "1", "market seconds a second of wall time",
     kNumber, set_speed},
    {"scenario.seed", "MARKETD_SCENARIO_SEED", "--seed", "N", "",
     "the seed of the scenario's random numbers instead of its own", kNumber, set_seed},
};

[[noreturn]] void refuse(const std::string& what) {
  throw StartError(ExitStatus::configuration, what);
}

const Setting* find_setting(std::string_view key) {
  for (const Setting& setting : kSettings) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

std::string did_you_mean(std::string_view name, std::string_view Setting::*column) {
  std::vector<std::string_view> known;
  for (const Setting& setting : kSettings) known.push_back(setting.*column);
  const auto nearest = nearest_name(name, known);
  return nearest ? "; did you mean " + std::string(*nearest) + "?" : "";
}

std::string scalar_text(const toml::node& node, const std::string& where) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (const auto* number = node.as_floating_point()) {
    std::ostringstream text;
    text << number->get();
    return text.str();
  }
  refuse(where + " must be a single text, number or true/false");
}

void flatten(const toml::table& table, const std::string& prefix, const std::string& file, Values& out) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (const toml::table* inner = node.as_table()) {
      flatten(*inner, key + ".", file, out);
      continue;
    }
    const std::string where = file + ":" + std::to_string(node.source().begin.line) + ": " + key;
    if (find_setting(key) == nullptr) refuse(where + " is not a setting" + did_you_mean(key, &Setting::key));
    out[key] = scalar_text(node, where);
  }
}

Values read_file(const std::filesystem::path& file) {
  Values values;
  try {
    flatten(toml::parse_file(file.string()), "", file.string(), values);
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    const std::string place = line > 0 ? ":" + std::to_string(line) : "";
    refuse(file.string() + place + ": " + std::string(error.description()));
  }
  return values;
}

std::string variable(const Values& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

std::filesystem::path home_folder(const Values& environment, const char* xdg, const char* below_home) {
  if (const std::string folder = variable(environment, xdg); !folder.empty()) return folder;
  if (const std::string home = variable(environment, "HOME"); !home.empty()) {
    return std::filesystem::path(home) / below_home;
  }
  return {};
}

std::filesystem::path default_file(const Values& environment) {
  const std::filesystem::path own = home_folder(environment, "XDG_CONFIG_HOME", ".config");
  std::error_code ignored;
  if (!own.empty() && std::filesystem::exists(own / "market/marketd.toml", ignored)) {
    return own / "market/marketd.toml";
  }
  const std::filesystem::path system = "/etc/market/marketd.toml";
  return std::filesystem::exists(system, ignored) ? system : std::filesystem::path();
}

std::filesystem::path find_file(const ConfigSources& sources) {
  const std::string named = sources.file ? *sources.file : variable(sources.environment, "MARKETD_CONFIG");
  if (named.empty()) return default_file(sources.environment);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(named, ignored))
    refuse("configuration file " + named + " does not exist");
  return named;
}

std::string default_data(const Values& environment) {
  // systemd separates several folders by colons; the first one is ours.
  const std::string state = variable(environment, "STATE_DIRECTORY");
  if (!state.empty()) return state.substr(0, state.find(':'));
  const std::filesystem::path base = home_folder(environment, "XDG_STATE_HOME", ".local/state");
  if (base.empty())
    refuse("no data folder: neither HOME nor STATE_DIRECTORY is set; name one with --data DIR");
  return (base / "market").string();
}

void warn_of_unknown_variables(const Values& environment, Config& config) {
  for (auto at = environment.lower_bound("MARKETD_"); at != environment.end(); ++at) {
    const std::string& name = at->first;
    if (!name.starts_with("MARKETD_")) break;
    bool known = name == "MARKETD_CONFIG";
    for (const Setting& setting : kSettings) known = known || setting.env == name;
    if (known) continue;
    config.warnings.push_back("environment variable " + name + " is not a setting" +
                              did_you_mean(name, &Setting::env));
  }
}

struct Sourced {
  std::string text;
  std::string where;  // names the setting in an error text the way the user wrote it
};

Sourced find_value(const Setting& setting, const ConfigSources& sources, const Values& file,
                   const Config& config) {
  const std::string key(setting.key);
  if (const auto flag = sources.flags.find(key); flag != sources.flags.end()) {
    return {flag->second, std::string(setting.flag)};
  }
  if (const auto env = sources.environment.find(setting.env); env != sources.environment.end()) {
    return {env->second, std::string(setting.env)};
  }
  if (const auto line = file.find(key); line != file.end())
    return {line->second, config.file.string() + ": " + key};
  if (setting.key == "data") return {default_data(sources.environment), key};
  return {std::string(setting.fallback), key};
}

void check_together(const Config& config) {
  if (config.data.empty()) refuse("data must name a folder");
  if (!is_loopback(config.listen) && !config.allow_plaintext) {
    refuse(
        "listen = " + config.values.at("listen") +
        " is reachable from other machines without encryption; set allow_plaintext = true to accept that, or "
        "listen on 127.0.0.1");
  }
}

}  // namespace

std::span<const Setting> settings() {
  return kSettings;
}

std::map<std::string, std::string, std::less<>> process_environment() {
  Values values;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) values.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return values;
}

Config load_config(const ConfigSources& sources) {
  Config config;
  config.file = find_file(sources);
  const Values file = config.file.empty() ? Values{} : read_file(config.file);
  for (const Setting& setting : kSettings) {
    const Sourced value = find_value(setting, sources, file, config);
    const std::string error = setting.set(config, value.text);
    if (!error.empty()) refuse(value.where + " = \"" + value.text + "\": " + error);
    config.values[std::string(setting.key)] = value.text;
  }
  check_together(config);
  warn_of_unknown_variables(sources.environment, config);
  return config;
}

std::string config_json(const Config& config) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const Setting& setting : kSettings) {
    const std::string key(setting.key);
    const std::string& text = config.values.at(key);
    switch (setting.kind) {
      case Setting::Kind::text: out[key] = text; break;
      case Setting::Kind::boolean: out[key] = text == "true"; break;
      case Setting::Kind::number:
        out[key] =
            text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json::parse(text, nullptr, false);
        break;
    }
  }
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string config_toml(const Config& config) {
  std::ostringstream out;
  for (const Setting& setting : kSettings) {
    const std::string& text = config.values.at(std::string(setting.key));
    if (text.empty()) continue;
    out << setting.key << " = ";
    if (setting.kind == Setting::Kind::text) {
      out << toml::value<std::string>(text);
    } else {
      out << text;
    }
    out << "\n";
  }
  return out.str();
}

std::vector<std::string_view> changed_settings(const Config& before, const Config& after) {
  std::vector<std::string_view> changed;
  for (const Setting& setting : kSettings) {
    if (before.values.at(std::string(setting.key)) != after.values.at(std::string(setting.key))) {
      changed.push_back(setting.key);
    }
  }
  return changed;
}

}  // namespace market

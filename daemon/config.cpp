#include "daemon/config.hpp"

#include <toml++/toml.h>
#include <unistd.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/check.hpp"
#include "core/nearest.hpp"
#include "daemon/start_error.hpp"

namespace market {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

[[noreturn]] void refuse(const std::string& what) {
  throw StartError(ExitStatus::configuration, what);
}

const Setting* find_setting(std::string_view key) {
  for (const Setting& setting : settings()) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

std::string did_you_mean(std::string_view name, std::string_view Setting::*column) {
  std::vector<std::string_view> known;
  for (const Setting& setting : settings()) known.push_back(setting.*column);
  const auto nearest = nearest_name(name, known);
  return nearest ? "; did you mean " + std::string(*nearest) + "?" : "";
}

// Of a scalar; nullopt for anything else.
std::optional<std::string> scalar_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  std::ostringstream text;
  if (const auto* number = node.as_floating_point()) {
    char digits[32];
    text << std::string_view(digits,
                             std::to_chars(digits, digits + sizeof digits, number->get()).ptr - digits);
  } else if (const auto* date = node.as_date()) {
    text << date->get();
  } else if (const auto* time = node.as_time()) {
    text << time->get();
  } else {
    return std::nullopt;
  }
  return text.str();
}

std::string list_text(const toml::array& list, const std::string& where) {
  std::string out;
  for (const toml::node& node : list) {
    const auto text = scalar_text(node);
    if (!text) refuse(where + " must be a list of single texts");
    out += (out.empty() ? "" : ",") + *text;
  }
  return out;
}

std::string value_text(const Setting& setting, const toml::node& node, const std::string& where) {
  const toml::array* const list = node.as_array();
  if (list != nullptr && setting.kind == Setting::Kind::list) return list_text(*list, where);
  if (const auto text = scalar_text(node)) return *text;
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
    const Setting* const setting = find_setting(key);
    if (setting == nullptr) refuse(where + " is not a setting" + did_you_mean(key, &Setting::key));
    out[key] = value_text(*setting, node, where);
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
    for (const Setting& setting : settings()) known = known || setting.env == name;
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
  if (!config.scenario_changes.empty() && config.scenario.empty())
    refuse("--set changes a scenario: name one with --scenario");
  if (config.export_to && !config.until)
    refuse("--export writes what happens in a run of limited length: give one with --until");
  if (config.data.empty()) refuse("data must name a folder");
  if (!is_loopback(config.listen) && !config.allow_plaintext) {
    refuse(
        "listen = " + config.values.at("listen") +
        " is reachable from other machines without encryption; set allow_plaintext = true to accept that, or "
        "listen on 127.0.0.1");
  }
  if (!config.calendar.always_open) {
    if (const std::string error = check_calendar(config.calendar); !error.empty())
      refuse("the settings of [session] make no calendar: " + error);
  }
}

}  // namespace

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
  if (sources.restore) config.restore = *sources.restore;
  if (sources.export_to) config.export_to = *sources.export_to;
  config.scenario_changes = sources.scenario_changes;
  const Values file = config.file.empty() ? Values{} : read_file(config.file);
  for (const Setting& setting : settings()) {
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
  for (const Setting& setting : settings()) {
    const std::string key(setting.key);
    const std::string& text = config.values.at(key);
    switch (setting.kind) {
      case Setting::Kind::text:
      case Setting::Kind::list: out[key] = text; break;
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
  for (const Setting& setting : settings()) {
    const std::string& text = config.values.at(std::string(setting.key));
    if (text.empty()) continue;
    out << setting.key << " = ";
    if (setting.kind == Setting::Kind::text || setting.kind == Setting::Kind::list) {
      out << toml::value<std::string>(text);
    } else {
      out << text;
    }
    out << "\n";
  }
  return out.str();
}

// Hours that do not count are left out, so that changing them changes no rules.
MarketRules market_rules(const Config& config) {
  MarketRules rules;
  rules.collar = config.collar;
  if (!config.calendar.always_open) rules.calendar = config.calendar;
  return rules;
}

std::vector<const Setting*> changed_settings(const Config& before, const Config& after) {
  std::vector<const Setting*> changed;
  for (const Setting& setting : settings()) {
    if (before.values.at(std::string(setting.key)) != after.values.at(std::string(setting.key))) {
      changed.push_back(&setting);
    }
  }
  return changed;
}

// Each setting of `fresh` was accepted, so none can be refused here.
Config reloaded(Config running, const Config& fresh) {
  for (const Setting* const setting : changed_settings(running, fresh)) {
    if (setting->change != Setting::Change::at_reload) continue;
    const std::string& text = fresh.values.at(std::string(setting->key));
    MARKET_CHECK(setting->set(running, text).empty());
    running.values[std::string(setting->key)] = text;
  }
  return running;
}

}  // namespace market

#include "sim/scenario_library.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "core/nearest.hpp"
#include "sim/scenario_changes.hpp"

namespace market {
namespace {

tl::expected<Scenario, std::string> parse_named(const std::string& name, std::string_view json,
                                                std::span<const std::string> changes = {},
                                                const ScenarioSource& source = {}) {
  const auto changed = change_scenario(json, changes);
  if (!changed) return tl::unexpected("scenario " + name + ": " + changed.error());
  auto scenario = parse_scenario(*changed, source);
  if (!scenario) return tl::unexpected("scenario " + name + ": " + scenario.error());
  return scenario;
}

std::string not_found(std::string_view name, std::string_view what_it_is) {
  std::vector<std::string_view> names;
  std::string list;
  for (const BuiltInScenario& built_in : built_in_scenarios()) {
    names.push_back(built_in.name);
    list += (list.empty() ? "" : ", ") + std::string(built_in.name);
  }
  const auto nearest = nearest_name(name, names);
  return "scenario \"" + std::string(name) + "\" is " + std::string(what_it_is) +
         (nearest ? "; did you mean \"" + std::string(*nearest) + "\"?" : "; built in: " + list);
}

}  // namespace

tl::expected<Scenario, std::string> load_built_in(std::string_view name) {
  for (const BuiltInScenario& built_in : built_in_scenarios())
    if (built_in.name == name) return parse_named(std::string(name), built_in.json);
  return tl::unexpected(not_found(name, "not built in"));
}

tl::expected<Scenario, std::string> load_scenario(const std::string& name_or_file,
                                                  std::span<const std::string> changes) {
  for (const BuiltInScenario& built_in : built_in_scenarios())
    if (built_in.name == name_or_file) return parse_named(name_or_file, built_in.json, changes);
  std::error_code no_such_file;
  if (!std::filesystem::is_regular_file(name_or_file, no_such_file))
    return tl::unexpected(not_found(name_or_file, "neither a file nor built in"));
  std::ifstream file(name_or_file, std::ios::binary);
  std::ostringstream text;
  if (!file)
    return tl::unexpected("scenario " + name_or_file + ": the file cannot be read: check its permissions");
  if (!(text << file.rdbuf()))
    return tl::unexpected("scenario " + name_or_file +
                          ": the file is empty; market-scenario(5) says what one holds");
  return parse_named(name_or_file, text.str(), changes, {std::filesystem::path(name_or_file).parent_path()});
}

}  // namespace market

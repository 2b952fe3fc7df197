#include "sim/scenario_library.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "core/nearest.hpp"

namespace market {
namespace {

tl::expected<Scenario, std::string> parse_named(const std::string& name, std::string_view json) {
  auto scenario = parse_scenario(json);
  if (!scenario) return tl::unexpected("scenario " + name + ": " + scenario.error());
  return scenario;
}

std::string not_found(const std::string& name) {
  std::vector<std::string_view> names;
  std::string list;
  for (const BuiltInScenario& built_in : built_in_scenarios()) {
    names.push_back(built_in.name);
    list += (list.empty() ? "" : ", ") + std::string(built_in.name);
  }
  const auto nearest = nearest_name(name, names);
  return "scenario \"" + name + "\" is neither a file nor built in" +
         (nearest ? "; did you mean \"" + std::string(*nearest) + "\"?" : "; built in: " + list);
}

}  // namespace

tl::expected<Scenario, std::string> load_scenario(const std::string& name_or_file) {
  for (const BuiltInScenario& built_in : built_in_scenarios())
    if (built_in.name == name_or_file) return parse_named(name_or_file, built_in.json);
  std::error_code no_such_file;
  if (!std::filesystem::is_regular_file(name_or_file, no_such_file))
    return tl::unexpected(not_found(name_or_file));
  std::ifstream file(name_or_file, std::ios::binary);
  std::ostringstream text;
  if (!(text << file.rdbuf()))
    return tl::unexpected("scenario " + name_or_file + ": the file cannot be read");
  return parse_named(name_or_file, text.str());
}

}  // namespace market

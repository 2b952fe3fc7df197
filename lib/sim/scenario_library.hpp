// The scenarios that come with the program (schema/scenarios), and loading one by name or from a file.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "sim/scenario.hpp"

namespace market {

struct BuiltInScenario {
  std::string_view name;
  std::string_view json;
};

std::span<const BuiltInScenario> built_in_scenarios();

// The error names those that there are.
[[nodiscard]] tl::expected<Scenario, std::string> load_built_in(std::string_view name);
// A built-in scenario's name, or the path of a file. The error says which scenario or file, and what to do.
// `changes` are made to its text first: see scenario_changes.hpp.
[[nodiscard]] tl::expected<Scenario, std::string> load_scenario(const std::string& name_or_file,
                                                                std::span<const std::string> changes = {});

}  // namespace market

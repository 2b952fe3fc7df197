// Runs a scenario file against a TestExchange, which audits itself after every command. The first line that
// does not come out as it says throws ScenarioError: "file:line: expected …, got …".
#pragma once
#include <filesystem>
#include <set>
#include <string>

#include "model/enums.hpp"
#include "model/refusal.hpp"

namespace market::test {

// What the scenarios state and saw happen.
struct ScenarioCoverage {
  std::set<Refusal> refusals;
  std::set<EndReason> end_reasons;
};

void run_scenario(const std::filesystem::path& file, ScenarioCoverage& coverage);

}  // namespace market::test

// Scenario: the description of a simulated market, read from a JSON file (market-scenario(5),
// schema/scenario.schema.json).
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "core/money.hpp"
#include "core/quantity.hpp"
#include "core/timestamp.hpp"
#include "model/names.hpp"
#include "sim/activity.hpp"
#include "sim/agent_spec.hpp"
#include "sim/price_process_spec.hpp"
#include "sim/schedule.hpp"

namespace market {

struct CompanySpec {
  Symbol symbol;
  std::string name;
  std::string sector;
  Quantity shares;
  Price initial_price;
  Price tick_size{100};
  Quantity lot_size{1};
  PriceProcessSpec price_process;  // the scenario's, unless the company has its own
  ActivitySpec activity;           // likewise
};

struct TraderSpec {
  Slug slug;
  std::string name;
  Money cash;
  std::vector<std::pair<Symbol, Quantity>> holdings;
};

struct Scenario {
  std::string name;  // as a trader's slug
  std::string description;
  std::uint64_t seed = 1;
  std::vector<CompanySpec> companies;
  std::vector<TraderSpec> traders;
  std::vector<AgentSpec> agents;
  std::vector<ScheduledEvent> schedule;
  // Of the text it was read from, layout apart: a saved state goes with the scenario it was saved under.
  std::uint64_t fingerprint = 0;
};

// Where a scenario's text is from: the files that it replays are looked for in `folder`; without one it may
// name none.
struct ScenarioSource {
  std::optional<std::filesystem::path> folder;
};

// The error names the place ("companies[2].symbol") and says what to do.
[[nodiscard]] tl::expected<Scenario, std::string> parse_scenario(std::string_view json_text,
                                                                 const ScenarioSource& source = {});

}  // namespace market

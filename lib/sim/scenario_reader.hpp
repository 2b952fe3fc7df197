// Private to lib/sim: the parts of a scenario file. Each notes the first thing that is wrong in the failure.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/json_reader.hpp"
#include "sim/scenario.hpp"

namespace market::sim {

inline constexpr std::int64_t kHighestPriceUnits = 1'000'000 * kUnitsPerCurrency;
inline constexpr std::int64_t kMostItems = 1'000;        // companies, traders, agents, accounts of one agent
inline constexpr std::uintmax_t kLongestFile = 1 << 30;  // bytes, of a file to replay

// What all parts need.
struct ReadContext {
  JsonFailure& failure;
  const ScenarioSource& source;
};

std::string indexed(const std::string& path, std::size_t index);
Slug read_slug(JsonObject& object, std::string_view key);
Symbol read_symbol(JsonObject& object, std::string_view key);
// The member `key`, which must be one of `words`; its place in the list, 0 when it is wrong. Without a
// fallback it is required.
std::size_t read_word(JsonObject& object, std::string_view key, const std::vector<std::string_view>& words,
                      std::optional<std::string> fallback = std::nullopt);
// The text of the file that the member `file` names; nullopt when there is none to be had.
std::optional<std::string> read_file(JsonObject& object, const ReadContext& context);

PriceProcessSpec read_price_process(const nlohmann::json& value, const std::string& path,
                                    const ReadContext& context);
ActivitySpec read_activity(const nlohmann::json& value, const std::string& path, const ReadContext& context);
AgentSpec read_agent(const nlohmann::json& value, const std::string& path, const ReadContext& context);
ScheduledEvent read_scheduled_event(const nlohmann::json& value, const std::string& path,
                                    const ReadContext& context);

// What only the scenario as a whole can show: names used twice, companies that are not there, and shares
// given out that do not exist.
void check_consistency(const Scenario& scenario, JsonFailure& failure);

}  // namespace market::sim

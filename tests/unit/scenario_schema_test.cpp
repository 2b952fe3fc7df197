// Shows that the scenario's schema and the scenario's reader know the same members: each member that the
// schema lists is one that the reader looks at, and each that the built-in scenarios use is listed.
// (tests/unit/scenario_schema_test.py validates them whole.)
#include <doctest/doctest.h>

#include <fstream>

#include <nlohmann/json.hpp>

#include "sim/scenario_library.hpp"

using namespace market;
using nlohmann::json;

namespace {

json scenario_schema() {
  std::ifstream in(MARKET_SOURCE_DIR "/schema/scenario.schema.json");
  REQUIRE(in);
  return json::parse(in);
}

const json kScenario = json::parse(
    R"({"name":"x","companies":[{"symbol":"ACME","name":"Acme","shares":1000,"initial_price":"10"}]})");

// A scenario in which nothing but `object`'s members at this place can be wrong.
json with(const std::string& place, const json& object) {
  json scenario = kScenario;
  if (place == "companies")
    scenario["companies"][0].update(object);
  else if (place == "price_process" || place == "activity")
    scenario[place] = object;
  else if (place.empty())
    scenario.update(object);
  else
    scenario[place] = json::array({object});
  return scenario;
}

// No member may be a list of lists.
const json kNonsense = json::array({json::array({json::array()})});

void check_members(const std::string& place, const json& definition) {
  json object = json::object();
  if (definition["properties"].contains("type")) object["type"] = definition["properties"]["type"]["const"];
  for (const auto& [name, property] : definition["properties"].items()) {
    if (name == "type") continue;
    CAPTURE(place);
    CAPTURE(name);
    json wrong = object;
    wrong[name] = kNonsense;
    const auto scenario = parse_scenario(with(place, wrong).dump());
    REQUIRE_FALSE(scenario);
    CHECK(scenario.error().find("is not known") == std::string::npos);
    CHECK(scenario.error().find("no_such_member") == std::string::npos);
  }
  json unknown = object;
  unknown["no_such_member"] = 1;
  CHECK_FALSE(parse_scenario(with(place, unknown).dump()));
}

}  // namespace

TEST_CASE("scenario schema: the reader looks at each member that the schema lists") {
  const json schema = scenario_schema();
  const json& defs = schema["$defs"];
  std::size_t kinds = 0;
  for (const auto& [place, name] :
       {std::pair{"price_process", "price_process"}, {"agents", "agent"}, {"schedule", "event"}})
    for (const json& one : defs[name]["oneOf"]) {
      check_members(place, one);
      ++kinds;
    }
  CHECK(kinds == 6 + 9 + 4);
  check_members("companies", defs["company"]);
  check_members("traders", defs["trader"]);
  check_members("activity", defs["activity"]);
  check_members("", schema);
}

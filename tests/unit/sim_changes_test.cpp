// Shows what --set can change in a scenario and what it says when it cannot.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/scenario_changes.hpp"
#include "sim/scenario_library.hpp"

using namespace market;

namespace {

const std::string kText =
    R"({"name":"x","agents":[{"type":"noise","id":"n","count":3},{"type":"fcn"},{"type":"fcn"}],)"
    R"("companies":[{"symbol":"ACME","price_process":{"type":"gbm"}}]})";

std::string changed_text(const std::vector<std::string>& changes) {
  const auto text = change_scenario(kText, changes);
  return text ? *text : "! " + text.error();
}

bool has_part(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

}  // namespace

TEST_CASE("scenario changes: members, entries by id, symbol, type and place, new members, kinds of values") {
  CHECK(has_part(changed_text({"agents.n.count=5"}), R"("count":5)"));
  CHECK(has_part(changed_text({"agents.noise.count=5"}), R"("count":5)"));
  CHECK(has_part(changed_text({"agents.0.count=5"}), R"("count":5)"));
  CHECK(has_part(changed_text({"companies.ACME.price_process.volatility_bps=1.5"}),
                 R"({"type":"gbm","volatility_bps":1.5})"));
  CHECK(has_part(changed_text({"companies.ACME.initial_price=12.50"}), R"("initial_price":12.5)"));
  CHECK(has_part(changed_text({"agents.n.lifetime=20s"}), R"("lifetime":"20s")"));
  CHECK(has_part(changed_text({R"(agents.n.name="5")"}), R"("name":"5")"));
  CHECK(has_part(changed_text({"activity.times=[\"60s\"]", "activity.variance=2"}),
                 R"("activity":{"times":["60s"],"variance":2})"));
  CHECK(has_part(changed_text({"name=a=b"}), R"("name":"a=b")"));
  CHECK(changed_text({}) == kText);
}

TEST_CASE("scenario changes: what cannot be changed is named, with the nearest that can") {
  CHECK(changed_text({"agents.nois.count=5"}) ==
        "! --set agents.nois.count=5: there is no \"nois\"; did you mean \"noise\"?");
  CHECK(changed_text({"agents.zzzzzz.count=5"}) ==
        "! --set agents.zzzzzz.count=5: there is no \"zzzzzz\"; there are n, noise, fcn");
  CHECK(has_part(changed_text({"agents.fcn.count=5"}), "several are of type \"fcn\""));
  CHECK(has_part(changed_text({"agents.3.count=5"}), "there is no \"3\""));
  CHECK(has_part(changed_text({"name.more=5"}), "cannot be inside a single value"));
  CHECK(has_part(changed_text({"agents..count=5"}), "an empty part"));
  CHECK(has_part(changed_text({"agents"}), "must be PATH=VALUE"));
  CHECK(has_part(changed_text({"=5"}), "must be PATH=VALUE"));
}

TEST_CASE("scenario changes: a built-in scenario is read as changed, and refused where it makes no sense") {
  const std::vector<std::string> more{"agents.noise.count=5", "seed=9"};
  const auto scenario = load_scenario("zi", more);
  REQUIRE_MESSAGE(scenario, scenario.error());
  CHECK(scenario->seed == 9);
  CHECK(std::get<NoiseSpec>(scenario->agents.front()).count == 5);
  CHECK(scenario->fingerprint != load_scenario("zi")->fingerprint);

  const std::vector<std::string> unknown{"agents.noise.cuont=5"};
  CHECK(load_scenario("zi", unknown).error() ==
        "scenario zi: agents[0].cuont: is not known; did you mean \"count\"?");
  const std::vector<std::string> wrong{"agents.noise.count=-1"};
  CHECK_FALSE(load_scenario("zi", wrong));
}

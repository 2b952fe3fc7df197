// Shows what a scenario file may say, and that what is wrong with one is named with its place and a hint.
#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "core/decimal.hpp"
#include "sim/scenario.hpp"
#include "sim/scenario_library.hpp"

using namespace market;

namespace {

const std::string kCompany = R"({"symbol":"ACME","name":"Acme","shares":1000,"initial_price":"100.00"})";

std::string error_of(const std::string& json) {
  const auto scenario = parse_scenario(json);
  return scenario ? "" : scenario.error();
}

std::string with_company(const std::string& company) {
  return R"({"name":"x","companies":[)" + company + "]}";
}

std::string with(const std::string& members) {
  return R"({"name":"x","companies":[)" + kCompany + "]," + members + "}";
}

}  // namespace

TEST_CASE("the built-in sample has eight companies with a price process, traders and agents") {
  const auto scenario = load_scenario("sample");
  REQUIRE_MESSAGE(scenario, scenario.error());
  CHECK(scenario->name == "sample");
  REQUIRE(scenario->companies.size() == 8);
  CHECK(scenario->companies[0].symbol.view() == "ACME");
  CHECK(to_text(scenario->companies[0].initial_price) == "100.00");
  CHECK(scenario->traders.size() >= 3);
  CHECK(scenario->agents.size() == 2);
}

TEST_CASE("what is not said has a default, and a company's own process stands before the scenario's") {
  const auto scenario =
      parse_scenario(R"({"name":"x","seed":9,
    "price_process":{"type":"random_walk","interval":"250ms","low_percent":-1,"high_percent":2,"floor":"0.5"},
    "companies":[)" + kCompany +
                     R"(,{"symbol":"BETA","name":"Beta","shares":10,"initial_price":7,"tick_size":"0.5",
      "lot_size":10,"price_process":{"type":"random_walk","high_percent":0.3}}],
    "traders":[{"id":"ann","cash":"12.5","holdings":{"ACME":5}}],
    "agents":[{"type":"liquidity_provider","id":"lp","cash":100,"shares":10},
              {"type":"noise","id":"n","count":2,"cash":1,"shares":0,"lifetime":"1m"}]})");
  REQUIRE_MESSAGE(scenario, scenario.error());
  const auto& acme = std::get<RandomWalkSpec>(scenario->companies[0].price_process);
  CHECK(acme.interval == Duration::milliseconds(250));
  CHECK(acme.high_percent == 2);
  CHECK(acme.floor == Price(5'000));
  const auto& beta = std::get<RandomWalkSpec>(scenario->companies[1].price_process);
  CHECK(beta.interval == Duration::seconds(5));
  CHECK(beta.high_percent == 0.3);
  CHECK(scenario->companies[1].initial_price == Price(70'000));
  CHECK(scenario->companies[1].lot_size == Quantity(10));
  CHECK(scenario->traders[0].cash == Money(125'000));
  CHECK(scenario->traders[0].name == "ann");
  const auto& noise = std::get<NoiseSpec>(scenario->agents[1]);
  CHECK(noise.account(1).view() == "n-2");
  CHECK(noise.lifetime == Duration::seconds(60));
}

TEST_CASE("an unknown key is refused with its place and the nearest known one") {
  CHECK(error_of(R"({"name":"x","sede":1,"companies":[]})") == "sede: is not known; did you mean \"seed\"?");
  CHECK(error_of(with_company(R"({"symbol":"A","name":"A","shares":1,"initial_price":1,"ticksize":1})")) ==
        "companies[0].ticksize: is not known; did you mean \"tick_size\"?");
  CHECK(error_of(with(R"("agents":[{"type":"noise","id":"n","cash":1,"shares":0,"zzzzzzzzzz":1}])")) ==
        "agents[0].zzzzzzzzzz: is not known");
}

TEST_CASE("an unknown type is refused with the nearest known one") {
  CHECK(error_of(with(R"("agents":[{"type":"noisy"}])")) ==
        "agents[0].type: \"noisy\" is not known; did you mean \"noise\"?");
  CHECK(error_of(with(R"("price_process":{"type":"hesten"})")) ==
        "price_process.type: \"hesten\" is not known; did you mean \"heston\"?");
}

TEST_CASE("values that do not fit are refused") {
  const std::string prefix = R"({"symbol":"ACME","name":"A",)";
  CHECK(error_of(with_company(R"({"symbol":"acme","name":"A","shares":1,"initial_price":1})")) ==
        "companies[0].symbol: must match [A-Z][A-Z0-9.]{0,9}");
  CHECK(error_of(with_company(prefix + R"("shares":1})")) == "companies[0].initial_price: is missing");
  CHECK(error_of(with_company(prefix + R"("shares":0,"initial_price":1})")) ==
        "companies[0].shares: must be a whole number between 1 and 1000000000000");
  CHECK(error_of(with_company(prefix + R"("shares":1.5,"initial_price":1})"))
            .starts_with("companies[0].shares"));
  CHECK(error_of(with_company(prefix + R"("shares":18446744073709551615,"initial_price":1})"))
            .starts_with("companies[0].shares"));
  CHECK(error_of(with_company(prefix + R"("shares":1,"initial_price":"1.00001"})"))
            .starts_with("companies[0].initial_price"));
  CHECK(error_of(with_company(prefix + R"("shares":1,"initial_price":"0.015"})")) ==
        "companies[0].initial_price: must be a multiple of the tick size 0.01");
  CHECK(error_of(with_company(prefix + R"("shares":1,"initial_price":{}})")) ==
        "companies[0].initial_price: must be a decimal such as \"101.25\"");
  CHECK(error_of(with(R"("price_process":{"type":"random_walk","interval":"0s"})")) ==
        "price_process.interval: must be a duration above 0 such as \"5s\"");
  CHECK(error_of(with(R"("price_process":{"type":"random_walk","low_percent":-100})")) ==
        "price_process.low_percent: must be a number between -99.0 and 1000.0");
  CHECK(error_of(with(R"("price_process":{"type":"random_walk","low_percent":1,"high_percent":0})")) ==
        "price_process.low_percent: must not be above high_percent");
}

TEST_CASE("text that is no scenario is refused") {
  CHECK(error_of("").starts_with("is not JSON: "));
  CHECK(error_of("{\"seed\":1e999}").starts_with("is not JSON: "));
  CHECK(error_of("[]") == "must be a JSON object");
  CHECK(error_of(R"({"name":"x"})") == "companies: must hold at least one company");
  CHECK(error_of(R"({"name":"x","companies":{}})") == "companies: must be a list");
  CHECK(error_of(R"({"name":"x","companies":[1]})") == "companies[0]: must be a JSON object");
  CHECK(error_of(std::string(100'000, '[')).starts_with("is not JSON: "));
}

TEST_CASE("names used twice and shares that do not exist are refused") {
  CHECK(error_of(with_company(kCompany + "," + kCompany)) == "companies: symbol ACME is there twice");
  CHECK(error_of(
            with(R"("traders":[{"id":"n-2"}],"agents":[{"type":"noise","id":"n","cash":1,"shares":1}])")) ==
        "the account \"n-2\" is there twice");
  CHECK(error_of(with(R"("traders":[{"id":"ann","holdings":{"BETA":1}}])")) ==
        "\"ann\" holds BETA, which is not one of the companies");
  CHECK(error_of(
            with(R"("traders":[{"id":"ann","holdings":{"ACME":600}},{"id":"ben","holdings":{"ACME":600}}])"))
            .find("give the company more shares") != std::string::npos);
}

TEST_CASE("a scenario that is neither built in nor a file names the nearest one") {
  CHECK(load_scenario("sampel").error() ==
        "scenario \"sampel\" is neither a file nor built in; did you mean \"sample\"?");
  CHECK(load_scenario("/nowhere/at/all.json").error().find("built in: sample") != std::string::npos);
  CHECK(load_scenario("/").error().find("neither a file") != std::string::npos);
}

TEST_CASE("a scenario is read from a file, and errors name it") {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("market-scenario-" + std::to_string(getpid()) + ".json"))
          .string();
  std::ofstream(path) << with("\"seed\":5");
  const auto scenario = load_scenario(path);
  REQUIRE_MESSAGE(scenario, scenario.error());
  CHECK(scenario->seed == 5);
  std::ofstream(path) << "{";
  CHECK(load_scenario(path).error().starts_with("scenario " + path + ": is not JSON"));
  std::filesystem::remove(path);
}

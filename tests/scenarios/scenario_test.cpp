#include <doctest/doctest.h>

#include <stdlib.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "tests/support/scenario.hpp"
#include "tests/support/scenario_runner.hpp"
#include "tests/support/scenario_writer.hpp"
#include "tests/support/test_exchange.hpp"

using namespace market;
using namespace market::test;

namespace {

std::vector<std::filesystem::path> scenario_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(MARKET_SCENARIO_DIR))
    if (entry.path().extension() == ".scenario") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

ScenarioCoverage run_all() {
  ScenarioCoverage coverage;
  for (const auto& file : scenario_files()) {
    INFO(file.filename().string());
    CHECK_NOTHROW(run_scenario(file, coverage));
  }
  return coverage;
}

// The message of the error that running this text must end with.
std::string error_of(const std::string& text) {
  std::string folder = (std::filesystem::temp_directory_path() / "market-scenario-test-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const auto file = std::filesystem::path(folder) / "test.scenario";
  std::ofstream(file) << text;
  std::string message;
  try {
    ScenarioCoverage coverage;
    run_scenario(file, coverage);
  } catch (const ScenarioError& error) {
    message = error.what();
  }
  std::filesystem::remove_all(folder);
  return message;
}

}  // namespace

// Every scenario comes out as its lines say.
TEST_CASE("scenarios") {
  REQUIRE_FALSE(scenario_files().empty());
  run_all();
}

// Each scenario opens with a comment that says what it shows.
TEST_CASE("scenarios say what they show") {
  for (const auto& file : scenario_files()) {
    std::string first;
    std::getline(*std::make_unique<std::ifstream>(file), first);
    CHECK_MESSAGE(first.rfind("# ", 0) == 0, file.filename().string());
  }
}

// Every rule that refuses and every reason for which an order ends is shown by at least one scenario.
TEST_CASE("scenarios cover every refusal and end reason") {
  const ScenarioCoverage coverage = run_all();
  for (int i = 0; i < kRefusals; ++i) {
    const auto refusal = static_cast<Refusal>(i);
    // Who may act for whom is decided before the exchange.
    if (refusal == Refusal::forbidden) continue;
    CHECK_MESSAGE(coverage.refusals.count(refusal) == 1, std::string(to_text(refusal)));
  }
  for (int i = static_cast<int>(EndReason::requested); i < kEndReasons; ++i) {
    const auto reason = static_cast<EndReason>(i);
    CHECK_MESSAGE(coverage.end_reasons.count(reason) == 1, std::string(to_text(reason)));
  }
}

// Commands about accounts, fees and companies are written as lines that state just these commands.
TEST_CASE("scenario lines are written as they are read") {
  TestExchange exchange;
  exchange.list("ACME", "100.00");
  exchange.join("alice", "1000");
  for (const std::string text : {
           "fees schedule full 10.00,per_share=0.005,flat=1.00,min=1.00,max=2.00 20.00 auction 3.00 "
           "tier 1000.00 5.00 10.00 tier 2000.00 -1.00 2.00 schedule plain 1.00 2.00,max=0.00 "
           "default full share exchange 0.50 share issuer 0.25 share trader:alice 0.25",
           "trader bob cash 1.00 max_open_orders 5 max_order_quantity 7 max_order_value 8.00 "
           "max_orders_per_second 9",
           "trader bob cash 1.00 holding ACME=5 fees full",
           "update alice name Alice fees full",
           "update alice fees default max_open_orders 5 max_order_quantity none max_order_value none "
           "max_orders_per_second 9",
           "update nobody name Alice",
           "close alice",
           "dividend ACME per_share 0.25 from issuer:ACME",
           "dividend ACME total 5.00 from trader:alice",
           "dividend NOTHING per_share 0.25 total 5.00 from exchange",
           "dividend ACME from treasury:ACME",
           "split ACME 3 for 2",
       }) {
    ScenarioLine line{.file = "test", .number = 1, .words = {}, .outcome = {}};
    std::istringstream words(text);
    for (std::string word; words >> word;) line.words.push_back(word);
    const auto command = parse_command(line, exchange.engine(), exchange.time());
    REQUIRE(command.has_value());
    CHECK(scenario_line(*command, exchange.engine()) == text);
  }
}

// The runner names the place, what was expected and what was got.
TEST_CASE("scenario errors") {
  const std::string start =
      "company ACME tick 0.01 lot 1 shares 1000 price 100.00\n"
      "trader alice cash 1000 holding ACME=10\n"
      "trader bob cash 1000\n";
  const std::string name = "test.scenario:4: ";
  CHECK(error_of(start + "alice sells 1 ACME @ 10.00 -> 1 filled") ==
        name + "expected \"1 filled\", got \"1 new\"");
  CHECK(error_of(start + "alice sells 11 ACME @ 10.00 -> refused no_liquidity") ==
        name + "expected \"refused no_liquidity\", got \"refused insufficient_shares\"");
  CHECK(error_of(start + "alice sells 11 ACME @ 10.00")
            .find(name + "expected it to be applied, got \"refused") == 0);
  CHECK(error_of(start + "alice sells 1 ACME") ==
        name + "an order needs \"@ PRICE\", \"market\", \"stop PRICE\" or \"trail DISTANCE\"");
  CHECK(error_of(start + "alice sells x ACME @ 1") == name + "\"x\" stands where a quantity should");
  CHECK(error_of(start + "alice dances") == name + "\"alice\" begins no line of a scenario");
  CHECK(error_of(start + "trade 1 @ 10.00 maker 1 taker 2") == name + "expected a trade, got none");
  CHECK(error_of(start + "expect bob cash 1000") == name + "expected \"cash 1000\", got \"cash 1000.00\"");
  CHECK(error_of(start + "alice sells 1 ACME @ 10.00\nbob buys 1 ACME @ 10.00") ==
        "test.scenario:5: expected no further trade, got \"trade 1 @ 10.00 maker 1 taker 2\"");
  CHECK(error_of(start + "alice sells 1 ACME @ 10.00 gtd later") ==
        name + "a time is written like +90s or 2026-01-05T09:30:00Z");
  CHECK(error_of(start + "alice sells 1 ACME @ 10.00 stp never") ==
        name + "\"never\" stands where a policy should");
  CHECK(error_of(start + "now 2026-01-04T00:00:00Z") == name + "time does not go back");
  CHECK(error_of(start + "due none") == name + "expected \"due none\", got \"due 2026-01-06T00:00:00Z\"");
  CHECK(error_of(start + "prevented 1 2") == name + "expected a prevented self trade, got none");
  CHECK(error_of(start + "detail cash") == name + "nothing was refused");
  CHECK(error_of(start + "retry 1s") == name + "nothing was refused");
  CHECK(error_of(start + "transfer -") ==
        name + "expected \"transfer -\", got \"transfer deposit 1000.00 from outside to trader:bob\"");
  CHECK(error_of(start + "split ACME 3 2") == name + "a split is written like 3 for 2");
  CHECK(error_of(start + "fees schedule odd 1,half=2 3") == name + "a fee has no \"half\"");
  CHECK(error_of(start + "fees schedule odd 1,x 3") ==
        name + "\"x\" stands where a part of a fee like 10 or flat=1.00 should");
  CHECK(error_of(start + "fees tier 1000 5 10") == name + "a schedule must stand before its parts");
  CHECK(error_of(start + "dividend ACME total 1 from bob") ==
        name + "\"bob\" stands where an account like exchange, issuer:ACME or trader:alice should");
  CHECK(error_of(start + "bob buys 1 ACME \\\n@ 10.00\nbob dances") ==
        "test.scenario:6: \"bob\" begins no line of a scenario");
  CHECK(error_of(start + "alice sells 1 ACME @ 10.00\nalice buys 1 ACME @ 10.00 stp cancel_both\nevents -") ==
        "test.scenario:6: expected \"events -\", got \"events accepted:2 prevented:2/1 ended:1 ended:2\"");
  CHECK(error_of(start +
                 "alice sells 1 ACME @ 10.00\npreview bob buys 1 ACME @ 10.00\npreview_total filled 1") ==
        "test.scenario:6: expected no further fill, got \"fill 1 @ 10.00\"");
  CHECK(error_of(start + "alice sells 1 ACME @ 10.00\npreview bob buys 1 ACME @ 9.00") ==
        "test.scenario:5: a preview ends with \"preview_total\"");
}

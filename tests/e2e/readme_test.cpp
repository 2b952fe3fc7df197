// Shows that the README's sessions print what the README says. A line "…" there stands for whatever else a
// command prints; times may differ.
#include <doctest/doctest.h>

#include <regex>
#include <sstream>

#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

struct Step {
  std::string command;
  std::vector<std::string> expected;
};

std::vector<Step> steps_of_readme() {
  std::vector<Step> steps;
  std::istringstream text(read_file(std::filesystem::path(MARKET_SOURCE_DIR) / "README.md"));
  bool in_session = false;
  for (std::string line; std::getline(text, line);) {
    if (line == "```console") {
      in_session = true;
    } else if (line == "```") {
      in_session = false;
    } else if (in_session && line.rfind("$ ", 0) == 0) {
      steps.push_back({line.substr(2), {}});
    } else if (in_session) {
      steps.back().expected.push_back(line);
    }
  }
  return steps;
}

std::string without_times(const std::string& line) {
  static const std::regex time(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3})");
  return std::regex_replace(line, time, "TIME");
}

void check_output(const Step& step, const std::string& printed) {
  CAPTURE(step.command);
  CAPTURE(printed);
  std::istringstream lines(printed);
  std::string line;
  for (const std::string& expected : step.expected) {
    if (expected == "…") return;
    REQUIRE(std::getline(lines, line));
    CHECK(without_times(line) == without_times(expected));
  }
  CHECK_FALSE(std::getline(lines, line));
}

}  // namespace

TEST_CASE("readme: the sessions print what the README says") {
  const Market market;
  const std::vector<Step> steps = steps_of_readme();
  REQUIRE(steps.size() >= 10);
  Environment environment = market.environment();
  environment["PATH"] = std::string(MARKET_BIN_DIR) + ":/usr/bin:/bin";
  for (const Step& step : steps) {
    const Result result = run({"/bin/sh", "-c", step.command}, environment);
    // Where to find a new trader's key is told on standard error and names a folder.
    check_output(step, result.exit == 0 ? result.out : result.out + result.err);
  }
}

}  // namespace market::e2e

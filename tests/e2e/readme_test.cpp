// Shows that the README's sessions print what the README says, and that its client in Node works. A line "…"
// in a session stands for whatever else a command prints; times may differ.
#include <doctest/doctest.h>

#include <regex>
#include <sstream>
#include <thread>

#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

struct Step {
  std::string command;
  std::vector<std::string> expected;
};

std::string readme() {
  return read_file(std::filesystem::path(MARKET_SOURCE_DIR) / "README.md");
}

std::vector<Step> steps_of_readme() {
  std::vector<Step> steps;
  std::istringstream text(readme());
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

// The block of this language that follows these words.
std::string block_after(const std::string& words, const std::string& language) {
  const std::string text = readme(), mark = "```" + language + "\n";
  const std::size_t begin = text.find(mark, text.find(words));
  REQUIRE(begin != std::string::npos);
  return text.substr(begin + mark.size(), text.find("```\n", begin + mark.size()) - begin - mark.size());
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

TEST_CASE("node: the README's client prints the trades") {
  using namespace std::chrono_literals;
  const Market market({"--listen", "127.0.0.1:" + std::to_string(free_port())});
  register_alice_and_bob(market);
  std::string client = block_after("In Node,", "js");
  const std::string address = "127.0.0.1:8080";
  REQUIRE(client.find(address) != std::string::npos);
  client.replace(client.find(address), address.size(), "127.0.0.1:" + std::to_string(market.port()));
  const auto file = market.folder() / "client.js";
  write_file(file, client);
  Streams streams;
  streams.output = market.folder() / "client.out";
  streams.errors = market.folder() / "client.err";
  Process node({MARKET_NODE, file.string()}, {{"NODE_PATH", "/usr/share/nodejs"}}, streams);
  std::string printed;
  for (int i = 0; i < 100 && node.running() && printed.find('}') == std::string::npos; ++i) {
    for (const auto& [side, trader] : {std::pair("sell", "alice"), std::pair("buy", "bob")})
      REQUIRE(market.ctl({"order", "place", side, "1", "ACME", "@100", "--as", trader}).exit == 0);
    std::this_thread::sleep_for(200ms);
    printed = read_file(streams.output);
  }
  const std::string errors = read_file(streams.errors);
  if (node.wait(0ms) == 127 || errors.find("Cannot find module 'ws'") != std::string::npos) {
    MESSAGE("not run: ", errors);
    return;
  }
  INFO(printed, errors);
  CHECK(node.running());
  CHECK(printed.find("type: 'trade'") != std::string::npos);
  CHECK(printed.find("symbol: 'ACME'") != std::string::npos);
}

}  // namespace market::e2e

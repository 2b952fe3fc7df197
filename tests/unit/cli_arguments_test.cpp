// What a command line means: the table of commands, global flags anywhere, choices, help, and its coverage of
// the API.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/arguments.hpp"
#include "cli/completion.hpp"
#include "schema/schema.hpp"

namespace market::cli {
namespace {

Result<ParsedLine> parse(std::vector<std::string> words) {
  return parse_arguments(words);
}

std::string detail_of(std::vector<std::string> words) {
  const auto parsed = parse(std::move(words));
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().exit == ExitCode::usage);
  return parsed.error().detail;
}

}  // namespace

TEST_CASE("cli arguments: global flags are taken before and after the verb") {
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"-o", "json", "market", "show", "ACME", "--as", "alice"},
                                             {"market", "show", "--as", "alice", "ACME", "-o", "json"},
                                             {"market", "-o", "json", "--as=alice", "show", "ACME"}}) {
    const auto parsed = parse(words);
    REQUIRE(parsed);
    CHECK(parsed->invocation.command->path == "market show");
    CHECK(parsed->invocation.global.output == "json");
    CHECK(parsed->invocation.global.trader == "alice");
    CHECK(parsed->invocation.get("symbol") == "ACME");
  }
}

TEST_CASE("cli arguments: values may look like commands, flags or standard input") {
  CHECK(parse({"trader", "show", "market"})->invocation.get("trader") == "market");
  CHECK(parse({"trader", "show", "list"})->invocation.get("trader") == "list");
  CHECK(parse({"order", "batch", "-"})->invocation.get("file") == "-");
  CHECK(parse({"api", "POST", "/v1/x", "-d", "-"})->invocation.get("data") == "-");
  CHECK(parse({"api", "POST", "/v1/x", "-d", "{\"a\":[1,2]}"})->invocation.get("data") == "{\"a\":[1,2]}");
  CHECK(parse({"fees", "set", "--maker-bps", "-0.5"})->invocation.get("maker-bps") == "-0.5");
  CHECK(parse({"order", "cancel", "1", "2", "3"})->invocation.all("id").size() == 3);
  CHECK(parse({"trader", "register", "a", "--holding", "X=1", "--holding", "Y=2"})
            ->invocation.all("holding")
            .size() == 2);
}

TEST_CASE("cli arguments: an order's words may come as flags too, each once") {
  const auto parsed = parse({"order", "place", "--side", "buy", "--quantity", "10", "ACME", "@101.25"});
  REQUIRE(parsed);
  CHECK(parsed->invocation.get("side") == "buy");
  CHECK(parsed->invocation.get("symbol") == "ACME");
  CHECK(parsed->invocation.all("terms") == std::vector<std::string>{"@101.25"});
  const auto stop =
      parse({"order", "place", "sell", "10", "ACME", "stop", "95", "--as", "alice", "@94.50", "day"});
  REQUIRE(stop);
  CHECK(stop->invocation.all("terms") == std::vector<std::string>{"stop", "95", "@94.50", "day"});
  CHECK_FALSE(parse({"order", "place", "buy", "10", "ACME", "--symbol", "BETA"}));
}

TEST_CASE("cli arguments: mistakes are named") {
  CHECK(detail_of({"market", "show"}) == "SYMBOL is missing");
  CHECK(detail_of({"company", "issue", "ACME", "--quantity", "5"}) == "--trader is missing");
  CHECK(detail_of({"order", "place", "bye", "10", "ACME"}) == "SIDE must be buy or sell, not \"bye\"");
  CHECK(detail_of({"order", "list", "--status", "x"}) == "--status must be open, closed or all, not \"x\"");
  CHECK(detail_of({"nonsense"}) == "there is no such command");
  CHECK(detail_of({"fees", "nonsense"}) ==
        "there is no such command after \"fees\"; there are: show, set, estimate, revenue");
  CHECK(detail_of({"order", "wait", "1", "--status", "x"}) ==
        "--status must be closed, filled, partially_filled, canceled, expired or new, not \"x\"");
  CHECK(detail_of({"fees"}) == "\"fees\" needs one of: show, set, estimate, revenue");
  CHECK(detail_of({"market", "list", "--nonsense"}).find("--nonsense") != std::string::npos);
}

TEST_CASE("cli arguments: every command has a help text with an example of itself") {
  for (const CommandSpec& command : command_table()) {
    std::vector<std::string> words;
    std::istringstream path{std::string(command.path)};
    for (std::string word; path >> word;) words.push_back(word);
    words.push_back("--help");
    const auto parsed = parse(words);
    REQUIRE(parsed);
    REQUIRE(parsed->help);
    CHECK_MESSAGE(
        parsed->help->find("Example:\n  marketctl " + std::string(command.path)) != std::string::npos,
        command.path);
    CHECK_MESSAGE((command.run != nullptr || !command.target.empty()), command.path);
    CHECK_MESSAGE(bash_completion().find(words[0]) != std::string::npos, command.path);
  }
}

TEST_CASE("cli arguments: the subcommands and the operations of openapi.json cover each other") {
  std::set<std::string> described, covered;
  const auto document = nlohmann::json::parse(openapi_json());
  for (const auto& path : document.at("paths"))
    for (const auto& operation : path)
      if (operation.is_object() && operation.contains("operationId"))
        described.insert(operation.at("operationId"));
  for (const OperationCoverage& coverage : covered_operations()) covered.emplace(coverage.operation);
  CHECK(described == covered);
}

}  // namespace market::cli

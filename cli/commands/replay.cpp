#include "cli/replay.hpp"

#include <cmath>
#include <filesystem>

#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"
#include "cli/json_value.hpp"
#include "cli/request_builder.hpp"
#include "model/names.hpp"

namespace market::cli {
namespace {

// "max" or nothing: as fast as it goes; else times the recorded pace.
Result<std::optional<double>> speed_of(const Invocation& invocation) {
  const auto text = invocation.get("speed");
  if (!text || *text == "max") return std::optional<double>();
  char* end = nullptr;
  const double speed = std::strtod(text->c_str(), &end);
  if (end == text->c_str() || *end != '\0' || !std::isfinite(speed) || speed <= 0)
    return usage_failure("--speed must be a number above 0, like 1 or 60, or max, not \"" + *text + "\"");
  return std::optional<double>(speed);
}

Status replay(Context& context) {
  const Invocation& invocation = context.invocation();
  const auto speed = speed_of(invocation);
  if (!speed) return tl::unexpected(speed.error());
  ReplayOptions options;
  const std::string file = *invocation.get("file");
  options.file = file == "-" ? "standard input" : std::filesystem::path(file).filename().string();
  options.speed = *speed;
  options.dry_run = invocation.has("dry-run");
  if (const auto symbol = invocation.get("symbol")) {
    const auto value = json_value(*invocation.command->find("symbol"), {*symbol});
    options.symbol = value ? value->get<std::string>() : "";
    if (!parse_symbol(options.symbol))
      return usage_failure("--symbol must be like ACME, not \"" + *symbol + "\"");
  }
  for (const auto* name : {"trader", "counterparty"})
    if (const auto trader = invocation.get(name); trader && !parse_slug(*trader))
      return usage_failure(std::string("--") + name + " must be a trader's name, not \"" + *trader + "\"");
  const auto text = context.read_input(file);
  if (!text) return tl::unexpected(text.error());
  const std::size_t first = text->find_first_not_of(" \t\r\n");
  const bool json = first != std::string::npos && ((*text)[first] == '{' || (*text)[first] == '[');
  return json ? replay_operations(context, *text, options) : replay_lobster(context, *text, options);
}

}  // namespace

std::vector<CommandSpec> replay_commands() {
  using K = ValueKind;
  CommandSpec command;
  command.path = "replay";
  command.summary = "Send recorded order flow: LOBSTER message CSV, or batch operations as JSON lines";
  command.example = "replay AAPL_message.csv --symbol AAPL";
  command.parameters = {
      argument("file", "the recording; - is standard input").in(Place::local).must(),
      flag("symbol", "the company to replay as; registered if it is missing", K::symbol).in(Place::local),
      flag("speed", "times the recorded pace; max by default").in(Place::local).shown_as("X"),
      flag("trader", "who places the recorded orders").in(Place::local).shown_as("TRADER"),
      flag("counterparty", "who sends the other side of executions").in(Place::local).shown_as("TRADER"),
      flag("dry-run", "read and count, send nothing", K::toggle).in(Place::local)};
  command.run = replay;
  return {command};
}

}  // namespace market::cli

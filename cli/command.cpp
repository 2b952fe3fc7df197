#include "cli/command.hpp"

#include <algorithm>

#include "cli/commands/commands.hpp"

namespace market::cli {

std::string Parameter::field_name() const {
  if (!field.empty()) return std::string(field);
  std::string result(name);
  std::replace(result.begin(), result.end(), '-', '_');
  return result;
}

Parameter argument(std::string_view name, std::string_view help, ValueKind kind) {
  Parameter parameter;
  parameter.name = name;
  parameter.help = help;
  parameter.kind = kind;
  parameter.place = Place::path;
  parameter.positional = true;
  return parameter;
}

Parameter flag(std::string_view name, std::string_view help, ValueKind kind) {
  Parameter parameter;
  parameter.name = name;
  parameter.help = help;
  parameter.kind = kind;
  return parameter;
}

const Parameter* CommandSpec::find(std::string_view name) const {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& p) { return p.name == name; });
  return found == parameters.end() ? nullptr : &*found;
}

const std::vector<CommandSpec>& command_table() {
  static const std::vector<CommandSpec> table = [] {
    std::vector<CommandSpec> all;
    for (const auto& group :
         {company_commands(), corporate_action_commands(), trader_commands(), trader_book_commands(),
          order_placing_commands(), order_commands(), market_commands(), feed_commands(), fees_commands(),
          sim_commands(), snapshot_commands(), server_commands(), replay_commands(), tool_commands()})
      all.insert(all.end(), group.begin(), group.end());
    return all;
  }();
  return table;
}

std::span<const OperationCoverage> covered_operations() {
  static const std::vector<OperationCoverage> covered = [] {
    std::vector<OperationCoverage> all;
    for (const CommandSpec& command : command_table())
      for (const std::string_view operation : command.operations) all.push_back({operation, command.path});
    return all;
  }();
  return covered;
}

}  // namespace market::cli

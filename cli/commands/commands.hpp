// The subcommands of each noun; command_table() puts them together.
#pragma once
#include <vector>

#include "cli/command.hpp"

namespace market::cli {

std::vector<CommandSpec> company_commands();
std::vector<CommandSpec> corporate_action_commands();  // company issue, dividend, split
std::vector<CommandSpec> trader_commands();
std::vector<CommandSpec> trader_book_commands();    // what a trader has, did and is worth
std::vector<CommandSpec> order_placing_commands();  // order place, preview, batch
std::vector<CommandSpec> order_commands();          // what is done with orders that exist
std::vector<CommandSpec> market_commands();         // and trades list, clock
std::vector<CommandSpec> feed_commands();           // and trades tail
std::vector<CommandSpec> fees_commands();
std::vector<CommandSpec> sim_commands();
std::vector<CommandSpec> snapshot_commands();
std::vector<CommandSpec> server_commands();
std::vector<CommandSpec> replay_commands();
std::vector<CommandSpec> tool_commands();  // api, completion, version

// --limit, --cursor, --order and --all of every command that lists.
std::vector<Parameter> list_parameters();
// `own` followed by list_parameters().
std::vector<Parameter> with_list_parameters(std::vector<Parameter> own);

}  // namespace market::cli

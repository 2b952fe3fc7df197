#include "cli/commands/commands.hpp"

namespace market::cli {

std::vector<CommandSpec> snapshot_commands() {
  std::vector<CommandSpec> commands;
  CommandSpec create;
  create.path = "snapshot create";
  create.summary = "Make a standalone copy of the whole venue, from which marketd --restore starts another";
  create.example = "snapshot create";
  create.operations = {"createSnapshot"};
  create.method = "POST";
  create.target = "/v1/snapshots";
  commands.push_back(create);

  CommandSpec list;
  list.path = "snapshot list";
  list.summary = "List the standalone copies";
  list.example = "snapshot list --order desc --limit 5";
  list.operations = {"listSnapshots"};
  list.parameters = list_parameters();
  list.method = "GET";
  list.target = "/v1/snapshots";
  list.view = &snapshots_view();
  commands.push_back(list);
  return commands;
}

}  // namespace market::cli

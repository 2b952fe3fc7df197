#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"

namespace market::cli {
namespace {

// Each probe is asked once: a server that starts or stops is an answer here, not a reason to wait.
Status health(Context& context) {
  Json result = Json::object();
  bool well = true;
  for (const auto* probe : {"livez", "readyz"}) {
    const auto answer = context.client().send_once({"GET", std::string("/") + probe, "", Repeat::safe});
    if (!answer) return tl::unexpected(answer.error());
    const bool ok = answer->status < 400;
    result[probe] = ok ? "ok" : failure_from_answer(answer->status, answer->body).code;
    well &= ok;
  }
  if (!well)
    return failure("not_ready",
                   "livez: " + text_of(result, "livez") + ", readyz: " + text_of(result, "readyz"));
  return context.output().show(object_view(), result, "");
}

CommandSpec read_command(std::string_view path, std::string_view summary, std::string_view operation,
                         std::string_view target) {
  CommandSpec command;
  command.path = path;
  command.summary = summary;
  command.example = path;
  command.operations = {operation};
  command.method = "GET";
  command.target = target;
  return command;
}

}  // namespace

std::vector<CommandSpec> server_commands() {
  std::vector<CommandSpec> commands;
  commands.push_back(
      read_command("server status", "Version, sequence, durability, counts", "showServer", "/v1/server"));
  commands.push_back(read_command("server config", "The configuration in force, secrets masked",
                                  "showServerConfig", "/v1/server/config"));

  CommandSpec audit =
      read_command("server audit", "Recompute every invariant of the books", "showAudit", "/v1/server/audit");
  audit.view = &audit_view();
  commands.push_back(audit);

  CommandSpec probes =
      read_command("server health", "Whether the server lives and is ready", "checkLive", "/livez");
  probes.operations.push_back("checkReady");
  probes.run = health;
  commands.push_back(probes);

  CommandSpec openapi =
      read_command("server openapi", "The API's own description", "showOpenApi", "/openapi.json");
  openapi.view = &document_view();
  commands.push_back(openapi);

  commands.push_back(read_command("clock", "The venue's time", "showClock", "/v1/clock"));
  return commands;
}

}  // namespace market::cli

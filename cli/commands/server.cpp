#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"

namespace market::cli {
namespace {

// The server's own list, whether or not it is ready.
Status show_checks(Context& context) {
  const auto answer = context.client().send_once({"GET", "/readyz?verbose", "", Repeat::safe});
  if (!answer) return tl::unexpected(answer.error());
  context.output().out() << answer->body;
  if (answer->status >= 400) return failure("not_ready", "a check failed");
  return {};
}

// Each probe is asked once: a server that starts or stops is an answer here, not a reason to wait.
Status health(Context& context) {
  if (context.invocation().has("checks")) return show_checks(context);
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

// The text as it comes, whatever the output format: what reads metrics reads this one.
Status metrics(Context& context) {
  const auto answer = context.send({"GET", "/metrics", "", Repeat::safe});
  if (!answer) return tl::unexpected(answer.error());
  context.output().out() << answer->body;
  return {};
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
  probes.parameters = {flag("checks", "what was looked at, as text", ValueKind::toggle).in(Place::local)};
  probes.run = health;
  commands.push_back(probes);

  CommandSpec figures = read_command("server metrics", "Figures of the venue and the process, for Prometheus",
                                     "showMetrics", "/metrics");
  figures.acting = Acting::by_key;
  figures.run = metrics;
  commands.push_back(figures);

  CommandSpec openapi =
      read_command("server openapi", "The API's own description", "showOpenApi", "/openapi.json");
  openapi.view = &document_view();
  commands.push_back(openapi);

  commands.push_back(read_command("clock", "The venue's time", "showClock", "/v1/clock"));
  return commands;
}

}  // namespace market::cli

#include "cli/commands/commands.hpp"
#include "cli/context.hpp"
#include "cli/json.hpp"

namespace market::cli {
namespace {

constexpr std::string_view kTarget = "/v1/simulation";

CommandSpec control(std::string_view path, std::string_view summary, std::string_view operation,
                    std::string_view target) {
  CommandSpec command;
  command.path = path;
  command.summary = summary;
  command.example = path;
  command.operations = {operation};
  command.method = "POST";
  command.target = target;
  return command;
}

Parameter scenario_argument() {
  return argument("scenario", "a built-in scenario, or a file with one; - reads standard input")
      .in(Place::local)
      .must()
      .suggesting({"sample", "random_walk", "zi", "fcn", "realistic"});
}

Parameter seed_flag() {
  return flag("seed", "the seed of its random numbers instead of its own", ValueKind::integer)
      .in(Place::local);
}

Parameter speed_flag() {
  return flag("speed", "market seconds a second, or max: as fast as it goes").in(Place::local);
}

// A file, when there is one of this name, else the server's own.
Result<Json> scenario_named(Context& context, const std::string& name) {
  const bool is_path = name == "-" || name.find('/') != name.npos || name.find(".json") != name.npos;
  if (!is_path) return Json(name);
  auto text = context.read_input(name);
  if (!text) return tl::unexpected(text.error());
  auto scenario = parse_json(*text);
  if (!scenario || !scenario->is_object()) return usage_failure(name + " holds no JSON object");
  return *scenario;
}

Result<Json> send(Context& context, std::string_view method, std::string target, const Json* body) {
  ClientRequest request;
  request.method = method;
  request.target = std::move(target);
  if (body != nullptr) request.body = body->dump();
  request.repeat = Repeat::at_risk;
  const auto answer = context.client().send(request);
  if (!answer) return tl::unexpected(answer.error());
  const auto document = parse_json(answer->body);
  if (!document) return failure("bad_answer", "the answer is no JSON");
  return *document;
}

Result<Json> load_scenario(Context& context) {
  auto scenario = scenario_named(context, *context.invocation().get("scenario"));
  if (!scenario) return tl::unexpected(scenario.error());
  Json body{{"scenario", std::move(*scenario)}};
  if (const auto seed = context.invocation().get("seed")) body["seed"] = std::stoll(std::string(*seed));
  if (const auto speed = context.invocation().get("speed")) body["speed"] = *speed;
  return send(context, "PUT", std::string(kTarget), &body);
}

Status load(Context& context) {
  const auto answer = load_scenario(context);
  if (!answer) return tl::unexpected(answer.error());
  return context.output().show(object_view(), *answer, answer->dump());
}

// Loads, starts, and with --for steps so far instead.
Status run(Context& context) {
  auto answer = load_scenario(context);
  if (!answer) return tl::unexpected(answer.error());
  if (const auto length = context.invocation().get("for")) {
    const Json body{{"duration", *length}};
    answer = send(context, "POST", std::string(kTarget) + "/step", &body);
  } else {
    answer = send(context, "POST", std::string(kTarget) + "/start", nullptr);
  }
  if (!answer) return tl::unexpected(answer.error());
  return context.output().show(object_view(), *answer, answer->dump());
}

}  // namespace

std::vector<CommandSpec> sim_commands() {
  std::vector<CommandSpec> commands;
  CommandSpec loading = control("sim load", "Load a scenario into an empty venue, without starting it",
                                "loadSimulation", kTarget);
  loading.example = "sim load zi --seed 7";
  loading.parameters = {scenario_argument(), seed_flag(), speed_flag()};
  loading.run = load;
  commands.push_back(loading);

  CommandSpec status = control("sim status", "Show what the simulation does", "showSimulation", kTarget);
  status.method = "GET";
  commands.push_back(status);

  commands.push_back(control("sim start", "Start or go on", "startSimulation", "/v1/simulation/start"));
  commands.push_back(
      control("sim pause", "Have market time stand still", "pauseSimulation", "/v1/simulation/pause"));
  commands.push_back(control("sim stop", "Have the agents do nothing more; time goes on", "stopSimulation",
                             "/v1/simulation/stop"));

  CommandSpec step = control("sim step", "Go on so far as fast as it goes, then pause", "stepSimulation",
                             "/v1/simulation/step");
  step.example = "sim step --duration 1h";
  step.parameters = {flag("ticks", "so many events", ValueKind::integer),
                     flag("duration", "so much market time, as 90s or 6h30m"),
                     flag("until", "until this market time, as 2026-01-05T16:00:00Z")};
  commands.push_back(step);

  CommandSpec speed = control("sim speed", "Set how fast market time passes", "setSimulationSpeed", kTarget);
  speed.example = "sim speed 60";
  speed.method = "PATCH";
  speed.parameters = {argument("speed", "market seconds a second, or max: as fast as it goes")
                          .in(Place::body)
                          .must()
                          .suggesting({"1", "60", "max"})};
  commands.push_back(speed);

  CommandSpec shock = control("sim shock", "Move a company's fundamental value at once", "shockSimulation",
                              "/v1/simulation/shock");
  shock.example = "sim shock ACME --return -0.05";
  shock.parameters = {argument("symbol", "the company", ValueKind::symbol).in(Place::body).must(),
                      flag("return", "by which part: 0.05 is five percent up", ValueKind::decimal).must()};
  commands.push_back(shock);

  CommandSpec report = control("sim report", "Compare a company's simulated market with real ones",
                               "reportSimulation", "/v1/simulation/report");
  report.example = "sim report REAL";
  report.method = "GET";
  report.view = &simulation_report_view();
  report.parameters = {
      argument("symbol", "the company; without it the scenario's first", ValueKind::symbol).in(Place::query)};
  commands.push_back(report);

  CommandSpec running = control("sim run", "Load a scenario and start it, or run it for a time and pause",
                                "loadSimulation", kTarget);
  running.operations = {"loadSimulation", "startSimulation", "stepSimulation"};
  running.example = "sim run zi --for 1h";
  running.parameters = {scenario_argument(), seed_flag(), speed_flag(),
                        flag("for", "as fast as it goes, so much market time, then pause").in(Place::local)};
  running.run = run;
  commands.push_back(running);
  return commands;
}

}  // namespace market::cli

// The simulation: what it does, and controlling it.
#include <array>
#include <cmath>
#include <cstdio>

#include "daemon/rest/handlers.hpp"
#include "daemon/rest/later_answer.hpp"
#include "daemon/rest/problems.hpp"
#include "daemon/rest/query_reader.hpp"
#include "daemon/rest/simulation_control.hpp"
#include "wire/json_writer.hpp"
#include "wire/object_reader.hpp"
#include "wire/trader_requests.hpp"

namespace market {
namespace {

// The furthest that one step goes.
constexpr Duration kLongestStep = Duration::seconds(366 * 86'400);
constexpr std::int64_t kMostTicks = 1'000'000'000;
constexpr std::int64_t kHundredfold = 100 * kUnitsPerCurrency;  // of a return, at 4 decimals

std::string status_json(const SimulationStatus& status) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().field("state", to_text(status.state));
  if (status.scenario.empty())
    json.key("scenario").null().key("seed").null();
  else
    json.field("scenario", status.scenario).field("seed", status.seed);
  json.field("speed", to_text(status.speed))
      .field("time", status.time)
      .field("ticks", status.ticks)
      .field("orders", status.orders)
      .field("trades", status.trades)
      .field("events_per_second", static_cast<std::uint64_t>(std::llround(status.events_per_second)))
      .end_object();
  return body;
}

Problem problem_for(const SimulationRefused& refused) {
  using Why = SimulationRefused::Why;
  switch (refused.why) {
    case Why::running: return problem_of(409, "simulation_running", refused.detail);
    case Why::none_loaded: return problem_of(409, "no_simulation", refused.detail);
    case Why::not_empty: return problem_of(409, "market_not_empty", refused.detail);
    case Why::stopping: return problem_of(503, "stopping", refused.detail);
    case Why::invalid: break;
  }
  return problem_of(400, "invalid_request", refused.detail);
}

Answer answer_of(const SimulationControl::Result& result, SimulationControl& simulation) {
  if (!result) return tl::unexpected(problem_for(result.error()));
  return json_answer(200, status_json(simulation.status()));
}

// What was done is in the answer's seq: nothing of it is lost once the answer has left.
Answer finished(Call& call, const SimulationControl::Result& result) {
  Answer answer = answer_of(result, *call.state.simulation);
  call.with([](Venue::Session&) {});
  return answer;
}

template <class Do>
Answer control(Call& call, Do&& act) {
  const auto body = read_optional_body(call);
  if (!body) return tl::unexpected(body.error());
  if (auto nothing = read_nothing(*body); !nothing) return tl::unexpected(std::move(nothing.error()));
  return finished(call, act(*call.state.simulation));
}

std::optional<Speed> read_speed(ObjectReader& read, Need need) {
  const JsonNode* const node = read.node("speed", need);
  if (node == nullptr) return std::nullopt;
  const auto speed = node->is_string() || node->is_number() ? parse_speed(node->text) : std::nullopt;
  if (!speed) read.fail("speed", "must be \"max\", or a number above 0 and at most 10000");
  return speed;
}

struct LoadRequest {
  std::string scenario;
  std::optional<std::uint64_t> seed;
  std::optional<Speed> speed;
};

tl::expected<LoadRequest, Problem> read_load(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  LoadRequest request;
  if (const JsonNode* const node = read.node("scenario", Need::required)) {
    if (node->is_string())
      request.scenario = node->text;
    else if (node->is_object())
      request.scenario = to_json(*node);
    else
      read.fail("scenario", "must be the name of a built-in scenario, or a scenario as an object");
  }
  if (const auto seed = read.integer("seed", 0, kMaxId)) request.seed = static_cast<std::uint64_t>(*seed);
  request.speed = read_speed(read, Need::optional);
  read.finish();
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return request;
}

tl::expected<StepGoal, Problem> read_step(const JsonNode& body) {
  FieldErrors errors;
  ObjectReader read(body, errors);
  const auto ticks = read.integer("ticks", 1, kMostTicks);
  const auto duration = read.duration("duration", {.longest = kLongestStep});
  const auto until = read.time("until");
  read.finish();
  const int given = int{ticks.has_value()} + int{duration.has_value()} + int{until.has_value()};
  if (errors.empty() && given != 1) read.fail("ticks", "name ticks, duration or until, one of the three");
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  if (ticks) return StepGoal(static_cast<std::uint64_t>(*ticks));
  if (duration) return StepGoal(*duration);
  return StepGoal(*until);
}

void append_fact(JsonWriter& json, const StylisedFact& fact) {
  json.begin_object().field("fact", fact.fact).field("title", fact.title).key("value");
  if (fact.value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.4f", *fact.value);
    json.raw(text.data());
  } else {
    json.null();
  }
  json.key("band");
  if (fact.band.empty())
    json.null();
  else
    json.value(fact.band);
  json.key("verdict");
  if (fact.verdict == Verdict::none)
    json.null();
  else
    json.value(to_text(fact.verdict));
  json.field("source", fact.source).end_object();
}

std::string report_json(const SimulationReport& report) {
  std::string body;
  JsonWriter json(body);
  json.begin_object()
      .field("scenario", report.scenario)
      .field("seed", report.seed)
      .field("symbol", report.symbol)
      .field("minutes", std::uint64_t{report.minutes})
      .field("orders", report.orders)
      .key("facts")
      .begin_array();
  for (const StylisedFact& fact : report.facts) append_fact(json, fact);
  json.end_array().end_object();
  return body;
}

}  // namespace

std::string_view to_text(SimulationState state) {
  switch (state) {
    case SimulationState::stopped: return "stopped";
    case SimulationState::running: return "running";
    case SimulationState::paused: return "paused";
  }
  return {};
}

Answer show_simulation(Call& call) {
  ApiResponse response = json_answer(200, status_json(call.state.simulation->status()));
  call.with([](Venue::Session&) {});
  return response;
}

Answer report_simulation(Call& call) {
  QueryReader query(call);
  const auto symbol = query.symbol("symbol");
  if (auto problem = query.problem()) return tl::unexpected(*std::move(problem));
  const auto report = call.state.simulation->report(symbol ? symbol->view() : std::string_view());
  if (!report) return tl::unexpected(problem_for(report.error()));
  ApiResponse response = json_answer(200, report_json(*report));
  call.with([](Venue::Session&) {});
  return response;
}

Answer load_simulation(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  const auto request = read_load(*body);
  if (!request) return tl::unexpected(request.error());
  return finished(call, call.state.simulation->load(request->scenario, request->seed, request->speed));
}

Answer start_simulation(Call& call) {
  return control(call, [](SimulationControl& simulation) { return simulation.start(); });
}

Answer pause_simulation(Call& call) {
  return control(call, [](SimulationControl& simulation) { return simulation.pause(); });
}

Answer stop_simulation(Call& call) {
  return control(call, [](SimulationControl& simulation) { return simulation.stop(); });
}

Answer set_simulation_speed(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  FieldErrors errors;
  ObjectReader read(*body, errors);
  const auto speed = read_speed(read, Need::required);
  read.finish();
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  return finished(call, call.state.simulation->set_speed(*speed));
}

Answer step_simulation(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  auto goal = read_step(*body);
  if (!goal) return tl::unexpected(goal.error());
  const Timestamp now = call.with([](const Venue::Session& session) { return session.now(); });
  if (const auto* until = std::get_if<Timestamp>(&*goal))
    if (*until <= now || *until - now > kLongestStep)
      return tl::unexpected(
          wrong_field("until", "must lie after now, " + to_rfc3339(now) + ", and within 366 days of it"));
  auto later = make_later(call);
  SimulationControl& simulation = *call.state.simulation;
  Venue& venue = call.venue;
  simulation.step(*goal, [later, &simulation, &venue](const SimulationControl::Result& result) {
    Answer answer = answer_of(result, simulation);
    if (answer) answer->seq = venue.with([](const Venue::Session& session) { return session.seq(); });
    later->finish(std::move(answer));
  });
  return wait_for(std::move(later));
}

Answer shock_simulation(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  FieldErrors errors;
  ObjectReader read(*body, errors);
  const auto symbol = read.symbol("symbol", Need::required);
  const auto move = read.decimal("return", {1 - kUnitsPerCurrency, kHundredfold}, Need::required);
  read.finish();
  if (!errors.empty()) return tl::unexpected(invalid_request(std::move(errors)));
  const double relative = static_cast<double>(*move) / static_cast<double>(kUnitsPerCurrency);
  return finished(call, call.state.simulation->shock(symbol->view(), relative));
}

}  // namespace market

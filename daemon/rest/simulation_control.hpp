// SimulationControl: what the REST endpoints ask of the daemon's simulation (contract section 2, Simulation).
//
// Thread rule: any thread.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "core/timestamp.hpp"
#include "sim/stylised_facts.hpp"
#include "venue/speed.hpp"

namespace market {

enum class SimulationState : std::uint8_t { stopped, running, paused };
std::string_view to_text(SimulationState state);

struct SimulationStatus {
  SimulationState state = SimulationState::stopped;
  std::string scenario;  // empty: none is loaded
  std::uint64_t seed = 0;
  Speed speed;
  Timestamp time;                // the venue's
  std::uint64_t ticks = 0;       // events of agents and price processes, since it was loaded, as the rest
  std::uint64_t orders = 0;      // of agents, accepted
  std::uint64_t trades = 0;      // of everybody
  double events_per_second = 0;  // of wall time, lately
};

// How one company's market compares with real ones.
struct SimulationReport {
  std::string scenario, symbol;
  std::uint64_t seed = 0;
  std::size_t minutes = 0;   // of market time, the newest, at most kSampleReturns
  std::uint64_t orders = 0;  // that traded at once
  std::vector<StylisedFact> facts;
};

struct SimulationRefused {
  enum class Why : std::uint8_t {
    running,  // pause or stop it first
    none_loaded,
    not_empty,  // the venue has another market
    invalid,    // the scenario, or a name in the request
    stopping,   // the daemon ends
  };
  Why why;
  std::string detail;
};

// How far a step goes: so many ticks, so much market time, or until then.
using StepGoal = std::variant<std::uint64_t, Duration, Timestamp>;

class SimulationControl {
 public:
  using Result = tl::expected<void, SimulationRefused>;
  virtual ~SimulationControl() = default;

  virtual SimulationStatus status() = 0;
  // `scenario` is a built-in name, or the JSON of one. Sets its market up in the venue, which must be empty
  // or made by the same scenario; the simulation is stopped then.
  virtual Result load(std::string_view scenario, std::optional<std::uint64_t> seed,
                      std::optional<Speed> speed) = 0;
  virtual Result start() = 0;
  // Market time stands until it is started again.
  virtual Result pause() = 0;
  // The agents do nothing more; market time goes on at speed 1.
  virtual Result stop() = 0;
  virtual Result set_speed(Speed speed) = 0;
  // As fast as it goes; paused when it is there. Calls `done` then, from another thread.
  virtual void step(const StepGoal& goal, std::function<void(Result)> done) = 0;
  // The company's fundamental value is multiplied by 1 + relative_return, which lies above -1.
  virtual Result shock(std::string_view symbol, double relative_return) = 0;
  // Of what has been simulated since the scenario was loaded; an empty symbol names its first company.
  virtual tl::expected<SimulationReport, SimulationRefused> report(std::string_view symbol) = 0;
};

}  // namespace market

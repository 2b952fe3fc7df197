// How a simulation that a crash interrupted goes on: its agents are taken from a kept state and driven once
// more through what the journal says has happened since, on an exchange of their own. What they did is in the
// journal, so at each step it must be what they do again; what they looked at, and did nothing about, is not,
// and they learn it again.
//
// That the same happens in the same order follows from times. An event of the simulator's is handled with all
// others of its time (a moment), after what has become due by then, and its commands bear that time; commands
// of others lie strictly between two moments (Venue::Session::set_horizon). So a command of the journal that
// is not earlier than the next moment is that moment's, or there was none.
//
// Source of the technique: state machine replication by log replay, F. Schneider, "Implementing
// Fault-Tolerant Services Using the State Machine Approach", ACM Computing Surveys 22(4), 1990.
//
// Thread rule: one thread, before Venue::start().
#pragma once
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "daemon/simulation_states.hpp"
#include "sim/scenario.hpp"
#include "venue/venue.hpp"

namespace market {

struct RecoveredSimulation {
  Seq seq = 0;                // that `agents` is of
  std::string agents;         // Simulator::state(), after `unfinished`
  Timestamp next{INT64_MAX};  // the next moment; nothing else is to happen at or after it before load()
  KeptSimulation::Run run;
  // What the agents still did in the last moment, and nobody was told of: to be submitted at these times.
  std::vector<std::pair<Command, Timestamp>> unfinished;
};

// The error says why it cannot be. Throws what the venue's files throw.
[[nodiscard]] tl::expected<RecoveredSimulation, std::string> recover_simulation(const Scenario& scenario,
                                                                                const KeptSimulation& kept,
                                                                                Venue& venue);

}  // namespace market

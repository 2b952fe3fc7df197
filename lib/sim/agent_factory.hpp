// make_agent: the agent that a specification describes, on its seat.
#pragma once
#include <memory>

#include "sim/agent_spec.hpp"
#include "sim/trading_agent.hpp"

namespace market::sim {

// nullptr for a liquidity provider, which follows the price drivers and is no agent of its own.
std::unique_ptr<Agent> make_agent(const AgentSpec& spec, AgentSeat seat);

}  // namespace market::sim

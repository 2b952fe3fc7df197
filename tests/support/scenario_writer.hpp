// The scenario line that states a command: how a random run that failed is printed.
#pragma once
#include <string>

#include "engine/exchange.hpp"

namespace market::test {

// Names come from `exchange`; an id that nothing has is written as nobody or NOTHING.
std::string scenario_line(const Command& command, const Exchange& exchange);

}  // namespace market::test

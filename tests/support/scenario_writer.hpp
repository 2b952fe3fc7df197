// The scenario lines that state commands and what came of them: how a random run that failed is written down.
#pragma once
#include <string>

#include "engine/exchange.hpp"

namespace market::test {

// Names come from `exchange`; an id that nothing has is written as nobody or NOTHING. Malformed commands that
// the language has no words for are written as far as it has.
std::string scenario_line(const Command& command, const Exchange& exchange);

// "trade 4 @ 101.25 maker 1 taker 2"
std::string scenario_trade(const Trade& trade);

// "250ms", "90s", or nanoseconds when nothing longer is exact.
std::string scenario_duration(Duration duration);

}  // namespace market::test

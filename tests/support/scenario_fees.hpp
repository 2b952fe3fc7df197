// The line of a scenario that states the venue's fees, read and written.
#pragma once
#include <string>

#include "model/fee_schedule.hpp"
#include "tests/support/scenario_words.hpp"

namespace market::test {

// Reads on behind "fees" to the end of the line.
FeeTable read_fees(Words& words);

// "schedule standard 10 20 default standard share exchange 1"
std::string fees_text(const FeeTable& table);

}  // namespace market::test

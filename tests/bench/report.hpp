// How the benchmark prints its tables and its targets.
#pragma once
#include <string>

#include "tests/bench/contest.hpp"
#include "tests/bench/flow.hpp"

namespace market::bench {

// The heading of a workload: symbols, operations and what must come out.
void print_workload(const Flow& flow, const std::string& title);

void print_columns();
// One row under print_columns(): operations a second, how far the runs lie apart, latency and the share of
// what the yardstick does.
void print_figures(const char* name, const Figures& figures, const Figures& yardstick);

// "target   <what>: met" or "not met".
void print_target(const std::string& what, bool met);

void print_wrong_result();

// With one, two … digits after the point.
std::string fixed(double value, int digits);

}  // namespace market::bench

// The parts of bench_engine. Each generates its workload, measures and prints a table with its targets; false
// when a result was wrong. A target that is missed is printed and no error: a busy machine misses it too.
#pragma once
#include "tests/bench/flow.hpp"

namespace market::bench {

// The engine beside the flat book, on any form of the workload.
bool compare_engines(const FlowOptions& options, unsigned runs);

// 1,000,000 resting orders beside 10,000, one symbol.
bool compare_book_sizes(const FlowOptions& options, unsigned runs);

// A mid that jumps, with levels side by side and with levels far apart.
bool compare_price_swings(const FlowOptions& options, unsigned runs);

// Bytes for each resting order, with one symbol and with 100.
bool measure_memory();

}  // namespace market::bench

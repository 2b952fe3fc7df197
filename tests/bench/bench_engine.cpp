// bench_engine: Exchange::apply on the common workload, beside the flat book that does no accounting, in one
// process: operations a second and latency, large books, price swings, memory.
//   bench_engine [--ops N] [--symbols N] [--live N] [--runs N]
// With --symbols only that form of the workload; without it the two published forms (one symbol with 10,000
// resting orders and 100 symbols with 500 each) and everything else. Exit code 1 when a result is wrong.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "tests/bench/measure.hpp"
#include "tests/bench/sections.hpp"

namespace market::bench {
namespace {

struct Arguments {
  FlowOptions flow;
  std::optional<std::uint32_t> symbols, live;
  unsigned runs = 5;
};

std::optional<Arguments> parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; i += 2) {
    const std::string flag = argv[i];
    char* end = nullptr;
    const unsigned long long value = i + 1 < argc ? std::strtoull(argv[i + 1], &end, 10) : 0;
    if (value == 0 || value > 100'000'000 || *end != '\0') return std::nullopt;
    if (flag == "--ops") {
      arguments.flow.ops = value;
    } else if (flag == "--symbols" && value <= 1'000) {
      arguments.symbols = static_cast<std::uint32_t>(value);
    } else if (flag == "--live") {
      arguments.live = static_cast<std::uint32_t>(value);
    } else if (flag == "--runs") {
      arguments.runs = static_cast<unsigned>(value);
    } else {
      return std::nullopt;
    }
  }
  return arguments;
}

FlowOptions with_symbols(const Arguments& arguments, std::uint32_t symbols) {
  FlowOptions options = arguments.flow;
  options.symbols = symbols;
  options.live = arguments.live.value_or(symbols == 1 ? 10'000 : 500);
  return options;
}

bool run_all(const Arguments& arguments) {
  constexpr unsigned kFewRuns = 3;
  bool right = true;
  for (const std::uint32_t symbols : {1u, 100u}) {
    right = compare_engines(with_symbols(arguments, symbols), arguments.runs) && right;
    std::fflush(stdout);
  }
  right = compare_price_swings(arguments.flow, std::min(arguments.runs, kFewRuns)) && right;
  std::fflush(stdout);
  right = compare_book_sizes(arguments.flow, std::min(arguments.runs, kFewRuns)) && right;
  std::fflush(stdout);
  return measure_memory() && right;
}

}  // namespace
}  // namespace market::bench

int main(int argc, char** argv) {
  using namespace market::bench;
  const auto arguments = parse(argc, argv);
  if (!arguments) {
    std::fprintf(stderr, "usage: bench_engine [--ops N] [--symbols N] [--live N] [--runs N]\n");
    return 2;
  }
  std::printf(
      "%sEngine on the common workload: medians of several runs in turn, latency from one more run.\n"
      "The engine's figures include filling in each command and reading its events.\n",
      machine_description().c_str());
  const bool right = arguments->symbols
                         ? compare_engines(with_symbols(*arguments, *arguments->symbols), arguments->runs)
                         : run_all(*arguments);
  return right ? 0 : 1;
}

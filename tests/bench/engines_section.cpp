#include <string>

#include "tests/bench/contest.hpp"
#include "tests/bench/exchange_run.hpp"
#include "tests/bench/flat_book_run.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/sections.hpp"

namespace market::bench {
namespace {

constexpr double kLeastShare = 1.0 / 3;  // of the flat book's operations a second
constexpr double kMostNsAtP999 = 5'000;

// Millions of operations a second, for the two published forms.
double least_mops(std::uint32_t symbols) {
  return symbols == 1 ? 10 : 6;
}

void print_targets(std::uint32_t symbols, const Figures& flat, const Figures& engine) {
  const double mops = engine.median_ops() / 1e6;
  const double least = least_mops(symbols);
  print_target("at least " + fixed(least, 0) + " M operations/s, got " + fixed(mops, 2), mops >= least);
  const double share = engine.median_ops() / flat.median_ops();
  print_target("at least 0.33 of the flat book, got " + fixed(share, 2), share >= kLeastShare);
  const double p999 = engine.latency.p999_ns;
  print_target("p99.9 under 5,000 ns, got " + fixed(p999, 0), p999 < kMostNsAtP999);
}

std::string title_of(const FlowOptions& options) {
  return std::to_string(options.symbols) + (options.symbols == 1 ? " symbol" : " symbols");
}

}  // namespace

bool compare_engines(const FlowOptions& options, unsigned runs) {
  const Flow flow = generate_flow(options);
  print_workload(flow, title_of(options));
  const std::vector contenders = {contender<FlatBookRun>("flat book, no accounting"),
                                  contender<ExchangeRun>("Exchange::apply, 10,007 accounts")};
  const auto figures = measure_in_turn(flow, contenders, runs, Percentiles::measure);
  if (!figures) {
    print_wrong_result();
    return false;
  }
  const Figures& flat = (*figures)[0];
  print_columns();
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    print_figures(contenders[i].name, (*figures)[i], flat);
  }
  print_targets(options.symbols, flat, (*figures)[1]);
  return true;
}

}  // namespace market::bench

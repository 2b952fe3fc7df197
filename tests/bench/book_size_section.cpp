#include <cstdio>

#include "tests/bench/contest.hpp"
#include "tests/bench/exchange_run.hpp"
#include "tests/bench/flat_book_run.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/sections.hpp"

namespace market::bench {
namespace {

constexpr std::uint32_t kSmallBook = 10'000, kLargeBook = 1'000'000;
constexpr double kMostTimes = 2;

std::optional<std::vector<Figures>> measure_book(FlowOptions options, std::uint32_t orders, unsigned runs) {
  options.symbols = 1;
  options.live = orders;
  return measure_in_turn(generate_flow(options),
                         {contender<FlatBookRun>("flat book"), contender<ExchangeRun>("Exchange::apply")},
                         runs, Percentiles::skip);
}

}  // namespace

bool compare_book_sizes(const FlowOptions& options, unsigned runs) {
  std::printf("\nResting orders, 1 symbol, ns an operation\n");
  const auto small = measure_book(options, kSmallBook, runs);
  const auto large = measure_book(options, kLargeBook, runs);
  if (!small || !large) {
    print_wrong_result();
    return false;
  }
  const char* names[] = {"flat book, no accounting", "Exchange::apply, 10,007 accounts"};
  std::printf("  %-38s %8s %10s %8s\n", "", "10,000", "1,000,000", "ratio");
  double ratio = 0;
  for (std::size_t i = 0; i < small->size(); ++i) {
    const double small_ns = (*small)[i].ns_per_op(), large_ns = (*large)[i].ns_per_op();
    ratio = large_ns / small_ns;
    std::printf("  %-38s %8.1f %10.1f %8.2f\n", names[i], small_ns, large_ns, ratio);
  }
  print_target("no more than 2 times slower with 1,000,000, got " + fixed(ratio, 2), ratio <= kMostTimes);
  return true;
}

}  // namespace market::bench

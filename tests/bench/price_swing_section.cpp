#include <cstdio>

#include "tests/bench/contest.hpp"
#include "tests/bench/exchange_run.hpp"
#include "tests/bench/flat_book_run.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/sections.hpp"

namespace market::bench {
namespace {

constexpr std::uint64_t kJumpEvery = 10'000;
constexpr std::uint32_t kOrders = 1'000;  // few enough for trading to follow the mid before it jumps again
// A step of the workload is 100,003 ticks of the engine, so its prices spread over 10^9 ticks.
constexpr PriceScale kFarApart{.units_per_step = 100'003, .tick_units = 1};

}  // namespace

bool compare_price_swings(const FlowOptions& options, unsigned runs) {
  FlowOptions swinging = options;
  swinging.symbols = 1;
  swinging.live = kOrders;
  swinging.jump_every = kJumpEvery;
  const Flow flow = generate_flow(swinging);
  print_workload(flow, "1 symbol, mid jumps");
  std::printf("  every 10,000 operations the mid jumps to anywhere between 2,500 and 7,500 steps\n");
  const std::vector contenders = {contender<FlatBookRun>("flat book, step = 1 tick (1)"),
                                  contender<ExchangeRun>("Exchange::apply, step = 1 tick"),
                                  contender<ExchangeRun>("Exchange::apply, step = 100,003 ticks", kFarApart)};
  const auto figures = measure_in_turn(flow, contenders, runs, Percentiles::measure);
  if (!figures) {
    print_wrong_result();
    return false;
  }
  print_columns();
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    print_figures(contenders[i].name, (*figures)[i], (*figures)[0]);
  }
  std::printf(
      "  levels far apart, over 10^9 ticks, take %.2f times as long as levels side by side\n"
      "  (1) its array has a place for every tick, so it cannot hold 10^9 of them\n",
      (*figures)[2].ns_per_op() / (*figures)[1].ns_per_op());
  return true;
}

}  // namespace market::bench

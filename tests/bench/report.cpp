#include "tests/bench/report.hpp"

#include <algorithm>
#include <cstdio>

namespace market::bench {
namespace {

// What is below the resolution of the clock is shown as such.
std::string latency_text(double ns) {
  const bool measurable = ns >= ticks_resolution_ns();
  return (measurable ? "" : "<") + fixed(measurable ? ns : ticks_resolution_ns(), 0);
}

unsigned long long whole(std::uint64_t value) {
  return value;
}

}  // namespace

void print_workload(const Flow& flow, const std::string& title) {
  std::printf("\n%s: %llu operations after %llu, %llu trades, volume %llu, trade hash %016llx\n",
              title.c_str(), whole(flow.options.ops), whole(flow.prefill), whole(flow.answers.trades),
              whole(flow.answers.volume), whole(flow.answers.trade_hash));
}

void print_columns() {
  std::printf("  %-38s %8s   %15s   %6s %6s %6s   %s\n", "", "M ops/s", "slowest-fastest", "p50 ns", "p99",
              "p99.9", "of flat");
}

void print_figures(const char* name, const Figures& figures, const Figures& yardstick) {
  const auto [slowest, fastest] =
      std::minmax_element(figures.ops_per_second.begin(), figures.ops_per_second.end());
  std::printf("  %-38s %8.2f   %6.2f - %6.2f   %6s %6s %6s   %7.2f\n", name, figures.median_ops() / 1e6,
              *slowest / 1e6, *fastest / 1e6, latency_text(figures.latency.p50_ns).c_str(),
              latency_text(figures.latency.p99_ns).c_str(), latency_text(figures.latency.p999_ns).c_str(),
              figures.median_ops() / yardstick.median_ops());
}

void print_target(const std::string& what, bool met) {
  std::printf("  target   %s: %s\n", what.c_str(), met ? "met" : "not met");
}

void print_wrong_result() {
  std::printf("  WRONG RESULT: the trades are not those of the workload\n");
}

std::string fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

}  // namespace market::bench

// bench_engine: operations a second and latency of Exchange::apply on the common workload, beside the flat
// book that does no accounting, in one process.
//   bench_engine [--ops N] [--symbols N] [--live N] [--runs N]
// Without --symbols: one symbol with 10,000 resting orders and 100 symbols with 500 each, the two published
// forms. Every run proves its result: trades, volume, notional and the hash over all trades must be the
// workload's own. Exit code 1 when they are not.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "tests/bench/exchange_run.hpp"
#include "tests/bench/flat_book.hpp"
#include "tests/bench/flow.hpp"
#include "tests/bench/measure.hpp"

namespace market::bench {
namespace {

class FlatBookRun {
 public:
  explicit FlatBookRun(const Flow& flow) : book_(flow.options.symbols, flow.max_order_id) {}
  void apply(const FlowRecord& record) {
    book_.apply(record, [this](std::uint32_t maker, std::uint32_t taker, std::int32_t price,
                               std::uint32_t quantity) { tally_.add(maker, taker, price, quantity); });
  }
  const FlowTally& tally() const { return tally_; }
  static std::uint64_t mismatches() { return 0; }

 private:
  FlatBook book_;
  FlowTally tally_;
};

template <class Run>
std::unique_ptr<Run> opened(const Flow& flow) {
  auto run = std::make_unique<Run>(flow);
  for (std::uint64_t i = 0; i < flow.prefill; ++i) run->apply(flow.records[i]);
  return run;
}

template <class Run>
bool is_right(const Run& run, const Flow& flow) {
  return run.mismatches() == 0 && run.tally() == flow.answers;
}

// Operations a second of the timed records, nullopt when the result is wrong.
template <class Run>
std::optional<double> throughput(const Flow& flow) {
  const auto run = opened<Run>(flow);
  const std::uint64_t start = ticks();
  for (std::uint64_t i = flow.prefill; i < flow.records.size(); ++i) run->apply(flow.records[i]);
  const double seconds = static_cast<double>(ticks() - start) * ns_per_tick() * 1e-9;
  if (!is_right(*run, flow)) return std::nullopt;
  return static_cast<double>(flow.options.ops) / seconds;
}

template <class Run>
std::optional<Latency> latency(const Flow& flow) {
  const auto run = opened<Run>(flow);
  std::vector<std::uint32_t> samples(flow.options.ops);
  for (std::uint64_t i = 0; i < flow.options.ops; ++i) {
    const std::uint64_t start = ticks();
    run->apply(flow.records[flow.prefill + i]);
    samples[i] = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(ticks() - start, std::numeric_limits<std::uint32_t>::max()));
  }
  if (!is_right(*run, flow)) return std::nullopt;
  return latency_of(std::move(samples));
}

struct Figures {
  std::vector<double> ops_per_second;
  Latency latency;
};

// What is below the resolution of the clock is shown as such.
std::string latency_text(double ns) {
  char text[32];
  const bool measurable = ns >= ticks_resolution_ns();
  std::snprintf(text, sizeof text, "%s%.0f", measurable ? "" : "<", measurable ? ns : ticks_resolution_ns());
  return text;
}

void print(const char* name, const Figures& figures) {
  const auto [slowest, fastest] =
      std::minmax_element(figures.ops_per_second.begin(), figures.ops_per_second.end());
  std::printf("  %-34s %8.2f   %6.2f - %6.2f   %7s %7s %7s\n", name, median(figures.ops_per_second) / 1e6,
              *slowest / 1e6, *fastest / 1e6, latency_text(figures.latency.p50_ns).c_str(),
              latency_text(figures.latency.p99_ns).c_str(), latency_text(figures.latency.p999_ns).c_str());
}

// One throughput run; false when the result was wrong.
template <class Run>
bool add_run(const Flow& flow, Figures& figures) {
  const auto result = throughput<Run>(flow);
  if (result) figures.ops_per_second.push_back(*result);
  return result.has_value();
}

template <class Run>
bool add_latency(const Flow& flow, Figures& figures) {
  const auto result = latency<Run>(flow);
  if (result) figures.latency = *result;
  return result.has_value();
}

bool compare(const FlowOptions& options, unsigned runs) {
  const Flow flow = generate_flow(options);
  std::printf("\n%u symbol%s, %llu operations after %llu, %llu trades, volume %llu, trade hash %016llx\n",
              options.symbols, options.symbols == 1 ? "" : "s", static_cast<unsigned long long>(options.ops),
              static_cast<unsigned long long>(flow.prefill),
              static_cast<unsigned long long>(flow.answers.trades),
              static_cast<unsigned long long>(flow.answers.volume),
              static_cast<unsigned long long>(flow.answers.trade_hash));
  Figures flat, engine;
  bool right = true;
  for (unsigned i = 0; i < runs; ++i) {  // in turn, so that a busy moment of the machine meets both
    right = add_run<FlatBookRun>(flow, flat) && right;
    right = add_run<ExchangeRun>(flow, engine) && right;
  }
  right = add_latency<FlatBookRun>(flow, flat) && right;
  right = add_latency<ExchangeRun>(flow, engine) && right;
  if (!right) {
    std::printf("  WRONG RESULT: the trades are not those of the workload\n");
    return false;
  }
  std::printf("  %-34s %8s   %15s   %7s %7s %7s\n", "", "M ops/s", "slowest-fastest", "p50 ns", "p99",
              "p99.9");
  print("flat book, no accounting", flat);
  print("Exchange::apply, 10,007 accounts", engine);
  return true;
}

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
      "%sEngine on the common workload: medians of %u runs in turn, latency from one more run.\n"
      "The engine's figures include building each command and reading its events.\n",
      machine_description().c_str(), arguments->runs);
  bool right = true;
  const std::vector<std::uint32_t> forms =
      arguments->symbols ? std::vector{*arguments->symbols} : std::vector{1u, 100u};
  for (const std::uint32_t symbols : forms) {
    right = compare(with_symbols(*arguments, symbols), arguments->runs) && right;
    std::fflush(stdout);
  }
  return right ? 0 : 1;
}

// Several engines on one workload, in turn, so that a busy moment of the machine meets them all. Every run
// proves its result: trades, volume, notional and the hash over all trades must be the workload's own.
#pragma once
#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "tests/bench/flow.hpp"
#include "tests/bench/measure.hpp"

namespace market::bench {

struct Contender {
  const char* name;
  // nullopt: the result was wrong.
  std::function<std::optional<double>(const Flow&)> ops_per_second;
  std::function<std::optional<Latency>(const Flow&)> latency;
};

struct Figures {
  std::vector<double> ops_per_second;
  Latency latency;  // all 0 when it was not measured

  double median_ops() const { return median(ops_per_second); }
  double ns_per_op() const { return 1e9 / median_ops(); }
};

enum class Percentiles { skip, measure };  // of single operations, in one more run

// The figures of each contender, in their order; nullopt when a result was wrong.
std::optional<std::vector<Figures>> measure_in_turn(const Flow& flow,
                                                    const std::vector<Contender>& contenders, unsigned runs,
                                                    Percentiles percentiles);

template <class Run>
bool is_right(const Run& run, const Flow& flow) {
  return run.mismatches() == 0 && run.tally() == flow.answers;
}

template <class Run>
void open_books(Run& run, const Flow& flow) {
  for (std::uint64_t i = 0; i < flow.prefill; ++i) run.apply(flow.records[i]);
}

template <class Run>
std::optional<double> throughput(Run& run, const Flow& flow) {
  open_books(run, flow);
  const std::uint64_t start = ticks();
  for (std::uint64_t i = flow.prefill; i < flow.records.size(); ++i) run.apply(flow.records[i]);
  const double seconds = static_cast<double>(ticks() - start) * ns_per_tick() * 1e-9;
  if (!is_right(run, flow)) return std::nullopt;
  return static_cast<double>(flow.options.ops) / seconds;
}

template <class Run>
std::optional<Latency> latency(Run& run, const Flow& flow) {
  open_books(run, flow);
  std::vector<std::uint32_t> samples(flow.options.ops);
  for (std::uint64_t i = 0; i < flow.options.ops; ++i) {
    const std::uint64_t start = ticks();
    run.apply(flow.records[flow.prefill + i]);
    samples[i] = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(ticks() - start, std::numeric_limits<std::uint32_t>::max()));
  }
  if (!is_right(run, flow)) return std::nullopt;
  return latency_of(std::move(samples));
}

// `settings` go to the constructor of Run, after the flow.
template <class Run, class... Settings>
Contender contender(const char* name, const Settings&... settings) {
  return {name,
          [settings...](const Flow& flow) {
            const auto run = std::make_unique<Run>(flow, settings...);
            return throughput(*run, flow);
          },
          [settings...](const Flow& flow) {
            const auto run = std::make_unique<Run>(flow, settings...);
            return latency(*run, flow);
          }};
}

}  // namespace market::bench

// Small tools of the benchmarks: a cheap clock, medians and percentiles, and the description of the machine,
// without which no figure means anything.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#if defined(__x86_64__)
#include <x86intrin.h>
#else
#include <chrono>
#endif

namespace market::bench {

// Ticks of the cheapest monotonic counter there is; ns_per_tick() converts.
inline std::uint64_t ticks() {
#if defined(__x86_64__)
  unsigned processor;
  return __rdtscp(&processor);
#else
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}
double ns_per_tick();

// The median cost of calling ticks() twice, in ticks: subtracted from every single measurement.
std::uint64_t ticks_overhead();

// The smallest step of ticks() seen, in ns: single measurements are good to this.
double ticks_resolution_ns();

double median(std::vector<double> values);

struct Latency {
  double p50_ns = 0, p99_ns = 0, p999_ns = 0;
};
// Percentiles of `samples` (in ticks), each less the overhead of measuring it.
Latency latency_of(std::vector<std::uint32_t> samples);

// CPU model, cores, kernel, compiler and flags, one a line.
std::string machine_description();

}  // namespace market::bench

#include "tests/bench/measure.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

namespace market::bench {
namespace {

double measure_ns_per_tick() {
  using Clock = std::chrono::steady_clock;
  const auto started = Clock::now();
  const std::uint64_t first = ticks();
  while (Clock::now() - started < std::chrono::milliseconds(50)) {
  }
  const std::chrono::duration<double, std::nano> passed = Clock::now() - started;
  return passed.count() / static_cast<double>(ticks() - first);
}

std::uint64_t measure_overhead() {
  std::vector<std::uint64_t> gaps(100'001);
  for (std::uint64_t& gap : gaps) {
    const std::uint64_t first = ticks();
    gap = ticks() - first;
  }
  std::nth_element(gaps.begin(), gaps.begin() + 50'000, gaps.end());
  return gaps[50'000];
}

double measure_resolution() {
  std::uint64_t smallest = UINT64_MAX;
  std::uint64_t last = ticks();
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t now = ticks();
    if (now > last) smallest = std::min(smallest, now - last);
    last = now;
  }
  // Some processors count in steps: the difference of two gaps shows the step where one gap does not.
  std::uint64_t step = smallest;
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t first = ticks();
    const std::uint64_t gap = ticks() - first;
    const std::uint64_t difference = gap > smallest ? gap - smallest : smallest - gap;
    if (difference > 0) step = std::min(step, difference);
  }
  return static_cast<double>(step) * ns_per_tick();
}

std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown CPU";
}

}  // namespace

double ns_per_tick() {
  static const double value = measure_ns_per_tick();
  return value;
}

std::uint64_t ticks_overhead() {
  static const std::uint64_t value = measure_overhead();
  return value;
}

double ticks_resolution_ns() {
  static const double value = measure_resolution();
  return value;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 != 0 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Latency latency_of(std::vector<std::uint32_t> samples) {
  if (samples.empty()) return {};
  std::sort(samples.begin(), samples.end());
  const auto at = [&](double share) {
    const std::uint64_t sample =
        samples[static_cast<std::size_t>(share * static_cast<double>(samples.size() - 1))];
    const std::uint64_t own = sample - std::min(sample, ticks_overhead());
    return static_cast<double>(own) * ns_per_tick();
  };
  return {at(0.50), at(0.99), at(0.999)};
}

std::string machine_description() {
  utsname system{};
  uname(&system);
  std::string text = "machine   " + cpu_model() + ", " + std::to_string(std::thread::hardware_concurrency()) +
                     " cores, " + system.sysname + " " + system.release + "\n";
#if defined(__clang__)
  text += "compiler  clang ";
#else
  text += "compiler  g++ ";
#endif
  return text + __VERSION__ + ", " MARKET_BENCH_FLAGS "\n";
}

}  // namespace market::bench

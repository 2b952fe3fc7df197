// bench_sim: the scenario `realistic` as fast as it goes, with accounts, fees and matching: on a bare
// exchange, and on a venue that journals (`os`) and writes snapshots; beside the kernel with as many agents
// that do nothing, in the same run. A market event is an accepted command (order, change, cancellation) or a
// trade.
//   bench_sim [--dir FOLDER] [--hours N]
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "daemon/simulation.hpp"
#include "sim/kernel.hpp"
#include "sim/random.hpp"
#include "sim/scenario_library.hpp"
#include "sim/simulator.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/exchange_port.hpp"

using namespace market;
using namespace market::bench;
using market::test::ExchangePort;
using Clock = std::chrono::steady_clock;

namespace {

constexpr Timestamp kStart{1'767'571'200'000'000'000};
constexpr Duration kTradingDay = Duration::seconds(6 * 3'600 + 1'800);
constexpr Duration kWholeDay = Duration::seconds(86'400);
constexpr int kDays = 10;
constexpr double kLeastBare = 300'000, kLeastJournaled = 150'000;  // market events a second
constexpr double kMostSeconds = 20;                                // of a trading day
constexpr double kMostGrowth = 1.1;  // of memory from the second day to the last

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double resident_mb() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t size = 0, resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

Scenario realistic() {
  auto scenario = load_scenario("realistic");
  if (!scenario) std::abort();
  return *std::move(scenario);
}

void print_rate(const char* name, std::uint64_t ticks, std::uint64_t market_events, double seconds) {
  std::printf("  %-46s %8.2f s  %12s  %12s\n", name, seconds,
              fixed(static_cast<double>(ticks) / seconds, 0).c_str(),
              market_events == 0 ? "-" : fixed(static_cast<double>(market_events) / seconds, 0).c_str());
}

// Wakes again and again after exponential times.
class Sleeper final : public sim::Agent {
 public:
  explicit Sleeper(int number) : random_(1, "sleeper" + std::to_string(number), "wake") {}
  void start(sim::Kernel& kernel) override { wake(kernel, 0); }
  void wake(sim::Kernel& kernel, sim::Tag) override { kernel.schedule(kernel.now() + random_.gap(1), 0); }
  void state(sim::StateArchive&) override {}

 private:
  sim::Random random_;
};

void run_kernel(std::uint64_t events) {
  constexpr int kAgents = 30;
  std::vector<std::unique_ptr<Sleeper>> agents;
  sim::Kernel kernel(kStart);
  for (int i = 0; i < kAgents; ++i) {
    agents.push_back(std::make_unique<Sleeper>(i));
    kernel.add(*agents.back());
  }
  const auto begin = Clock::now();
  const std::uint64_t handled = kernel.run_until(Timestamp(INT64_MAX), events);
  print_rate("the bare kernel, 30 agents that do nothing", handled, 0, seconds_since(begin));
}

// Returns the kernel's events.
std::uint64_t run_bare(Duration length) {
  Exchange exchange;
  ExchangePort port(exchange);
  const auto simulator = Simulator::load(realistic(), port, kStart);
  if (!simulator) std::abort();
  const auto begin = Clock::now();
  (*simulator)->run_until(kStart + length);
  const double seconds = seconds_since(begin);
  const SimulationCounters counters = (*simulator)->counters();
  const std::uint64_t events = counters.commands + exchange.last_trade_id().value();
  print_rate("on a bare exchange", counters.events, events, seconds);
  const double rate = static_cast<double>(events) / seconds;
  print_target("at least 300,000 market events/s without a journal, got " + fixed(rate, 0),
               rate >= kLeastBare);
  return counters.events;
}

void run_on_venue(const std::filesystem::path& folder, Duration length) {
  std::filesystem::create_directories(folder);
  Venue venue({.journal_file = folder / "journal.db",
               .durability = Durability::os,
               .clock_mode = VenueClock::Mode::simulated,
               .speed = Speed::max(),
               .settings = {},
               .database_file = folder / "market.db",
               .snapshots_folder = folder / "snapshots"});
  venue.start({});
  Simulation simulation(venue);
  std::promise<void> reached;
  const auto begin = Clock::now();
  if (!simulation.load(realistic(), Speed::max())) std::abort();
  simulation.run_for(length, [&] { reached.set_value(); });
  if (!simulation.start()) std::abort();
  reached.get_future().wait();
  const double seconds = seconds_since(begin);
  const SimulationSummary summary = simulation.summary();
  simulation.end();
  venue.close();
  const std::uint64_t events = summary.seq + summary.trades;
  print_rate("on a venue, journal `os`, snapshots, feed", summary.ticks, events, seconds);
  const double rate = static_cast<double>(events) / seconds;
  print_target("at least 150,000 market events/s with the journal at `os`, got " + fixed(rate, 0),
               rate >= kLeastJournaled);
  const double day = seconds * static_cast<double>(kTradingDay.ns()) / static_cast<double>(length.ns());
  print_target("a trading day of 6.5 h in under 20 s, got " + fixed(day, 2), day < kMostSeconds);
}

void run_ten_days() {
  Exchange exchange;
  ExchangePort port(exchange);
  const auto simulator = Simulator::load(realistic(), port, kStart);
  if (!simulator) std::abort();
  std::printf("Resident memory after each of %d whole days, MB:", kDays);
  double second = 0, last = 0;
  for (int day = 1; day <= kDays; ++day) {
    (*simulator)->run_until(kStart + Duration(kWholeDay.ns() * day));
    last = resident_mb();
    if (day == 2) second = last;
    std::printf(" %.1f", last);
    std::fflush(stdout);
  }
  std::printf("\n");
  print_target("flat from the second day to the tenth (within a tenth), grew to " + fixed(last / second, 2),
               last <= kMostGrowth * second);
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  std::filesystem::path folder = std::filesystem::temp_directory_path();
  long hours = 65;  // ten trading days
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::string(argv[i]) == "--dir") folder = argv[i + 1];
    if (std::string(argv[i]) == "--hours") hours = std::max(1L, std::strtol(argv[i + 1], nullptr, 10));
  }
  const Duration length = Duration::seconds(hours * 3'600);
  std::printf("%s\n`realistic`, one company\n", machine_description().c_str());
  run_ten_days();  // first: what else runs leaves memory behind
  std::printf("%ld hours of market time, events a second of wall time\n", hours);
  std::printf("  %-46s %10s  %12s  %12s\n", "", "", "kernel", "market");
  run_kernel(run_bare(length));
  const std::filesystem::path own = folder / ("market-bench-sim-" + std::to_string(::getpid()));
  run_on_venue(own, length);
  std::filesystem::remove_all(own);
  return 0;
}

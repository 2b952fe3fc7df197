// Simulator: a scenario at work on a market: its price processes and agents on one kernel. It has no thread
// and no clock of its own: whoever owns it says how far the time has come.
//
// Determined by the scenario (its seed), the port's answers and, on a market that it resumes, the seq it
// resumes at. Thread rule: one thread at a time, except counters(), which any thread may read.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "sim/kernel.hpp"
#include "sim/market_port.hpp"
#include "sim/order_gateway.hpp"
#include "sim/price_driver.hpp"
#include "sim/scenario.hpp"

namespace market {

struct SimulationCounters {
  std::uint64_t events = 0;    // wake-ups of agents
  std::uint64_t orders = 0;    // placed by agents and accepted
  std::uint64_t commands = 0;  // accepted commands of agents, orders included
  std::uint64_t refused = 0;
};

class Simulator {
 public:
  // Sets the market up (or finds the one it made before) and starts the agents at `now`: the first quotes are
  // placed before this returns. `market` must outlive the simulator.
  [[nodiscard]] static tl::expected<std::unique_ptr<Simulator>, std::string> load(const Scenario& scenario,
                                                                                  MarketPort& market,
                                                                                  Timestamp now);

  std::optional<Timestamp> next_time() const { return kernel_.next_time(); }
  // Handles what happens up to `time`, at most `at_most` events, and returns how many.
  std::size_t run_until(Timestamp time, std::size_t at_most = SIZE_MAX);
  // Leaves out a stretch of time: all that is to come happens later by `by`.
  void postpone(Duration by) { kernel_.postpone(by); }

  SimulationCounters counters() const;

 private:
  Simulator(MarketPort& market, Timestamp now) : kernel_(now), gateway_(market) {}
  void start(const Scenario& scenario, std::uint64_t seed);
  void add(const LiquidityProviderSpec& spec, std::uint64_t seed);
  void add(const NoiseSpec& spec, std::uint64_t seed);
  void add_price_drivers(const Scenario& scenario, std::uint64_t seed);
  void add_agent(std::unique_ptr<sim::Agent> agent);

  sim::Kernel kernel_;
  sim::OrderGateway gateway_;
  std::vector<CompanyId> companies_;
  std::vector<std::unique_ptr<sim::PriceFollower>> followers_;
  std::vector<std::unique_ptr<sim::Agent>> agents_;
  std::atomic<std::uint64_t> events_{0};
};

}  // namespace market

// Simulator: a scenario at work on a market: its price processes and agents on one kernel. It has no thread
// and no clock of its own: whoever owns it says how far the time has come.
//
// Determined by the scenario (its seed), the port's answers and, on a market that it goes on with without a
// saved state, the seq it resumes at. Thread rule: one thread at a time, except counters(), which any thread
// may read.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "sim/kernel.hpp"
#include "sim/market_observer.hpp"
#include "sim/market_port.hpp"
#include "sim/order_gateway.hpp"
#include "sim/price_driver.hpp"
#include "sim/scenario.hpp"
#include "sim/tape.hpp"
#include "sim/trading_agent.hpp"

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
  // placed before this returns. A market that was there before goes on with other draws and without the
  // scenario's schedule, which began with the market. `market` must outlive the simulator.
  [[nodiscard]] static tl::expected<std::unique_ptr<Simulator>, std::string> load(const Scenario& scenario,
                                                                                  MarketPort& market,
                                                                                  Timestamp now);

  // All that the simulator knows, as bytes that only resume() reads. Between calls of run_until().
  std::string state();
  // Goes on from a saved state. The market must be as it was when the state was saved, at `seq`: then what
  // follows is the same, command for command. Only others may have done something since, before the next
  // event. The error says why the state does not fit.
  [[nodiscard]] static tl::expected<std::unique_ptr<Simulator>, std::string> resume(const Scenario& scenario,
                                                                                    std::string_view state,
                                                                                    MarketPort& market,
                                                                                    Seq seq);
  // The same of the market as it is.
  [[nodiscard]] static tl::expected<std::unique_ptr<Simulator>, std::string> resume(const Scenario& scenario,
                                                                                    std::string_view state,
                                                                                    MarketPort& market);

  // The time of the event handled last, or to which run_until() came.
  Timestamp now() const { return kernel_.now(); }
  std::optional<Timestamp> next_time() const { return kernel_.next_time(); }
  // Handles what happens up to `time`, at most `at_most` events, and returns how many.
  std::size_t run_until(Timestamp time, std::size_t at_most = SIZE_MAX);
  // Leaves out a stretch of time: all that is to come happens later by `by`.
  void postpone(Duration by) { kernel_.postpone(by); }

  // The fundamental value of the company becomes (1 + relative_return) times what it was, at least a unit.
  // False when the scenario has no such company.
  bool shock(std::string_view symbol, double relative_return);
  // In the currency; nullopt when the scenario has no such company.
  std::optional<double> fundamental(std::string_view symbol) const;

  const std::vector<Symbol>& symbols() const { return symbols_; }  // as the scenario lists them
  // Of the minutes seen so far; nullopt when the scenario has no such company.
  std::optional<MarketSample> sample(std::string_view symbol) const;

  SimulationCounters counters() const;

 private:
  // Whether the agents start now, or what they do next comes from a saved state; `again` is a market that was
  // there before, whose schedule is over.
  enum class Begin : std::uint8_t { fresh, again, saved, saved_again };
  bool is_saved() const { return begin_ == Begin::saved || begin_ == Begin::saved_again; }
  bool has_schedule() const { return begin_ == Begin::fresh || begin_ == Begin::saved; }

  Simulator(MarketPort& market, const Scenario& scenario, std::uint64_t seed, Timestamp now, Begin begin);
  void add_agents(const AgentSpec& agent);
  void add_price_driver(const CompanySpec& spec, std::size_t index, std::size_t count);
  void add_schedule(const std::vector<ScheduledEvent>& events);
  sim::AgentSeat seat(const AgentAccounts& accounts, std::uint32_t account, const Symbol& symbol);
  void add(std::unique_ptr<sim::Agent> agent);
  void start(sim::Agent& agent);
  void archive_state(sim::StateArchive& archive);

  struct Follower {
    std::unique_ptr<sim::PriceFollower> follower;
    std::vector<Symbol> symbols;
  };

  Begin begin_;
  std::uint64_t fingerprint_;
  std::uint64_t seed_;
  sim::Kernel kernel_;
  sim::OrderGateway gateway_;
  std::map<Symbol, std::size_t> index_of_;  // of the companies, on the tape
  std::vector<Symbol> symbols_;
  sim::Tape tape_;
  std::vector<Follower> followers_;
  std::vector<std::unique_ptr<sim::Agent>> agents_;
  std::vector<sim::PriceDriver*> drivers_;  // by company
  sim::MarketObserver observer_;
  std::atomic<std::uint64_t> events_{0};
};

}  // namespace market

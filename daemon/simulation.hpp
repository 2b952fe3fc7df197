// Simulation: a scenario running on the daemon's venue, on a thread of its own. It moves the venue's clock,
// or keeps in step with it:
//   stopped   the agents do nothing; the clock goes on at speed 1
//   running   at a speed the clock goes on by itself, and events are handled when it has reached them; at
//             speed max it stands and is moved from event to event
//   paused    the clock stands
// The agents' commands go the way of everybody's: stamped, journaled and published by the Venue.
//
// What the agents know is kept in a file as the market goes on, see simulation_states.hpp: a daemon that was
// killed goes on with them as if nothing had been, as long as it runs the same scenario.
//
// When the machine is too slow for a speed it catches up in short bursts; more than kMaxLag (of wall time)
// behind, it leaves out the time it lost instead, so that the market is always about now.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "daemon/rest/simulation_control.hpp"
#include "daemon/simulation_recovery.hpp"
#include "daemon/simulation_states.hpp"
#include "daemon/venue_port.hpp"
#include "sim/scenario.hpp"
#include "sim/simulator.hpp"
#include "venue/venue.hpp"

namespace market {

// What became of a run.
struct SimulationSummary {
  std::string scenario;
  std::uint64_t seed = 0;
  Timestamp from, to;  // market time
  std::uint64_t ticks = 0, orders = 0, trades = 0;
  std::uint64_t volume = 0;  // shares
  Amount turnover;
  double wall_seconds = 0;
  Seq seq = 0;
  std::uint64_t state_hash = 0;
};
// Lines for a person, with a last one to compare runs by: "state_hash 0123456789abcdef".
std::string to_text(const SimulationSummary& summary);

class Simulation final : public SimulationControl {
 public:
  // `venue` must outlive this. What the agents know is kept in `state_file` and taken up again by load() if
  // the market is still as it was then; empty: it is not kept.
  explicit Simulation(Venue& venue, std::filesystem::path state_file = {});
  ~Simulation() override;  // end()
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  // Before Venue::start(): finds out what the agents of an earlier process knew at the journal's end, for
  // load() of the same scenario: of the one that will be loaded at once, or else of that which was loaded
  // over REST, whenever it is loaded again. Throws what the venue's files throw.
  void recover(const std::optional<Scenario>& scenario);
  // After Venue::start(), before anybody else can submit: does what these agents had begun.
  void finish_moment();
  Result load(const Scenario& scenario, Speed speed) { return load(scenario, speed, {}); }
  // Calls `reached`, once, on the simulation's thread, when so much more market time has passed; it is paused
  // then. One that an earlier process was asked for, and did not come to the end of, ends when that would
  // have.
  void run_for(Duration time, std::function<void()> reached);
  // Returns when the thread has ended, within milliseconds; nothing is submitted after it. Idempotent.
  void end();

  SimulationStatus status() override;
  Result load(std::string_view scenario, std::optional<std::uint64_t> seed,
              std::optional<Speed> speed) override;
  Result start() override;
  Result pause() override;
  Result stop() override;
  Result set_speed(Speed speed) override;
  void step(const StepGoal& goal, std::function<void(Result)> done) override;
  Result shock(std::string_view symbol, double relative_return) override;
  tl::expected<SimulationReport, SimulationRefused> report(std::string_view symbol) override;

  // Whether the agents went on with what an earlier process's knew.
  bool resumed() const { return resumed_; }
  // Of what has been simulated since it was loaded.
  SimulationSummary summary();

  // Market time left out because the machine was too slow.
  Duration skipped() const { return Duration(skipped_ns_.load()); }

 private:
  class Access;
  struct Goal {
    std::uint64_t ticks = UINT64_MAX;  // left
    Timestamp until{INT64_MAX};
    bool at_once = false;  // as fast as it goes, whatever the speed
    std::function<void(Result)> done;
  };

  void run();
  bool is_active() const { return state_ == SimulationState::running || (goal_ && goal_->at_once); }
  bool is_driven() const { return speed_.is_max() || (goal_ && goal_->at_once); }
  std::chrono::nanoseconds advance_or_abort();
  std::chrono::nanoseconds advance();
  std::chrono::nanoseconds burst();
  std::chrono::nanoseconds until_next(Timestamp limit);
  std::size_t handle(Timestamp limit);
  bool goal_is_reached() const;
  void reach_goal();
  void set_clock();
  void leave_out(Duration lost);
  void measure();
  void count_trades();
  Result check_loaded() const;
  void let_others_wait();
  void leave_stop();
  void postpone(Duration by);
  void end_step();
  bool is_stepping() const { return goal_ && goal_->at_once; }
  KeptSimulation kept();
  void keep_state();
  Result load(const Scenario& scenario, Speed speed, std::string source);
  bool recover(const Scenario& scenario, const KeptSimulation& kept, Seq seq);
  tl::expected<std::unique_ptr<Simulator>, std::string> make_simulator(const Scenario& scenario);
  static tl::unexpected<SimulationRefused> refused(SimulationRefused::Why why, std::string detail);

  Venue& venue_;
  const std::shared_ptr<SimulationStates> states_;
  std::optional<RecoveredSimulation> recovered_;  // until something is loaded
  std::thread thread_;

  std::atomic<int> callers_{0};  // for mutex_, which the thread takes again and again
  std::mutex mutex_;             // guards what follows; the venue's lock is taken inside it
  std::condition_variable wake_;
  VenuePort port_;
  std::unique_ptr<Simulator> simulator_;  // used under the venue's lock as well
  bool acts_ = false;                     // see KeptSimulation; written under the venue's lock as well
  std::string source_;                    // KeptSimulation::scenario; the same
  KeptSimulation::Run run_;               // the same
  std::uint64_t kept_ = 0;                // how many states were taken; under the venue's lock
  std::string scenario_;
  std::atomic<bool> resumed_{false};
  std::uint64_t seed_ = 0;
  SimulationSummary tally_;  // kept up with each burst
  TradeId tallied_;          // the last trade in it
  std::vector<Trade> fresh_;
  SimulationState state_ = SimulationState::stopped;
  Speed speed_;
  std::optional<Goal> goal_;
  std::function<void(Result)> reached_;  // of the goal just reached; called without the lock
  bool changed_ = false;
  bool ending_ = false;
  std::uint64_t measured_events_ = 0;
  std::chrono::steady_clock::time_point measured_at_{};
  double events_per_second_ = 0;
  std::chrono::steady_clock::time_point loaded_at_{};
  std::chrono::steady_clock::time_point next_log_{};  // when leaving time out may be logged again

  std::atomic<std::int64_t> skipped_ns_{0};
};

}  // namespace market

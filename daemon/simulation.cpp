#include "daemon/simulation.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <utility>

#include "core/decimal.hpp"
#include "daemon/log.hpp"
#include "sim/scenario_library.hpp"

namespace market {
namespace {

using std::chrono::nanoseconds;
using Why = SimulationRefused::Why;

constexpr std::size_t kBurst = 128;                              // events under one hold of the venue's lock
constexpr nanoseconds kBreath = std::chrono::microseconds(100);  // so that others get the lock
constexpr nanoseconds kRoomPause = std::chrono::milliseconds(5);
constexpr nanoseconds kLongestSleep = std::chrono::seconds(1);
constexpr nanoseconds kMaxLag = std::chrono::seconds(2);
constexpr std::chrono::milliseconds kMeasured{500};
constexpr std::chrono::minutes kLogPause{1};
constexpr Timestamp kNoEnd{INT64_MAX};
constexpr Duration kWindow = Duration::seconds(1);  // of market time, in which a burst looks for events

// As it is asked for over REST.
tl::expected<Scenario, std::string> read_scenario(std::string_view text, std::optional<std::uint64_t> seed) {
  auto read = !text.empty() && text.front() == '{' ? parse_scenario(text) : load_built_in(text);
  if (read && seed) read->seed = *seed;
  return read;
}

}  // namespace

// The thread that simulates lets these in between two bursts.
class Simulation::Access {
 public:
  explicit Access(Simulation& simulation) : simulation_(simulation) {
    ++simulation_.callers_;
    lock_ = std::unique_lock(simulation_.mutex_);
    --simulation_.callers_;
  }
  ~Access() {
    simulation_.changed_ = true;
    lock_.unlock();
    simulation_.wake_.notify_all();
  }
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;

 private:
  Simulation& simulation_;
  std::unique_lock<std::mutex> lock_;
};

Simulation::Simulation(Venue& venue, std::filesystem::path state_file)
    : venue_(venue),
      states_(std::make_shared<SimulationStates>(
          std::move(state_file),
          [this](Venue::Session& session) { return port_.within(session, [this] { return kept(); }); })),
      port_(venue) {
  venue_.set_companion(states_);
  thread_ = std::thread([this] { run(); });
}

Simulation::~Simulation() {
  end();
  venue_.set_companion(nullptr);
}

void Simulation::end() {
  std::optional<Goal> left;
  {
    const Access access(*this);
    ending_ = true;
    left = std::exchange(goal_, std::nullopt);
  }
  if (thread_.joinable()) {
    thread_.join();
    keep_state();
  }
  if (left && left->done) left->done(refused(Why::stopping, "the daemon is stopping"));
}

tl::unexpected<SimulationRefused> Simulation::refused(Why why, std::string detail) {
  return tl::unexpected(SimulationRefused{why, std::move(detail)});
}

// Under the venue's lock.
KeptSimulation Simulation::kept() {
  if (!simulator_) return {};
  KeptSimulation kept{port_.seq(), acts_, run_, source_, seed_, simulator_->state()};
  kept.number = ++kept_;
  return kept;
}

// After what only this process knows of: a shock, time that was left out, a start and a stop.
void Simulation::keep_state() {
  if (states_->write(port_.with([&] { return kept(); }))) return;
  log_warn("what the agents know could not be kept: after a crash they would begin anew");
}

void Simulation::recover(const std::optional<Scenario>& scenario) {
  const Seq seq = venue_.with([](const Venue::Session& session) { return session.seq(); });
  for (const KeptSimulation& kept : states_->read()) {
    // What followed was not journaled, or what came before is in market.db alone.
    if (kept.seq > seq || kept.seq < venue_.snapshot_status().seq) continue;
    auto wanted = scenario;
    if (!wanted && !kept.scenario.empty())
      if (auto read = read_scenario(kept.scenario, kept.seed)) wanted = *std::move(read);
    if (wanted && recover(*wanted, kept, seq)) break;
  }
  // Whoever loads it later loads it on a market that has gone on.
  if (scenario && recovered_) port_.with([&] { port_.set_horizon(recovered_->next); });
}

bool Simulation::recover(const Scenario& scenario, const KeptSimulation& kept, Seq seq) {
  auto recovered = recover_simulation(scenario, kept, venue_);
  if (!recovered) {
    log_info("what the agents knew at seq " + std::to_string(kept.seq) +
             " is of no use: " + recovered.error());
    return false;
  }
  if (kept.seq < seq)
    log_info("the agents are driven again from seq " + std::to_string(kept.seq) + " to " +
             std::to_string(seq));
  recovered_ = *std::move(recovered);
  return true;
}

void Simulation::finish_moment() {
  if (!recovered_) return;
  const bool done = port_.with([&] {
    return std::all_of(recovered_->unfinished.begin(), recovered_->unfinished.end(), [&](const auto& one) {
      const auto& [command, time] = one;
      port_.do_what_is_due(time);
      return std::holds_alternative<AdvanceTime>(command) || port_.submit(command, time);
    });
  });
  if (!done) recovered_.reset();
}

// With what its agents knew, when that is known and fits.
tl::expected<std::unique_ptr<Simulator>, std::string> Simulation::make_simulator(const Scenario& scenario) {
  std::string why;
  const auto resume = [&](const std::string& agents, Seq seq) {
    auto resumed = Simulator::resume(scenario, agents, port_, seq);
    resumed_ = resumed.has_value();
    if (!resumed && why.empty()) why = resumed.error();
    return resumed;
  };
  if (const auto recovered = std::exchange(recovered_, std::nullopt))
    if (auto resumed = resume(recovered->agents, recovered->seq)) {
      run_ = recovered->run;
      return resumed;
    }
  for (const KeptSimulation& kept : states_->read())
    if (auto resumed = resume(kept.agents, port_.seq())) return resumed;
  if (!why.empty())
    log_warn("the agents begin anew, not with what " + states_->path().string() + " says: " + why);
  return Simulator::load(scenario, port_, venue_.clock().now());
}

Simulation::Result Simulation::check_loaded() const {
  if (ending_) return refused(Why::stopping, "the daemon is stopping");
  if (!simulator_)
    return refused(Why::none_loaded, "no scenario is loaded: load one with PUT /v1/simulation");
  return {};
}

SimulationStatus Simulation::status() {
  const Access access(*this);
  SimulationStatus status;
  status.state = state_;
  status.scenario = scenario_;
  status.seed = seed_;
  status.speed = speed_;
  port_.with([&] {
    if (simulator_) count_trades();
  });
  status.time = venue_.with([](const Venue::Session& session) { return session.now(); });
  if (!simulator_) return status;
  const SimulationCounters counters = simulator_->counters();
  status.ticks = counters.events;
  status.orders = counters.orders;
  status.trades = tally_.trades;
  status.events_per_second = is_active() ? events_per_second_ : 0;
  return status;
}

Simulation::Result Simulation::load(const Scenario& scenario, Speed speed, std::string source) {
  const Access access(*this);
  if (ending_) return refused(Why::stopping, "the daemon is stopping");
  if (state_ == SimulationState::running || goal_)
    return refused(Why::running, "scenario " + scenario_ + " is running: pause or stop it first");
  auto loaded = port_.with([&] {
    const bool foreign = port_.has_companies_or_traders() && port_.scenario_mark() != scenario.name;
    tally_ = {.scenario = scenario.name, .seed = scenario.seed, .from = venue_.clock().now()};
    tallied_ = port_.last_trade();
    run_ = {};
    return std::pair(foreign, make_simulator(scenario));
  });
  if (!loaded.second)
    return refused(loaded.first ? Why::not_empty : Why::invalid, std::move(loaded.second.error()));
  port_.with([&] {
    simulator_ = std::move(*loaded.second);
    source_ = std::move(source);
    seed_ = scenario.seed;
  });
  venue_.clock().advance_to(simulator_->now());  // it may have stopped behind the last command
  loaded_at_ = std::chrono::steady_clock::now();
  scenario_ = scenario.name;
  speed_ = speed;
  state_ = SimulationState::stopped;
  events_per_second_ = 0;
  measured_events_ = 0;
  let_others_wait();
  keep_state();
  return {};
}

Simulation::Result Simulation::load(std::string_view scenario, std::optional<std::uint64_t> seed,
                                    std::optional<Speed> speed) {
  auto read = read_scenario(scenario, seed);
  if (!read) return refused(Why::invalid, std::move(read.error()));
  return load(*read, speed.value_or(Speed()), std::string(scenario));
}

// What the clock has gone on meanwhile is no time that the agents have missed.
void Simulation::leave_stop() {
  if (state_ != SimulationState::stopped) return;
  const auto next = simulator_->next_time();
  const Timestamp now = venue_.clock().now();
  if (next && *next < now) postpone(now - simulator_->now());
}

void Simulation::postpone(Duration by) {
  port_.with([&] { simulator_->postpone(by); });
}

// It is answered with what it has come to.
void Simulation::end_step() {
  if (!is_stepping()) return;
  reached_ = std::move(goal_->done);
  goal_.reset();
}

Simulation::Result Simulation::start() {
  const Access access(*this);
  if (auto loaded = check_loaded(); !loaded) return loaded;
  if (is_stepping()) return refused(Why::running, "a step is under way: pause ends it");
  if (state_ == SimulationState::running) return {};
  leave_stop();
  state_ = SimulationState::running;
  set_clock();
  return {};
}

Simulation::Result Simulation::pause() {
  const Access access(*this);
  if (auto loaded = check_loaded(); !loaded) return loaded;
  end_step();
  leave_stop();
  state_ = SimulationState::paused;
  set_clock();
  return {};
}

Simulation::Result Simulation::stop() {
  const Access access(*this);
  if (auto loaded = check_loaded(); !loaded) return loaded;
  end_step();
  if (goal_) return refused(Why::running, "a run of a given length is under way");
  state_ = SimulationState::stopped;
  set_clock();
  return {};
}

Simulation::Result Simulation::set_speed(Speed speed) {
  const Access access(*this);
  if (auto loaded = check_loaded(); !loaded) return loaded;
  speed_ = speed;
  set_clock();
  return {};
}

void Simulation::set_clock() {
  switch (state_) {
    case SimulationState::stopped: venue_.clock().run(Speed()); break;
    case SimulationState::paused: venue_.clock().hold(speed_); break;
    case SimulationState::running:
      if (speed_.is_max())
        venue_.clock().hold(speed_);
      else
        venue_.clock().run(speed_);
      break;
  }
  let_others_wait();
}

// Who trades does so between two moments of the agents, even when these are late: so the journal tells who
// came first.
void Simulation::let_others_wait() {
  const bool acts = state_ != SimulationState::stopped;
  const bool changes = acts_ != acts;
  port_.with([&] {
    acts_ = acts;
    const auto next = acts_ && simulator_ ? simulator_->next_time() : std::nullopt;
    port_.set_horizon(next.value_or(kNoEnd));
  });
  if (changes && simulator_) keep_state();
}

void Simulation::step(const StepGoal& how_far, std::function<void(Result)> done) {
  Result begun;
  {
    const Access access(*this);
    begun = check_loaded();
    if (begun && (state_ == SimulationState::running || goal_))
      begun = refused(Why::running, "scenario " + scenario_ + " is running: pause it first");
    if (begun) {
      Goal goal;
      goal.at_once = true;
      goal.done = done;
      const Timestamp now = venue_.clock().now();
      if (const auto* ticks = std::get_if<std::uint64_t>(&how_far)) goal.ticks = *ticks;
      if (const auto* time = std::get_if<Duration>(&how_far)) goal.until = now + *time;
      if (const auto* until = std::get_if<Timestamp>(&how_far)) goal.until = *until;
      leave_stop();
      state_ = SimulationState::paused;
      set_clock();
      goal_ = std::move(goal);
    }
  }
  if (!begun) done(std::move(begun));
}

void Simulation::run_for(Duration time, std::function<void()> reached) {
  const Access access(*this);
  Goal goal;
  port_.with([&] {
    const bool goes_on = run_.time == time && run_.end > venue_.clock().now();
    if (!goes_on) run_ = {time, venue_.clock().now() + time};
  });
  goal.until = run_.end;
  goal.done = [reached = std::move(reached)](const Result& result) {
    if (result) reached();
  };
  goal_ = std::move(goal);
}

Simulation::Result Simulation::shock(std::string_view symbol, double relative_return) {
  const Access access(*this);
  if (auto loaded = check_loaded(); !loaded) return loaded;
  const bool known = port_.with([&] { return simulator_->shock(symbol, relative_return); });
  if (!known)
    return refused(Why::invalid, "scenario " + scenario_ + " has no company " + std::string(symbol));
  keep_state();
  return {};
}

// The facts are computed when nobody waits for this any more.
tl::expected<SimulationReport, SimulationRefused> Simulation::report(std::string_view symbol) {
  SimulationReport report;
  std::optional<MarketSample> sample;
  {
    const Access access(*this);
    if (auto loaded = check_loaded(); !loaded) return tl::unexpected(loaded.error());
    report.scenario = scenario_;
    report.seed = seed_;
    report.symbol = symbol.empty() ? simulator_->symbols().front().str() : std::string(symbol);
    sample = port_.with([&] { return simulator_->sample(report.symbol); });
  }
  if (!sample)
    return refused(Why::invalid, "scenario " + report.scenario + " has no company " + report.symbol);
  report.minutes = sample->returns.size();
  report.orders = sample->signs.orders();
  report.facts = stylised_facts(*sample);
  return report;
}

void Simulation::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const nanoseconds idle = is_active() ? advance_or_abort() : kLongestSleep;
    if (const auto reached = std::exchange(reached_, nullptr)) {
      lock.unlock();
      reached({});
      lock.lock();
    }
    if (callers_ > 0 || venue_.is_waited_for()) {
      lock.unlock();
      std::this_thread::sleep_for(kBreath);
      lock.lock();
    } else if (idle > nanoseconds::zero()) {
      wake_.wait_for(lock, idle, [this] { return ending_ || changed_; });
    }
    changed_ = false;
  }
}

// What was acknowledged is in the journal, and the next start goes on from there; a market whose agents have
// silently stopped would look alive.
nanoseconds Simulation::advance_or_abort() {
  try {
    return advance();
  } catch (const std::exception& error) {
    log_error(std::string("the scenario failed, marketd ends: ") + error.what());
    std::abort();
  }
}

void Simulation::leave_out(Duration lost) {
  postpone(lost);
  let_others_wait();
  keep_state();
  skipped_ns_ += lost.ns();
  const auto now = std::chrono::steady_clock::now();
  if (now < next_log_) return;
  next_log_ = now + kLogPause;
  log_warn("too slow for this speed: " + std::to_string(skipped_ns_ / 1'000'000'000) +
           " seconds of market time left out so far; a lower --speed, or max, loses none");
}

// Handles a burst of what is due, and returns how long there is nothing more to do.
nanoseconds Simulation::advance() {
  if (!venue_.has_room()) return kRoomPause;
  const nanoseconds idle = burst();
  measure();
  if (goal_is_reached()) reach_goal();
  return idle;
}

nanoseconds Simulation::burst() {
  const Timestamp goal = goal_ ? goal_->until : kNoEnd;
  const auto next = simulator_->next_time();
  if (is_driven()) {
    if (!next && goal == kNoEnd) return kLongestSleep;
    // No further than the next events: a market without any must not run to the end of time.
    handle(next && *next <= goal ? std::min(goal, *next + kWindow) : goal);
    return nanoseconds::zero();
  }
  const Timestamp now = venue_.clock().now();
  if (next && -venue_.clock().wall_until(*next) > kMaxLag) leave_out(now - *next);
  handle(std::min(goal, now));
  return until_next(goal);
}

// One moment is never handled in parts, unless so many events were asked for: who trades meanwhile does so
// before or after all of it.
std::size_t Simulation::handle(Timestamp limit) {
  return port_.with([&] {
    const bool counts = goal_ && goal_->ticks != UINT64_MAX;
    std::size_t handled = 0;
    for (auto next = simulator_->next_time(); next && *next <= limit; next = simulator_->next_time()) {
      if (handled >= kBurst || (counts && goal_->ticks == 0)) break;
      port_.do_what_is_due(*next);
      const std::size_t done = simulator_->run_until(*next, counts ? goal_->ticks : SIZE_MAX);
      if (counts) goal_->ticks -= done;
      handled += done;
    }
    const auto next = simulator_->next_time();
    if (!next || *next > limit) simulator_->run_until(limit);
    port_.set_horizon(next.value_or(kNoEnd));
    venue_.clock().advance_to(simulator_->now());
    count_trades();
    return handled;
  });
}

nanoseconds Simulation::until_next(Timestamp limit) {
  const auto next = simulator_->next_time();
  const Timestamp soon = std::min(next.value_or(kNoEnd), limit);
  return std::clamp(venue_.clock().wall_until(soon), kBreath, kLongestSleep);
}

bool Simulation::goal_is_reached() const {
  if (!goal_) return false;
  const bool nothing_comes = goal_->until == kNoEnd && !simulator_->next_time();
  return goal_->ticks == 0 || simulator_->now() >= goal_->until || nothing_comes;
}

void Simulation::reach_goal() {
  reached_ = std::move(goal_->done);
  venue_.clock().advance_to(simulator_->now());
  goal_.reset();
  state_ = SimulationState::paused;
  set_clock();
  venue_.do_what_is_due();
}

void Simulation::count_trades() {
  fresh_.clear();
  port_.trades_after(tallied_, fresh_);
  for (const Trade& trade : fresh_) {
    ++tally_.trades;
    tally_.volume += static_cast<std::uint64_t>(trade.quantity.shares());
    tally_.turnover += wide_notional(trade.price, trade.quantity);
    tallied_ = trade.id;
  }
}

SimulationSummary Simulation::summary() {
  const Access access(*this);
  SimulationSummary summary = tally_;
  if (!simulator_) return summary;
  const SimulationCounters counters = simulator_->counters();
  summary.ticks = counters.events;
  summary.orders = counters.orders;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - loaded_at_;
  summary.wall_seconds = wall.count();
  venue_.with([&](const Venue::Session& session) {
    summary.to = session.now();
    summary.seq = session.seq();
    summary.state_hash = session.exchange().state_hash();
  });
  return summary;
}

std::string to_text(const SimulationSummary& summary) {
  const auto rate =
      static_cast<std::uint64_t>(static_cast<double>(summary.ticks) / std::max(summary.wall_seconds, 1e-9));
  char hash[17], seconds[32];
  std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(summary.state_hash));
  std::snprintf(seconds, sizeof seconds, "%.1f", summary.wall_seconds);
  const auto line = [](const char* name, const std::string& value) {
    return std::string(name) + std::string(12 - std::string(name).size(), ' ') + value + "\n";
  };
  return line("scenario", summary.scenario + ", seed " + std::to_string(summary.seed)) +
         line("time", to_rfc3339(summary.from) + " to " + to_rfc3339(summary.to)) +
         line("events", std::to_string(summary.ticks) + " in " + seconds + " s, " + std::to_string(rate) +
                            " a second") +
         line("orders", std::to_string(summary.orders)) + line("trades", std::to_string(summary.trades)) +
         line("volume", std::to_string(summary.volume) + " shares") +
         line("turnover", to_text(summary.turnover)) + line("seq", std::to_string(summary.seq)) +
         line("state_hash", hash);
}

void Simulation::measure() {
  const auto now = std::chrono::steady_clock::now();
  const auto passed = now - measured_at_;
  if (passed < kMeasured) return;
  const std::uint64_t events = simulator_->counters().events;
  const std::chrono::duration<double> seconds = passed;
  events_per_second_ = static_cast<double>(events - measured_events_) / seconds.count();
  measured_events_ = events;
  measured_at_ = now;
}

}  // namespace market

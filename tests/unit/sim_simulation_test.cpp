// Shows the simulation on a real venue with its own thread: it trades in step with the venue's clock, stops
// promptly, goes on after a restart and lets others trade meanwhile.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <string>
#include <thread>

#include "daemon/simulation.hpp"
#include "sim/scenario_library.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_exchange.hpp"

using namespace market;
using namespace market::test;
using std::chrono::milliseconds;

namespace {

struct Market {
  Market(const TemporaryFolder& folder, Speed speed)
      : venue({.journal_file = folder.path() / "journal.db",
               .durability = Durability::os,
               .clock_mode = VenueClock::Mode::simulated,
               .speed = speed,
               .settings = {}}) {
    venue.start({[](Seq) {}, [](const std::string&) {}});
  }

  std::uint64_t trades() {
    return venue.with([](Venue::Session& session) { return session.history().trades().size(); });
  }
  Seq seq() {
    return venue.with([](Venue::Session& session) { return session.seq(); });
  }
  // Waits until `more` further trades have happened, at most ten seconds.
  bool sees_trades(std::uint64_t more) {
    const std::uint64_t goal = trades() + more;
    for (int i = 0; i < 2'000 && trades() < goal; ++i) std::this_thread::sleep_for(milliseconds(5));
    return trades() >= goal;
  }

  Venue venue;
};

std::unique_ptr<Simulation> load(Market& market, const char* scenario = "sample") {
  auto simulation = std::make_unique<Simulation>(market.venue);
  const auto loaded = simulation->load(*load_scenario(scenario), market.venue.clock().speed());
  REQUIRE_MESSAGE(loaded.has_value(), loaded.error().detail);
  return simulation;
}

void start(Simulation& simulation) {
  REQUIRE(simulation.start().has_value());
}

SimulationStatus step(Simulation& simulation, const StepGoal& goal) {
  std::promise<bool> done;
  simulation.step(goal, [&](const SimulationControl::Result& result) { done.set_value(result.has_value()); });
  REQUIRE(done.get_future().get());
  return simulation.status();
}

std::uint64_t hash_after(const char* scenario, Duration time) {
  const TemporaryFolder folder;
  Market market(folder, Speed::max());
  const auto simulation = load(market, scenario);
  step(*simulation, time);
  const SimulationSummary summary = simulation->summary();
  CHECK(summary.trades > 0);
  return summary.state_hash;
}

}  // namespace

TEST_CASE("the simulation trades on the venue, others can trade with it, and it stops promptly") {
  const TemporaryFolder folder;
  Market market(folder, Speed::times(60));
  const auto simulation = load(market);
  start(*simulation);
  CHECK(market.sees_trades(100));

  const auto bought = market.venue.with([](Venue::Session& session) {
    const TraderId tomas = trader_named(session.exchange(), "tomas");
    const CompanyId acme = company_named(session.exchange(), "ACME");
    return session.submit(buy(10).from(tomas, acme)).has_value();
  });
  CHECK(bought);

  const auto before = std::chrono::steady_clock::now();
  simulation->end();
  CHECK(std::chrono::steady_clock::now() - before < milliseconds(1000));
  const Seq seq = market.seq();
  std::this_thread::sleep_for(milliseconds(30));
  CHECK(market.seq() == seq);
  CHECK(simulation->status().orders > 100);
  market.venue.with([](Venue::Session& session) { require_sound(session.exchange()); });
}

TEST_CASE("it stops promptly while there is nothing to do for long, and before it was started") {
  const TemporaryFolder folder;
  Market market(folder, Speed::times(1e-6));
  const auto simulation = load(market);
  start(*simulation);
  std::this_thread::sleep_for(milliseconds(20));
  const auto before = std::chrono::steady_clock::now();
  simulation->end();
  simulation->end();
  CHECK(std::chrono::steady_clock::now() - before < milliseconds(1000));
}

TEST_CASE("after a restart the market goes on") {
  const TemporaryFolder folder;
  {
    Market market(folder, Speed::times(60));
    const auto simulation = load(market);
    start(*simulation);
    CHECK(market.sees_trades(50));
    simulation->end();
    market.venue.close();
  }
  Market market(folder, Speed::times(60));
  const std::uint64_t before = market.trades();
  CHECK(before >= 50);
  const auto simulation = load(market);
  start(*simulation);
  CHECK(market.sees_trades(50));
  simulation->end();
  market.venue.with([](Venue::Session& session) {
    CHECK(session.exchange().company_count() == 8);
    require_sound(session.exchange());
  });
}

TEST_CASE("too fast for the machine: time is left out, the venue stays usable, and stop is prompt") {
  const TemporaryFolder folder;
  Market market(folder, Speed::times(1e7));
  const auto simulation = load(market);
  start(*simulation);
  for (int i = 0; i < 6'000 && simulation->skipped().ns() == 0; ++i)
    std::this_thread::sleep_for(milliseconds(1));
  CHECK(simulation->skipped().ns() > 0);
  std::chrono::steady_clock::duration longest{};
  for (int i = 0; i < 50; ++i) {
    const auto before = std::chrono::steady_clock::now();
    market.seq();
    longest = std::max(longest, std::chrono::steady_clock::now() - before);
    std::this_thread::sleep_for(milliseconds(2));
  }
  CHECK(longest < milliseconds(2000));
  const auto before = std::chrono::steady_clock::now();
  simulation->end();
  CHECK(std::chrono::steady_clock::now() - before < milliseconds(1000));
}

TEST_CASE("a venue with a market of its own is refused") {
  const TemporaryFolder folder;
  Market market(folder, Speed());
  RegisterTrader ann;
  ann.slug = Slug("ann");
  ann.name = "Ann";
  REQUIRE(market.venue.with([&](Venue::Session& session) { return session.submit(ann).has_value(); }));
  Simulation simulation(market.venue);
  const auto loaded = simulation.load(*load_scenario("sample"), Speed());
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().why == SimulationRefused::Why::not_empty);
  CHECK(loaded.error().detail.find("choose an empty folder") != std::string::npos);
}

TEST_CASE(
    "at speed max time goes from event to event, stands while paused, and a step ends where it should") {
  const TemporaryFolder folder;
  Market market(folder, Speed::max());
  const auto simulation = load(market, "zi");
  const Timestamp begin = simulation->status().time;
  CHECK(begin == kSimulatedStart);

  SimulationStatus status = step(*simulation, Duration::seconds(600));
  CHECK(status.state == SimulationState::paused);
  CHECK(status.time == begin + Duration::seconds(600));
  CHECK(status.ticks > 1'000);
  CHECK(status.trades > 100);
  std::this_thread::sleep_for(milliseconds(5));
  CHECK(simulation->status().time == status.time);

  const std::uint64_t ticks = status.ticks;
  status = step(*simulation, std::uint64_t{17});
  CHECK(status.ticks == ticks + 17);
  status = step(*simulation, StepGoal(begin + Duration::seconds(3'600)));
  CHECK(status.time == begin + Duration::seconds(3'600));

  start(*simulation);
  CHECK(market.sees_trades(1'000));
  REQUIRE(simulation->pause().has_value());
  status = simulation->status();
  CHECK(status.time > begin + Duration::seconds(3'600));
  market.venue.with([](Venue::Session& session) { require_sound(session.exchange()); });
}

TEST_CASE("the same seed gives the same market at speed max, of every built-in scenario") {
  for (const BuiltInScenario& one : built_in_scenarios()) {
    CAPTURE(one.name);
    const std::string name(one.name);
    CHECK(hash_after(name.c_str(), Duration::seconds(300)) ==
          hash_after(name.c_str(), Duration::seconds(300)));
  }
}

TEST_CASE("what is asked at the wrong time is refused") {
  const TemporaryFolder folder;
  Market market(folder, Speed());
  Simulation simulation(market.venue);
  using Why = SimulationRefused::Why;
  CHECK(simulation.status().scenario.empty());
  CHECK(simulation.start().error().why == Why::none_loaded);
  CHECK(simulation.pause().error().why == Why::none_loaded);
  CHECK(simulation.shock("ZERO", 0.1).error().why == Why::none_loaded);
  CHECK(simulation.load("nonsense", std::nullopt, std::nullopt).error().why == Why::invalid);
  REQUIRE(simulation.load("zi", 7, Speed::times(10)).has_value());
  CHECK(simulation.status().seed == 7);
  CHECK(simulation.status().state == SimulationState::stopped);
  REQUIRE(simulation.start().has_value());
  CHECK(simulation.load("zi", 7, std::nullopt).error().why == Why::running);
  CHECK(simulation.shock("NOPE", 0.1).error().why == Why::invalid);
  CHECK(simulation.shock("ZERO", 0.1).has_value());
  REQUIRE(simulation.stop().has_value());
  CHECK(simulation.load("fcn", std::nullopt, std::nullopt).error().why == Why::not_empty);
}

TEST_CASE("a step takes no other orders but to end, which pause and stop tell it") {
  for (const bool stops : {false, true}) {
    const TemporaryFolder folder;
    Market market(folder, Speed::times(1));
    const auto simulation = load(market, "zi");
    std::promise<SimulationControl::Result> done;
    simulation->step(Duration::seconds(86'400 * 300),
                     [&](const SimulationControl::Result& result) { done.set_value(result); });
    CHECK(simulation->start().error().why == SimulationRefused::Why::running);
    CHECK((stops ? simulation->stop() : simulation->pause()).has_value());
    CHECK(done.get_future().get().has_value());
    const std::uint64_t ticks = simulation->status().ticks;
    std::this_thread::sleep_for(milliseconds(50));
    CHECK(simulation->status().ticks == ticks);
    start(*simulation);
    CHECK(market.sees_trades(1));
  }
}

TEST_CASE("a run of a length tells when it is there") {
  const TemporaryFolder folder;
  Market market(folder, Speed::max());
  const auto simulation = load(market, "zi");
  std::promise<void> reached;
  simulation->run_for(Duration::seconds(900), [&] { reached.set_value(); });
  start(*simulation);
  REQUIRE(reached.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
  const SimulationSummary summary = simulation->summary();
  CHECK(summary.to - summary.from == Duration::seconds(900));
  CHECK(to_text(summary).find("state_hash  ") != std::string::npos);
}

TEST_CASE("stopped and started again, agents go on exactly as if they had not, of every built-in scenario") {
  const auto halves = [](const std::string& scenario) {
    const TemporaryFolder folder;
    std::uint64_t hash = 0;
    for (int half = 0; half < 2; ++half) {
      Market market(folder, Speed::max());
      Simulation simulation(market.venue, folder.path() / "simulation.state");
      const auto loaded = simulation.load(*load_scenario(scenario), Speed::max());
      REQUIRE_MESSAGE(loaded.has_value(), loaded.error().detail);
      step(simulation, Duration::seconds(150));
      hash = simulation.summary().state_hash;
      simulation.end();
      market.venue.close();
    }
    return hash;
  };
  for (const BuiltInScenario& one : built_in_scenarios()) {
    CAPTURE(one.name);
    const std::string name(one.name);
    CHECK(halves(name) == hash_after(name.c_str(), Duration::seconds(300)));
  }
}

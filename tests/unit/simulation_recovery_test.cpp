// Shows that a simulation that was cut off anywhere goes on as if it had not been: the folder is taken as a
// crash would leave it, with a journal that ends in the middle of what the agents did, and what follows is
// the market of a run that nothing happened to.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <future>
#include <random>
#include <thread>

#include "daemon/simulation.hpp"
#include "sim/scenario_library.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_exchange.hpp"

using namespace market;
using namespace market::test;

namespace {

using MarketFolder = std::filesystem::path;

// A venue with a simulation at speed max, as marketd has them.
class SimulatedVenue {
 public:
  SimulatedVenue(const MarketFolder& folder, const Scenario& scenario, Speed speed,
                 const VenueSettings& settings = {})
      : venue_(options(folder, speed, settings)), simulation_(venue_, folder / "simulation.state") {
    simulation_.recover(scenario);
    venue_.start({});
    simulation_.finish_moment();
    REQUIRE(simulation_.load(scenario, speed).has_value());
  }
  SimulatedVenue(const MarketFolder& folder, const std::string& scenario, Speed speed)
      : SimulatedVenue(folder, *load_scenario(scenario), speed) {}
  ~SimulatedVenue() {
    simulation_.end();
    venue_.close();
  }

  Simulation& simulation() { return simulation_; }
  Timestamp now() {
    return venue_.with([](const Venue::Session& session) { return session.now(); });
  }
  Seq seq() {
    return venue_.with([](const Venue::Session& session) { return session.seq(); });
  }
  void wait_for_journal() {
    while (venue_.durable_seq() < seq()) std::this_thread::yield();
  }
  void write_snapshot() {
    std::promise<bool> done;
    venue_.copy_snapshot([&](const auto& file) { done.set_value(file.has_value()); });
    REQUIRE(done.get_future().get());
  }

  std::uint64_t hash_at(Timestamp time) {
    std::promise<bool> done;
    simulation_.step(time,
                     [&](const SimulationControl::Result& result) { done.set_value(result.has_value()); });
    REQUIRE(done.get_future().get());
    return venue_.with([](const Venue::Session& session) {
      require_sound(session.exchange());
      return session.exchange().state_hash();
    });
  }

  std::uint64_t open_orders(const std::string& who) {
    return venue_.with([&](const Venue::Session& session) {
      return session.exchange().account(*session.exchange().find_trader(who)).open_orders;
    });
  }

  // Somebody who trades with the agents; the time is the venue's own.
  void trade(const std::string& who, Side side, std::optional<Duration> lasts = {}) {
    venue_.with([&](Venue::Session& session) {
      const auto company = CompanyId(0);
      if (!session.exchange().find_trader(who)) {
        RegisterTrader trader;
        trader.slug = *parse_slug(who);
        trader.cash = Money(10'000'000'000);
        REQUIRE(session.submit(trader).has_value());
      }
      PlaceOrder order;
      order.trader = *session.exchange().find_trader(who);
      order.company = company;
      order.side = side;
      order.quantity = Quantity(7);
      order.limit_price = session.exchange().company(company).last_price;
      order.self_trade = SelfTradePolicy::cancel_oldest;
      if (lasts) {
        order.limit_price = session.exchange().company(company).ticks.base;
        order.time_in_force = TimeInForce::gtd;
        order.terms.emplace().expires_at = session.now() + *lasts;
      }
      (void)session.submit(order);
    });
  }

 private:
  static Venue::Options options(const MarketFolder& folder, Speed speed, const VenueSettings& settings) {
    Venue::Options options;
    options.settings = settings;
    options.journal_file = folder / "journal.db";
    options.database_file = folder / "market.db";
    options.snapshots_folder = folder / "snapshots";
    options.snapshot_interval = Duration::seconds(3'600);
    options.durability = Durability::os;
    options.clock_mode = VenueClock::Mode::simulated;
    options.speed = speed;
    return options;
  }

  Venue venue_;
  Simulation simulation_;
};

Timestamp after_start(Duration time) {
  return VenueClock(VenueClock::Mode::simulated, Speed::max(), Timestamp()).now() + time;
}

void copy_folder(const MarketFolder& from, const MarketFolder& to) {
  std::filesystem::copy(
      from, to, std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
}

// Takes some of the last rows out of the journal, half of all at most: it ends where a kill may have left it.
void cut(const MarketFolder& folder, std::uint64_t random) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((folder / "journal.db").c_str(), &database) == SQLITE_OK);
  const std::string sql =
      "DELETE FROM journal WHERE first_seq IN (SELECT first_seq FROM journal ORDER BY first_seq DESC LIMIT " +
      std::to_string(random) + " % (SELECT count(*) / 2 + 1 FROM journal))";
  CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  std::filesystem::remove(folder / "journal.seq");  // it knows of what was cut off
}

// The agents act from here on, at the speed that was asked for. At speed max they stand until they are
// stepped: a start would carry them as far as they come before this thread is on again, perhaps beyond a
// test's end.
void begin(Simulation& simulation) {
  const bool is_stepped = simulation.status().speed.is_max();
  REQUIRE((is_stepped ? simulation.pause() : simulation.start()).has_value());
}

}  // namespace

TEST_CASE("simulation: cut off at any command, it goes on to the same market, of every built-in scenario") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 1);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (const BuiltInScenario& one : built_in_scenarios()) {
    const std::string scenario(one.name);
    CAPTURE(scenario);
    const Timestamp end = after_start(Duration::seconds(400));
    const TemporaryFolder whole, torn;
    std::uint64_t expected = 0;
    {
      SimulatedVenue running(whole.path(), scenario, Speed::max());
      begin(running.simulation());
      for (int second = 100; second < 300; second += 2)
        running.hash_at(after_start(Duration::seconds(second)));
      running.wait_for_journal();
      copy_folder(whole.path(), torn.path());
      expected = running.hash_at(end);
    }
    for (int round = 0; round < 4; ++round) {
      const TemporaryFolder crashed;
      copy_folder(torn.path(), crashed.path());
      cut(crashed.path(), random() % 1000);
      SimulatedVenue resumed(crashed.path(), scenario, Speed::max());
      CHECK(resumed.simulation().resumed());
      CHECK(resumed.hash_at(end) == expected);
    }
  }
}

TEST_CASE(
    "simulation: cut off while people traded, prices were shocked and the machine was late, it goes on") {
  const TemporaryFolder whole, crashed;
  SimulatedVenue running(whole.path(), "realistic", Speed::times(300));
  begin(running.simulation());
  for (int i = 0; i < 60; ++i) {
    running.trade(i % 3 == 0 ? "ann" : "bob", i % 2 == 0 ? Side::buy : Side::sell);
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    if (i == 10) running.write_snapshot();
    if (i == 20) REQUIRE(running.simulation().shock("REAL", -0.02).has_value());
    if (i == 30) {
      REQUIRE(running.simulation().stop().has_value());
      running.trade("ann", Side::buy);
      REQUIRE(running.simulation().start().has_value());
    }
  }
  REQUIRE(running.simulation().pause().has_value());
  running.trade("bob", Side::sell);
  running.wait_for_journal();
  copy_folder(whole.path(), crashed.path());

  SimulatedVenue resumed(crashed.path(), "realistic", Speed::max());
  CHECK(resumed.simulation().resumed());
  const Timestamp end = running.now() + Duration::seconds(600);
  CHECK(resumed.hash_at(end) == running.hash_at(end));
}

TEST_CASE("simulation: agents who were stopped and stepped, or paused, are those that go on") {
  for (const bool steps_from_stop : {true, false}) {
    CAPTURE(steps_from_stop);
    const TemporaryFolder whole, crashed;
    SimulatedVenue running(whole.path(), "zi", Speed::max());
    if (!steps_from_stop) begin(running.simulation());
    running.hash_at(after_start(Duration::seconds(50)));
    REQUIRE(running.simulation().stop().has_value());
    running.trade("ann", Side::buy);
    running.hash_at(running.now() + Duration::seconds(50));
    running.wait_for_journal();
    copy_folder(whole.path(), crashed.path());
    SimulatedVenue resumed(crashed.path(), "zi", Speed::max());
    CHECK(resumed.simulation().resumed());
    const Timestamp end = running.now() + Duration::seconds(100);
    CHECK(resumed.hash_at(end) == running.hash_at(end));
  }
}

TEST_CASE(
    "simulation: what the venue does at its start, before the agents are back, leaves them who they are") {
  const TemporaryFolder whole, crashed;
  {
    SimulatedVenue running(whole.path(), "zi", Speed::times(1));
    begin(running.simulation());
    running.trade("ann", Side::buy, Duration::milliseconds(300));  // it expires while nobody is there
    REQUIRE(running.simulation().pause().has_value());
    running.wait_for_journal();
    copy_folder(whole.path(), crashed.path());
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  VenueSettings settings;
  settings.idempotency_window = Duration::seconds(7'200);
  for (const MarketFolder& folder : {crashed.path(), whole.path()}) {
    SimulatedVenue resumed(folder, *load_scenario("zi"), Speed::times(1), settings);
    CHECK(resumed.simulation().resumed());
    CHECK(resumed.open_orders("ann") == 0);
  }
}

TEST_CASE("simulation: a run that was cut off ends when it would have ended, the next one is a new one") {
  const TemporaryFolder whole, crashed;
  const Duration length = Duration::seconds(5'000);  // not over before the pause
  const auto run_to_end = [&](SimulatedVenue& market) {
    std::promise<void> reached;
    market.simulation().run_for(length, [&] { reached.set_value(); });
    REQUIRE(market.simulation().start().has_value());
    reached.get_future().wait();
    return market.now();
  };
  {
    SimulatedVenue running(whole.path(), "zi", Speed::max());
    running.simulation().run_for(length, [] {});
    REQUIRE(running.simulation().start().has_value());
    REQUIRE(running.simulation().pause().has_value());
    running.wait_for_journal();
    copy_folder(whole.path(), crashed.path());
  }
  for (int run = 1; run <= 2; ++run) {
    SimulatedVenue resumed(crashed.path(), "zi", Speed::max());
    CHECK(resumed.simulation().resumed());
    CHECK(run_to_end(resumed) == after_start(Duration(run * length.ns())));
  }
}

TEST_CASE("simulation: agents who would have done something else begin anew, and the market is as it was") {
  const TemporaryFolder whole, crashed;
  Seq seq = 0;
  {
    SimulatedVenue running(whole.path(), "zi", Speed::max());
    begin(running.simulation());
    running.hash_at(after_start(Duration::seconds(100)));
    running.wait_for_journal();
    copy_folder(whole.path(), crashed.path());
    seq = running.seq();
  }
  Scenario changed = *load_scenario("zi");
  changed.seed += 1;
  changed.fingerprint += 1;
  SimulatedVenue resumed(crashed.path(), changed, Speed::max());
  CHECK_FALSE(resumed.simulation().resumed());
  CHECK(resumed.seq() >= seq);
  CHECK(resumed.hash_at(after_start(Duration::seconds(200))) != 0);
}

TEST_CASE("simulation states: the newest two are kept, and what is garbled or empty is none") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "simulation.state";
  SimulationStates states(file, [](Venue::Session&) { return KeptSimulation(); });
  CHECK(states.read().empty());
  CHECK(states.write({}));  // nothing to keep
  CHECK(states.read().empty());
  // The last one was taken before the one that is there already, and came later.
  for (const std::uint64_t number : {1, 2, 4, 3}) {
    KeptSimulation kept;
    kept.seq = 10 * number;
    kept.acts = true;
    kept.run = {Duration::seconds(60), Timestamp(7)};
    kept.agents = "agents";
    kept.number = number;
    CHECK(states.write(kept));
  }
  const auto found = states.read();
  REQUIRE(found.size() == 2);
  CHECK(found[0].seq == 40);
  CHECK(found[1].seq == 20);
  CHECK(found[1].agents == "agents");
  CHECK(found[1].acts);
  CHECK(found[1].run.time == Duration::seconds(60));
  CHECK(found[1].run.end == Timestamp(7));
  std::filesystem::resize_file(file, 0);
  CHECK(states.read().size() == 1);
}

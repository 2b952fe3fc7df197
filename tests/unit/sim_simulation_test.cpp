// Shows the simulation on a real venue with its own thread: it trades in step with the venue's clock, stops
// promptly, goes on after a restart and lets others trade meanwhile.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "daemon/simulation.hpp"
#include "sim/scenario_library.hpp"
#include "tests/support/test_exchange.hpp"

using namespace market;
using namespace market::test;
using std::chrono::milliseconds;

namespace {

struct TemporaryFolder {
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "market-simulation-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

struct Market {
  Market(const TemporaryFolder& folder, double speed)
      : venue({.journal_file = folder.path / "journal.db",
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

std::unique_ptr<Simulation> load(Market& market) {
  auto simulation = Simulation::load(*load_scenario("sample"), market.venue);
  REQUIRE_MESSAGE(simulation, simulation.error());
  return std::move(*simulation);
}

}  // namespace

TEST_CASE("the simulation trades on the venue, others can trade with it, and it stops promptly") {
  const TemporaryFolder folder;
  Market market(folder, 60);
  const auto simulation = load(market);
  simulation->start();
  CHECK(market.sees_trades(100));

  const auto bought = market.venue.with([](Venue::Session& session) {
    const TraderId tomas = trader_named(session.exchange(), "tomas");
    const CompanyId acme = company_named(session.exchange(), "ACME");
    return session.submit(buy(10).from(tomas, acme)).has_value();
  });
  CHECK(bought);

  const auto before = std::chrono::steady_clock::now();
  simulation->stop();
  CHECK(std::chrono::steady_clock::now() - before < milliseconds(1000));
  const Seq seq = market.seq();
  std::this_thread::sleep_for(milliseconds(30));
  CHECK(market.seq() == seq);
  CHECK(simulation->counters().orders > 100);
  market.venue.with([](Venue::Session& session) { require_sound(session.exchange()); });
}

TEST_CASE("it stops promptly while there is nothing to do for long, and before it was started") {
  const TemporaryFolder folder;
  Market market(folder, 1e-6);
  const auto simulation = load(market);
  simulation->stop();
  simulation->start();
  std::this_thread::sleep_for(milliseconds(20));
  const auto before = std::chrono::steady_clock::now();
  simulation->stop();
  simulation->stop();
  CHECK(std::chrono::steady_clock::now() - before < milliseconds(1000));
}

TEST_CASE("after a restart the market goes on") {
  const TemporaryFolder folder;
  {
    Market market(folder, 60);
    const auto simulation = load(market);
    simulation->start();
    CHECK(market.sees_trades(50));
    simulation->stop();
    market.venue.close();
  }
  Market market(folder, 60);
  const std::uint64_t before = market.trades();
  CHECK(before >= 50);
  const auto simulation = load(market);
  simulation->start();
  CHECK(market.sees_trades(50));
  simulation->stop();
  market.venue.with([](Venue::Session& session) {
    CHECK(session.exchange().company_count() == 8);
    require_sound(session.exchange());
  });
}

TEST_CASE("too fast for the machine: time is left out, the venue stays usable, and stop is prompt") {
  const TemporaryFolder folder;
  Market market(folder, 1e7);
  const auto simulation = load(market);
  simulation->start();
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
  simulation->stop();
  CHECK(std::chrono::steady_clock::now() - before < milliseconds(1000));
}

TEST_CASE("a venue with a market of its own is refused") {
  const TemporaryFolder folder;
  Market market(folder, 1);
  RegisterTrader ann;
  ann.slug = Slug("ann");
  ann.name = "Ann";
  REQUIRE(market.venue.with([&](Venue::Session& session) { return session.submit(ann).has_value(); }));
  const auto simulation = Simulation::load(*load_scenario("sample"), market.venue);
  REQUIRE_FALSE(simulation);
  CHECK(simulation.error().find("choose an empty folder") != std::string::npos);
}

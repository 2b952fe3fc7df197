#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/property/recorded_run.hpp"
#include "tests/support/command_flow.hpp"
#include "tests/support/environment.hpp"

using namespace market;
using namespace market::test;

namespace {

constexpr std::uint64_t kCommandsBetweenFullComparisons = 2'000;
constexpr std::uint64_t kRun = 20'000;            // commands from one seed: few enough to be shrunk quickly
constexpr std::uint64_t kEnoughForAll = 200'000;  // commands that reach everything there is
constexpr Duration kShrinkingTime = Duration::seconds(120);

// Runs random commands until the two differ; `recorded`, unless null, gets those that came to be.
std::optional<Failure> run(std::uint64_t seed, std::uint64_t commands, ExchangePair& pair,
                           std::vector<RecordedCommand>* recorded) {
  CommandFlow flow(seed);
  const MarketView view = pair.view();
  const std::vector<Command> opening = flow.opening();
  Timestamp time = CommandFlow::kStart;
  std::uint64_t number = 0;
  try {
    for (; number < commands; ++number) {
      time = time + flow.pause();
      if (recorded) recorded->push_back({AdvanceTime{}, time, {}, {}, {}});  // until it is known what comes
      while (pair.advance_once(time)) {
      }
      RecordedCommand next{
          number < opening.size() ? opening[number] : flow.next(view, time), time, {}, {}, {}};
      if (recorded) recorded->back() = next;
      pair.apply(next.command, time);
      note_made(next, pair);
      for (const OrderId id : next.orders) flow.saw_order(id);
      if (recorded) recorded->back() = next;
      if (number % kCommandsBetweenFullComparisons == 0) pair.compare_everything();
    }
    pair.compare_everything();
  } catch (const std::exception& error) {
    return Failure{number, error.what()};
  }
  return {};
}

// Empty when both agree to the end. Else the seed, what differs, and the scenario that shows it, which is
// also written to a file.
std::string difference(std::uint64_t seed, std::uint64_t commands, ExchangePair& pair) {
  const auto failure = run(seed, commands, pair, nullptr);
  if (!failure) return {};
  ExchangePair again;
  std::vector<RecordedCommand> recorded;
  run(seed, commands, again, &recorded);
  const std::string scenario = as_scenario(shrink(std::move(recorded), kShrinkingTime));
  const auto file = std::filesystem::current_path() / ("seed_" + std::to_string(seed) + ".scenario");
  std::ofstream(file) << scenario;
  return "seed " + std::to_string(seed) + ", command " + std::to_string(failure->index) + ": " +
         failure->what + "\nshrunk to " + file.string() + ":\n" + scenario;
}

void check_coverage(const ExchangePair::Counts& counts) {
  for (std::size_t i = 0; i < counts.refusals.size(); ++i) {
    const auto refusal = static_cast<Refusal>(i);
    if (refusal == Refusal::forbidden) continue;  // not of the engine
    CHECK_MESSAGE(counts.refusals[i] > 0, std::string(to_text(refusal)));
  }
  for (std::size_t i = 0; i < counts.ends.size(); ++i)
    CHECK_MESSAGE(counts.ends[i] > 0, std::string(to_text(static_cast<EndReason>(i))));
  for (const std::uint64_t events : counts.events) CHECK(events > 0);
  CHECK(counts.auction_trades > 0);
  CHECK(counts.at_tier > 0);
  CHECK(counts.rebates > 0);
  CHECK(counts.fees_waived > 0);
  CHECK(counts.to_traders > 0);
  CHECK(counts.commands_of<UpdateTrader>() > 0);
  CHECK(counts.commands_of<CloseTrader>() > 0);
  CHECK(counts.commands_of<PayDividend>() > 0);
  CHECK(counts.commands_of<SplitShares>() > 0);
}

}  // namespace

TEST_SUITE_BEGIN("differential");

// Over a long run of random commands the exchange and the naive model refuse the same commands for the same
// reasons, make the same trades for the same fees, tell the same events in the same order and leave the same
// orders, queues, auctions, cash and holdings; a book of double entries kept from the events agrees. The run
// reaches every refusal and every end that there is.
TEST_CASE("the exchange and the naive model agree") {
  const std::uint64_t first = environment_number("MARKET_SEED", 1);
  const std::uint64_t commands = environment_number("MARKET_COMMANDS", 300'000);
  ExchangePair::Counts counts;
  for (std::uint64_t done = 0; done < commands; done += kRun) {
    ExchangePair pair;
    const std::string differs = difference(first + done / kRun, std::min(kRun, commands - done), pair);
    counts += pair.counts();
    REQUIRE_MESSAGE(differs.empty(), differs);
  }
  MESSAGE("seed " << first << ", " << commands << " commands: " << counts.text());
  if (commands >= kEnoughForAll) check_coverage(counts);
}

// Many short runs, each from an empty venue: the first orders, the first trades, the first of everything. The
// whole audit holds after each command.
TEST_CASE("the exchange and the naive model agree from the start") {
  const std::uint64_t first = environment_number("MARKET_SEED", 1) * 1'000'000;
  for (std::uint64_t seed = first; seed < first + 100; ++seed) {
    ExchangePair pair(ExchangePair::Density::everything);
    const std::string differs = difference(seed, 500, pair);
    REQUIRE_MESSAGE(differs.empty(), differs);
  }
}

TEST_SUITE_END();

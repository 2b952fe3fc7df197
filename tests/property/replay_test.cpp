#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/exchange.hpp"
#include "store/command_codec.hpp"
#include "tests/support/command_flow.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/scenario_writer.hpp"
#include "tests/support/view_of.hpp"

using namespace market;
using namespace market::test;

namespace {

struct Recorded {
  std::string bytes;
  Timestamp time;
};

// Applies random commands and returns the encoded form of those that the journal would hold.
std::vector<Recorded> record(Exchange& exchange, std::uint64_t seed, std::uint64_t commands) {
  CommandFlow flow(seed);
  const MarketView view = view_of(exchange);
  std::vector<Recorded> journal;
  const auto apply = [&](const Command& command, Timestamp time) {
    const auto outcome = exchange.apply(command, {.seq = exchange.seq() + 1, .time = time});
    if (!outcome || outcome->repeated) return;
    if (std::holds_alternative<PlaceOrder>(command)) flow.saw_order(outcome->order);
    encode_command(journal.emplace_back().bytes, command);
    journal.back().time = time;
  };
  Timestamp time = CommandFlow::kStart;
  const std::vector<Command> opening = flow.opening();
  for (std::uint64_t i = 0; i < commands; ++i) {
    time = time + flow.pause();
    for (auto due = exchange.next_due(); due && *due <= time; due = exchange.next_due())
      apply(AdvanceTime{}, std::max(exchange.now(), *due));
    apply(i < opening.size() ? opening[i] : flow.next(view, time), time);
  }
  return journal;
}

}  // namespace

TEST_SUITE_BEGIN("replay");

// The journal holds all that the state depends on: the applied commands alone, through their binary form,
// bring a second exchange to the same hash. Refused and repeated commands left no trace.
TEST_CASE("replaying the encoded commands gives the same state") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 7);
  const std::uint64_t commands = environment_number("MARKET_COMMANDS", 200'000);
  CAPTURE(seed);
  CAPTURE(commands);
  Exchange original;
  const std::vector<Recorded> journal = record(original, seed, commands);
  REQUIRE(journal.size() == original.seq());

  Exchange replayed;
  for (const Recorded& entry : journal) {
    const auto command = decode_command(entry.bytes);
    REQUIRE(command.has_value());
    const auto outcome = replayed.apply(*command, {.seq = replayed.seq() + 1, .time = entry.time});
    REQUIRE_MESSAGE(outcome.has_value(), scenario_line(*command, replayed));
  }
  CHECK(replayed.seq() == original.seq());
  CHECK(replayed.now() == original.now());
  CHECK(replayed.state_hash() == original.state_hash());
}

// The hash tells states apart: without the last applied command it is another one.
TEST_CASE("the state hash changes with every applied command") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 7);
  Exchange original;
  const std::vector<Recorded> journal = record(original, seed, 2'000);
  Exchange replayed;
  std::uint64_t before = replayed.state_hash();
  for (const Recorded& entry : journal) {
    REQUIRE(replayed.apply(*decode_command(entry.bytes), {.seq = replayed.seq() + 1, .time = entry.time})
                .has_value());
    const std::uint64_t after = replayed.state_hash();
    CHECK(after != before);
    before = after;
  }
}

TEST_SUITE_END();

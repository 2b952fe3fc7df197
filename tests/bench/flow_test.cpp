// Shows that the workload is the published one, that its variant with a jumping mid really swings, and that
// the yardstick answers it correctly.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/bench/flat_book.hpp"
#include "tests/bench/flow.hpp"

namespace market::bench {
namespace {

FlowTally answers_of_flat_book(const Flow& flow) {
  FlowTally tally;
  FlatBook book(flow.options.symbols, flow.max_order_id);
  for (const FlowRecord& record : flow.records) {
    book.apply(record, [&](std::uint32_t maker, std::uint32_t taker, std::int32_t price,
                           std::uint32_t quantity) { tally.add(maker, taker, price, quantity); });
  }
  return tally;
}

}  // namespace

TEST_CASE("flow: one symbol gives the published trades and volume and the flat book agrees") {
  const Flow flow = generate_flow({});
  CHECK(flow.prefill == 10'000);
  CHECK(flow.records.size() == 2'010'000);
  CHECK(flow.answers.trades == 327'796);
  CHECK(flow.answers.volume == 6'667'669);
  CHECK(answers_of_flat_book(flow) == flow.answers);
}

TEST_CASE("flow: 100 symbols of 500 orders give the published trades and volume and the flat book agrees") {
  const Flow flow = generate_flow({.symbols = 100, .live = 500});
  CHECK(flow.prefill == 50'000);
  CHECK(flow.records.size() == 2'050'000);
  CHECK(flow.answers.trades == 316'191);
  CHECK(flow.answers.volume == 6'439'714);
  CHECK(answers_of_flat_book(flow) == flow.answers);
}

TEST_CASE("flow: a mid that jumps swings the book from end to end and the flat book agrees") {
  const Flow flow = generate_flow({.ops = 100'000, .live = 1'000, .jump_every = 10'000});
  std::int32_t lowest = kFlowMaxPrice, highest = 1;
  FlatBook book(1, flow.max_order_id);
  FlowTally tally;
  for (const FlowRecord& record : flow.records) {
    book.apply(record,
               [&](std::uint32_t maker, std::uint32_t taker, std::int32_t price, std::uint32_t quantity) {
                 lowest = std::min(lowest, price);
                 highest = std::max(highest, price);
                 tally.add(maker, taker, price, quantity);
               });
  }
  CHECK(tally == flow.answers);
  CHECK(highest - lowest > 1'500);
}

}  // namespace market::bench

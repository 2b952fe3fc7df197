// QueueRanks: who stands at the end of a queue, behind nobody that kept a rank, gets a new one.
#include "venue/queue_ranks.hpp"

#include <doctest/doctest.h>

#include "tests/support/test_exchange.hpp"

using namespace market;
using namespace market::test;

namespace {

// Four bids at one price, ids 1 to 4, and one at another.
void queue(TestExchange& market) {
  market.list("ACME", "10.00");
  market.join("alice", "100000");
  for (int i = 0; i < 4; ++i) REQUIRE(market.place("alice", "ACME", buy(10).at("9.90")));
  REQUIRE(market.place("alice", "ACME", buy(10).at("9.80")));
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> given(QueueRanks& ranks, const TestExchange& market,
                                                           std::vector<std::uint64_t> ids) {
  std::vector<OrderId> named;
  for (const std::uint64_t id : ids) named.emplace_back(id);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> result;
  for (const QueueRanks::Given& one : ranks.after_command(market.engine(), named))
    result.emplace_back(one.order.value(), one.rank);
  return result;
}

using Ranks = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

}  // namespace

TEST_CASE("only orders behind which all were named get a new rank") {
  TestExchange market;
  queue(market);
  QueueRanks ranks(10);
  CHECK(given(ranks, market, {4}) == Ranks{{4, 10}});
  CHECK(given(ranks, market, {1}).empty());
  CHECK(given(ranks, market, {1, 3, 4}) == Ranks{{3, 11}, {4, 12}});
  CHECK(given(ranks, market, {2, 1}).empty());
  CHECK(given(ranks, market, {99}).empty());
  CHECK(given(ranks, market, {}).empty());
  CHECK(ranks.next() == 13);
}

TEST_CASE("new ranks ascend along each queue, whatever the ids and however often they were named") {
  TestExchange market;
  queue(market);
  // 1, then 3, go to the back: 2 4 1 3.
  for (const std::uint64_t id : {1u, 3u})
    REQUIRE(market.apply(AmendOrder{.order = OrderId(id), .quantity = Quantity(20)}));
  QueueRanks ranks(1);
  CHECK(given(ranks, market, {3, 1, 4, 3, 5}) == Ranks{{4, 1}, {1, 2}, {3, 3}, {5, 4}});
  CHECK(given(ranks, market, {1, 2, 3, 4}) == Ranks{{2, 5}, {4, 6}, {1, 7}, {3, 8}});
}

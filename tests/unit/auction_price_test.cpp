#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <tuple>

#include "engine/auction_price.hpp"
#include "tests/support/values.hpp"

using namespace market;
using namespace market::test;

namespace {

using Book = std::vector<AuctionInterest>;

const TickTable kCents{price("0.01"), {}};

AuctionInterest at(const char* limit, std::int64_t quantity) {
  return {price(limit), quantity};
}

void check_indication(const AuctionIndication& found, const char* at_price, std::int64_t quantity,
                      std::int64_t imbalance, std::optional<Side> side) {
  REQUIRE(found.price.has_value());
  CHECK(to_text(*found.price) == to_text(price(at_price)));
  CHECK(found.quantity == Quantity(quantity));
  CHECK(found.imbalance == Quantity(imbalance));
  CHECK(found.side == side);
}

bool is_limit(const Book& side, Price price) {
  return std::any_of(side.begin(), side.end(),
                     [&](const AuctionInterest& order) { return order.limit == price; });
}

// The rule word for word: every price from 1 to `highest` that is valid or somebody's limit.
AuctionIndication slow_price(const Book& buys, const Book& sells, Price reference, const TickTable& ticks,
                             std::int64_t highest) {
  using Rank = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;
  std::optional<Rank> best;
  AuctionIndication result;
  for (Price p(1); p.units() <= highest; p = Price(p.units() + 1)) {
    std::int64_t demand = 0, supply = 0;
    for (const AuctionInterest& buy : buys) demand += buy.limit >= p ? buy.quantity : 0;
    for (const AuctionInterest& sell : sells) supply += sell.limit <= p ? sell.quantity : 0;
    const std::int64_t executed = std::min(demand, supply);
    if (executed == 0 || !(ticks.on_tick(p) || is_limit(buys, p) || is_limit(sells, p))) continue;
    const Rank rank(-executed, std::abs(demand - supply), std::abs(p.units() - reference.units()), p.units());
    if (best && *best < rank) continue;
    best = rank;
    result = {p, Quantity(executed), Quantity(std::abs(demand - supply)), std::nullopt};
    if (demand != supply) result.side = demand > supply ? Side::buy : Side::sell;
  }
  return result;
}

Book random_side(std::mt19937& random, std::int64_t highest, const TickTable& ticks) {
  Book side;
  for (std::size_t n = random() % 7; n > 0; --n) {
    Price limit(static_cast<std::int64_t>(random()) % highest + 1);
    if (random() % 4 != 0) limit = ticks.round_down(limit);  // some rest from before the ticks changed
    side.push_back({limit, static_cast<std::int64_t>(random() % 5 + 1)});
  }
  std::sort(side.begin(), side.end(),
            [](const AuctionInterest& a, const AuctionInterest& b) { return a.limit < b.limit; });
  return side;
}

}  // namespace

// Nothing trades while a side is empty or the book is not crossed.
TEST_CASE("an auction without a crossed book has no price") {
  const AuctionIndication none;
  CHECK(auction_price({}, {}, price("10"), kCents) == none);
  CHECK(auction_price({at("10", 5)}, {}, price("10"), kCents) == none);
  CHECK(auction_price({}, {at("10", 5)}, price("10"), kCents) == none);
  CHECK(auction_price({at("10", 5)}, {at("10.01", 5)}, price("10"), kCents) == none);
}

// The price at which most trades comes first, however far it is from the reference.
TEST_CASE("an auction trades as much as it can") {
  const Book buys{at("10.05", 100), at("10.00", 300)};
  const Book sells{at("9.95", 200), at("10.02", 100)};
  check_indication(auction_price(buys, sells, price("12"), kCents), "10.00", 200, 200, Side::buy);
}

// Of prices with the same turnover the one that leaves least over wins.
TEST_CASE("an auction leaves as little over as it can") {
  const Book buys{at("10.10", 100), at("10.00", 50)};
  const Book sells{at("9.90", 100)};
  check_indication(auction_price(buys, sells, price("9"), kCents), "10.01", 100, 0, std::nullopt);
}

// Then the one nearest the reference price, within the limits that match.
TEST_CASE("an auction stays near the reference price") {
  const Book buys{at("10.50", 100)};
  const Book sells{at("10.00", 100)};
  check_indication(auction_price(buys, sells, price("10.20"), kCents), "10.20", 100, 0, std::nullopt);
  check_indication(auction_price(buys, sells, price("11"), kCents), "10.50", 100, 0, std::nullopt);
  check_indication(auction_price(buys, sells, price("9"), kCents), "10.00", 100, 0, std::nullopt);
}

// Then the lower one: the reference lies in the middle of two valid prices.
TEST_CASE("an auction takes the lower of two equal prices") {
  const TickTable tens{price("0.10"), {}};
  const Book buys{at("10.50", 100)};
  const Book sells{at("10.00", 100)};
  check_indication(auction_price(buys, sells, price("10.25"), tens), "10.20", 100, 0, std::nullopt);
  check_indication(auction_price(buys, sells, price("10.26"), tens), "10.30", 100, 0, std::nullopt);
}

// The side is that of what is left over at the price.
TEST_CASE("an auction's imbalance has a side") {
  check_indication(auction_price({at("10", 70)}, {at("10", 100)}, price("10"), kCents), "10.00", 70, 30,
                   Side::sell);
  check_indication(auction_price({at("10", 130)}, {at("10", 100)}, price("10"), kCents), "10.00", 100, 30,
                   Side::buy);
}

// A market order's bound may be a limit that stands in the book already.
TEST_CASE("limits may stand there twice") {
  const Book buys{at("10.10", 40), at("10.10", 60)};
  const Book sells{at("10.10", 30), at("10.10", 30)};
  check_indication(auction_price(buys, sells, price("10"), kCents), "10.10", 60, 40, Side::buy);
}

// Orders that rested when the ticks became coarser still trade at their limits.
TEST_CASE("a limit off the tick is a price") {
  const TickTable whole{price("1"), {}};
  const Book buys{at("10.05", 100)};
  const Book sells{at("10.05", 100)};
  check_indication(auction_price(buys, sells, price("10"), whole), "10.05", 100, 0, std::nullopt);
}

// The valid prices between two limits change their distance where a step begins.
TEST_CASE("an auction's price obeys a tick table") {
  const TickTable table{price("0.01"), {{price("10"), price("0.50")}}};
  const Book buys{at("12", 100)};
  const Book sells{at("9.50", 100)};
  check_indication(auction_price(buys, sells, price("10.20"), table), "10.00", 100, 0, std::nullopt);
  check_indication(auction_price(buys, sells, price("9.777"), table), "9.78", 100, 0, std::nullopt);
}

// Small random books: the fast price is the one that looking at every price finds.
TEST_CASE("the auction price agrees with the rule word for word") {
  const std::vector<TickTable> tables{
      {Price(1), {}}, {Price(3), {}}, {Price(2), {{Price(10), Price(5)}, {Price(30), Price(1)}}}};
  constexpr std::int64_t kHighest = 50;
  for (std::uint32_t seed = 1; seed <= 20'000; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const TickTable& ticks = tables[random() % tables.size()];
    Book buys = random_side(random, kHighest, ticks);
    std::reverse(buys.begin(), buys.end());
    const Book sells = random_side(random, kHighest, ticks);
    const Price reference(static_cast<std::int64_t>(random() % (kHighest + 10) + 1));
    REQUIRE(auction_price(buys, sells, reference, ticks) ==
            slow_price(buys, sells, reference, ticks, kHighest + 10));
  }
}

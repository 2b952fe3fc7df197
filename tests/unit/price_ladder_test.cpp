// PriceLadder against a std::map: the same levels, the same best, the same order, on both sides, for prices
// that lie close together and for prices spread over the whole range of keys.
#include "engine/price_ladder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

using namespace market;

namespace {

std::vector<std::uint64_t> keys_of(const PriceLadder& ladder) {
  std::vector<std::uint64_t> keys;
  for (LevelRef ref = ladder.best(); ref != kNoLevel; ref = ladder.next(ref)) keys.push_back(ladder.key(ref));
  return keys;
}

void compare_with_map(Side side, std::uint64_t spread, unsigned seed) {
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  PriceLadder ladder(side);
  std::map<std::uint64_t, LevelRef> model;
  for (int step = 0; step < 4000; ++step) {
    if (model.empty() || random() % 2 == 0) {
      const std::uint64_t key = 1 + random() % spread;
      model[key] = ladder.occupy(key);
      ladder[model[key]].orders = 1;
    } else {
      auto victim = model.lower_bound(1 + random() % spread);
      if (victim == model.end()) victim = model.begin();
      ladder.vacate(victim->second);
      model.erase(victim);
    }
    if (step % 50 != 0) continue;
    std::vector<std::uint64_t> expected;
    for (const auto& [key, ref] : model) expected.push_back(key);
    if (side == Side::buy) std::reverse(expected.begin(), expected.end());
    REQUIRE(keys_of(ladder) == expected);
    for (const auto& [key, ref] : model) REQUIRE(ladder.key(ref) == key);
  }
}

}  // namespace

TEST_CASE("the ladder holds what a sorted map holds, best first") {
  for (const Side side : {Side::buy, Side::sell})
    for (const std::uint64_t spread :
         {std::uint64_t{40}, std::uint64_t{5'000}, std::uint64_t{1} << 30, std::uint64_t{1} << 59})
      compare_with_map(side, spread, 7);
}

TEST_CASE("occupying a level twice is the same level") {
  PriceLadder ladder(Side::sell);
  const LevelRef ref = ladder.occupy(10'025);
  CHECK(ladder.occupy(10'025) == ref);
  CHECK(ladder.best() == ref);
  CHECK(ladder.next(ref) == kNoLevel);
}

TEST_CASE("the best bid is the highest and the best ask the lowest") {
  PriceLadder bids(Side::buy), asks(Side::sell);
  for (const std::uint64_t key : {500, 700, 600}) {
    bids.occupy(key);
    asks.occupy(key);
  }
  CHECK(bids.key(bids.best()) == 700);
  CHECK(asks.key(asks.best()) == 500);
}

TEST_CASE("a vacated level is empty when it is occupied again") {
  PriceLadder ladder(Side::buy);
  ladder[ladder.occupy(5)].quantity = 77;
  ladder.vacate(ladder.best());
  CHECK(ladder.best() == kNoLevel);
  const std::int64_t quantity = ladder[ladder.occupy(5)].quantity;  // packed: no reference to it
  CHECK(quantity == 0);
}

#include <doctest/doctest.h>

#include <random>
#include <vector>

#include "engine/price_window.hpp"

using namespace market;

namespace {

using Entry = std::pair<std::int64_t, std::int64_t>;  // time, price

std::vector<Entry> visited(const PriceWindow& window, std::int64_t after) {
  std::vector<Entry> entries;
  window.visit(Timestamp(after),
               [&](Timestamp time, Price price) { entries.emplace_back(time.ns(), price.units()); });
  return entries;
}

std::optional<Entry> range(const PriceWindow& window, std::int64_t after) {
  const auto found = window.range(Timestamp(after));
  if (!found) return std::nullopt;
  return Entry(found->first.units(), found->second.units());
}

std::optional<Entry> slow_range(const std::vector<Entry>& entries, std::int64_t after) {
  std::optional<Entry> found;
  for (const auto& [time, price] : entries) {
    if (time <= after) continue;
    if (!found) found = {price, price};
    found = {std::min(found->first, price), std::max(found->second, price)};
  }
  return found;
}

}  // namespace

// The range is that of the entries after a time, not at it.
TEST_CASE("a price window knows the lowest and the highest price after a time") {
  PriceWindow window;
  CHECK_FALSE(range(window, 0));
  window.add(Timestamp(10), Price(100));
  window.add(Timestamp(20), Price(90));
  window.add(Timestamp(30), Price(95));
  CHECK(range(window, 0) == Entry(90, 100));
  CHECK(range(window, 9) == Entry(90, 100));
  CHECK(range(window, 10) == Entry(90, 95));
  CHECK(range(window, 20) == Entry(95, 95));
  CHECK_FALSE(range(window, 30));
}

// Of equal prices the latest stands for all of them.
TEST_CASE("an equal price later stays longer") {
  PriceWindow window;
  window.add(Timestamp(10), Price(100));
  window.add(Timestamp(20), Price(100));
  CHECK(range(window, 10) == Entry(100, 100));
  CHECK(visited(window, 0) == std::vector<Entry>{{20, 100}, {20, 100}});
}

// Forgetting drops what is at a time and before; clearing drops all.
TEST_CASE("a price window forgets") {
  PriceWindow window;
  window.add(Timestamp(10), Price(100));
  window.add(Timestamp(20), Price(90));
  window.forget_until(Timestamp(9));
  CHECK(range(window, 0) == Entry(90, 100));
  window.forget_until(Timestamp(10));
  CHECK(range(window, 0) == Entry(90, 90));
  window.clear();
  CHECK_FALSE(range(window, 0));
  CHECK(visited(window, 0).empty());
  window.add(Timestamp(20), Price(7));
  CHECK(range(window, 0) == Entry(7, 7));
}

// Random prices: one window that forgets as it goes and one that never does say the same as a plain list.
TEST_CASE("a price window agrees with a plain list") {
  for (std::uint32_t seed = 1; seed <= 50; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    PriceWindow window, hoarder;
    std::vector<Entry> entries;
    std::int64_t now = 0;
    for (int i = 0; i < 300; ++i) {
      now += random() % 4;
      const auto price = static_cast<std::int64_t>(random() % 20 + 1);
      window.add(Timestamp(now), Price(price));
      hoarder.add(Timestamp(now), Price(price));
      entries.emplace_back(now, price);
      const std::int64_t after = now - 15;
      if (random() % 3 == 0) window.forget_until(Timestamp(after));
      REQUIRE(range(window, after) == slow_range(entries, after));
      REQUIRE(range(hoarder, after) == slow_range(entries, after));
      REQUIRE(visited(window, after) == visited(hoarder, after));
    }
  }
}

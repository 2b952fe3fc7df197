#include <doctest/doctest.h>

#include "model/tick_table.hpp"
#include "tests/support/values.hpp"

using namespace market;
using namespace market::test;

namespace {

// 0.01 below 10.00, 0.05 from there, 0.25 from 100.00.
TickTable three_steps() {
  return {price("0.01"), {{price("10"), price("0.05")}, {price("100"), price("0.25")}}};
}

bool sound(const TickTable& table) {
  return check_tick_table(table).empty();
}

}  // namespace

// Without steps one tick holds at every price.
TEST_CASE("a tick table without steps is one tick") {
  const TickTable table{price("0.05"), {}};
  CHECK(table.tick_at(price("0.0001")) == price("0.05"));
  CHECK(table.tick_at(price("1000000")) == price("0.05"));
  CHECK(table.on_tick(price("7.15")));
  CHECK_FALSE(table.on_tick(price("7.14")));
  CHECK(table.grid() == price("0.05"));
}

// A step's tick holds from its price on, the one below it until then.
TEST_CASE("ticks change at the prices of the steps") {
  const TickTable table = three_steps();
  CHECK(table.tick_at(price("9.9999")) == price("0.01"));
  CHECK(table.tick_at(price("10")) == price("0.05"));
  CHECK(table.tick_at(price("99.95")) == price("0.05"));
  CHECK(table.tick_at(price("100")) == price("0.25"));
  CHECK(table.on_tick(price("9.99")));
  CHECK_FALSE(table.on_tick(price("10.01")));
  CHECK(table.on_tick(price("10.05")));
  CHECK_FALSE(table.on_tick(price("100.05")));
  CHECK(table.on_tick(price("100.25")));
}

// Rounding stays on valid prices and may end on the first price of the next step.
TEST_CASE("rounding crosses into the next step") {
  const TickTable table = three_steps();
  CHECK(table.round_up(price("9.991")) == price("10"));
  CHECK(table.round_up(price("99.96")) == price("100"));
  CHECK(table.round_up(price("100.01")) == price("100.25"));
  CHECK(table.round_down(price("9.9999")) == price("9.99"));
  CHECK(table.round_down(price("10.04")) == price("10"));
  CHECK(table.round_down(price("100.24")) == price("100"));
  CHECK(table.round_up(price("10.05")) == price("10.05"));
  CHECK(table.round_down(price("10.05")) == price("10.05"));
}

// No valid price is below the base tick.
TEST_CASE("rounding gives at least one base tick") {
  const TickTable table = three_steps();
  CHECK(table.round_down(price("0.0099")) == price("0.01"));
  CHECK(table.round_down(Price(0)) == price("0.01"));
  CHECK(table.round_down(Price(-5)) == price("0.01"));
  CHECK(table.round_up(Price(-5)) == price("0.01"));
}

// The largest price there may be can be rounded, too.
TEST_CASE("rounding does not overflow") {
  const TickTable table{Price(kMaxMoney.units() - 1), {}};
  CHECK(table.round_down(Price(kMaxMoney.units())) == Price(kMaxMoney.units() - 1));
  CHECK(table.round_up(Price(kMaxMoney.units())) == Price(2 * (kMaxMoney.units() - 1)));
}

// Every price up to 120.00: rounding finds the neighbours that on_tick says are valid.
TEST_CASE("rounding agrees with on_tick at every price") {
  const TickTable table = three_steps();
  Price below = table.base;
  std::int64_t wrong = 0;
  for (std::int64_t units = table.base.units() + 1; units <= price("120").units(); ++units) {
    if (table.on_tick(Price(units))) below = Price(units);
    wrong += table.round_down(Price(units)) != below;
    const Price above = table.round_up(Price(units));
    wrong += !table.on_tick(above) || above < Price(units) ||
             table.round_down(Price(above.units() - 1)) >= Price(units);
  }
  CHECK(wrong == 0);
}

// Every valid price is a multiple of the grid, whichever way the ticks go.
TEST_CASE("the grid divides every tick") {
  CHECK(three_steps().grid() == price("0.01"));
  CHECK(TickTable{price("0.02"), {{price("1"), price("0.05")}}}.grid() == price("0.01"));
  CHECK(TickTable{price("0.10"), {{price("1"), price("0.04")}}}.grid() == price("0.02"));
}

// Sound tables: up to 32 steps, finer or coarser upward.
TEST_CASE("sound tick tables") {
  CHECK(sound(three_steps()));
  CHECK(sound({Price(1), {}}));
  CHECK(sound({price("0.10"), {{price("1"), price("0.04")}}}));
  TickTable longest{Price(1), {}};
  for (std::int64_t i = 1; i <= 32; ++i) longest.steps.push_back({Price(10 * i), Price(i % 2 == 0 ? 5 : 10)});
  CHECK(sound(longest));
  longest.steps.push_back({Price(330), Price(10)});
  CHECK(check_tick_table(longest) == "a tick table has at most 32 steps");
}

// What is wrong with a table is said with the step at fault.
TEST_CASE("unsound tick tables") {
  CHECK(check_tick_table({Price(0), {}}) == "the tick must be above 0 and at most 100000000000000.00");
  CHECK_FALSE(sound({Price(-100), {}}));
  CHECK(check_tick_table({price("0.01"), {{price("10"), Price(0)}}}) ==
        "the step from 10.00 in 0.00 does not work: both must be above 0 and at most 100000000000000.00");
  CHECK_FALSE(sound({price("0.01"), {{Price(0), price("0.01")}}}));
  CHECK_FALSE(sound({price("0.01"), {{Price(INT64_MAX), price("0.01")}}}));
  CHECK(check_tick_table({price("0.03"), {{price("10"), price("0.05")}}}) ==
        "the step from 10.00 in 0.05 does not fit: begin it at a multiple of 0.03");
  CHECK(check_tick_table({price("0.01"), {{price("10"), price("0.03")}}}) ==
        "the step from 10.00 in 0.03 does not fit: begin it at a multiple of 0.03");
  CHECK(check_tick_table({price("0.01"), {{price("10"), price("0.05")}, {price("5"), price("0.1")}}}) ==
        "the step from 5.00 in 0.10 stands after the one from 10.00: order the steps by their prices, each "
        "once");
  CHECK_FALSE(sound({price("0.01"), {{price("10"), price("0.05")}, {price("10"), price("0.1")}}}));
}

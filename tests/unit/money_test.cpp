#include <doctest/doctest.h>

#include <type_traits>

#include "core/money.hpp"
#include "tests/support/values.hpp"

using namespace market;
using namespace market::test;

// Money, prices and rates are different types: a price is never added to an account by mistake.
TEST_CASE("money types do not mix") {
  static_assert(!std::is_convertible_v<Price, Money>);
  static_assert(!std::is_convertible_v<Money, Price>);
  static_assert(!std::is_convertible_v<std::int64_t, Money>);
  static_assert(std::is_convertible_v<Money, Amount>);
  CHECK(money("1.25") + money("0.75") == money("2"));
  CHECK(money("1") - money("2.5") == money("-1.5"));
  CHECK(-money("3") == money("-3"));
}

// Sums of money may exceed 64 bits.
TEST_CASE("amounts are wide") {
  Amount sum;
  for (int i = 0; i < 100; ++i) sum += kMaxMoney;
  CHECK(sum == Amount(Int128(kMaxMoney.units()) * 100));
  CHECK(sum > kMaxMoney);
}

// The bounds leave room: everything that one order may be worth plus a fee of the whole fits into 64 bits.
TEST_CASE("bounds leave room for fees") {
  CHECK(kMaxNotional.units() <= INT64_MAX / 2);
  CHECK(kMaxCash.units() <= INT64_MAX - kMaxNotional.units());
}

// Price × quantity is exact up to kMaxNotional and nothing beyond.
TEST_CASE("notional") {
  CHECK(notional(price("101.25"), Quantity(4)) == money("405"));
  CHECK(notional(price("100"), kMaxQuantity) == kMaxNotional);
  CHECK_FALSE(notional(price("100.0001"), kMaxQuantity).has_value());
  CHECK_FALSE(notional(Price(INT64_MAX), kMaxQuantity).has_value());
  CHECK(wide_notional(Price(INT64_MAX), kMaxQuantity).units() == Int128(INT64_MAX) * kMaxQuantity.shares());
}

// Halves go to the even neighbour, on both sides of zero.
TEST_CASE("rounding half to even") {
  CHECK(mul_div_half_even(1, 1, 2) == 0);
  CHECK(mul_div_half_even(3, 1, 2) == 2);
  CHECK(mul_div_half_even(5, 1, 2) == 2);
  CHECK(mul_div_half_even(7, 1, 2) == 4);
  CHECK(mul_div_half_even(-1, 1, 2) == 0);
  CHECK(mul_div_half_even(-3, 1, 2) == -2);
  CHECK(mul_div_half_even(-5, 1, 2) == -2);
  CHECK(mul_div_half_even(2, 1, 3) == 1);
  CHECK(mul_div_half_even(1, 1, 3) == 0);
  CHECK(mul_div_half_even(-2, 1, 3) == -1);
  CHECK(mul_div_half_even(6, 7, 2) == 21);
}

// A fee is the fraction of the notional, rounded half to even at 0.0001.
TEST_CASE("fraction of money") {
  CHECK(fraction_of(money("405"), rate("10")) == money("0.405"));
  CHECK(fraction_of(money("405"), rate("-10")) == money("-0.405"));
  CHECK(fraction_of(money("0.05"), rate("10")) == money("0"));       // 0.00005: half, to even
  CHECK(fraction_of(money("0.15"), rate("10")) == money("0.0002"));  // 0.00015: half, to even
  CHECK(fraction_of(money("0.25"), rate("10")) == money("0.0002"));  // 0.00025: half, to even
  CHECK(fraction_of(money("-0.15"), rate("10")) == money("-0.0002"));
  CHECK(fraction_of(kMaxNotional, rate("10000")) == kMaxNotional);
}

// The quick 64-bit way and the exact 128-bit way agree, around the place where one gives way to the other
// too.
TEST_CASE("fraction of money in 64 and 128 bits") {
  for (std::int64_t value = 1; value < kMaxNotional.units() / 3; value = value * 3 + 1)
    for (const std::int64_t units : {1, 50'000, 100'000, 123'457, 99'999'999, 100'000'000}) {
      const Money exact(static_cast<std::int64_t>(mul_div_half_even(value, units, kRateUnitsPerOne)));
      CHECK(fraction_of(Money(value), Rate(units)) == exact);
      CHECK(fraction_of(Money(value), Rate(-units)) == -exact);
    }
}

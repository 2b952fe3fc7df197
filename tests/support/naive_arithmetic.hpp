// The few sums of the naive exchange, done the long way.
#pragma once
#include <stdexcept>
#include <string>

#include "core/money.hpp"
#include "core/timestamp.hpp"

namespace market::test {

inline void require(bool condition, const char* what) {
  if (!condition) throw std::logic_error(std::string("the naive exchange contradicts itself: ") + what);
}

// a × b / c to the nearest integer, a tie to the even one; c > 0. Costs are so large that a × b may not fit.
inline Int128 rounded(Int128 a, Int128 b, Int128 c) {
  const bool negative = (a < 0) != (b < 0);
  if (a < 0) a = -a;
  if (b < 0) b = -b;
  const Int128 product = a % c * b;
  const Int128 whole = a / c * b + product / c;
  const Int128 rest = product % c;
  const bool up = rest + rest > c || (rest + rest == c && whole % 2 == 1);
  const Int128 result = whole + (up ? 1 : 0);
  return negative ? -result : result;
}

inline Int128 value_units(Price price, Quantity quantity) {
  return Int128(price.units()) * quantity.shares();
}

inline Money value_of(Price price, Quantity quantity) {
  const Int128 units = value_units(price, quantity);
  require(units <= kMaxNotional.units(), "an order is worth more than any may be");
  return Money(static_cast<std::int64_t>(units));
}

inline constexpr Int128 kWholePercent = 1'000'000;  // 100 percent in units of 0.0001 percent

// Days since 1970-01-01.
inline std::int64_t day_of(Timestamp time) {
  return time.ns() / Duration::seconds(86'400).ns();
}

inline bool valid(Quantity quantity) {
  return quantity >= Quantity(1) && quantity <= kMaxQuantity;
}
inline bool valid(Price price) {
  return price > Price(0) && price.units() <= kMaxMoney.units();
}
inline bool valid_amount(Money amount) {
  return amount > Money(0) && amount <= kMaxMoney;
}

}  // namespace market::test

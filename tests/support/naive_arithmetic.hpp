// The few sums of the naive exchange, done the long way.
#pragma once
#include <stdexcept>
#include <string>

#include "core/money.hpp"

namespace market::test {

inline void require(bool condition, const char* what) {
  if (!condition) throw std::logic_error(std::string("the naive exchange contradicts itself: ") + what);
}

// a × b / c to the nearest integer, a tie to the even one.
inline Int128 rounded(Int128 a, Int128 b, Int128 c) {
  const Int128 product = a * b;
  const Int128 magnitude = product < 0 ? -product : product;
  const Int128 whole = magnitude / c;
  const Int128 rest = magnitude - whole * c;
  const bool up = rest + rest > c || (rest + rest == c && whole % 2 == 1);
  const Int128 result = whole + (up ? 1 : 0);
  return product < 0 ? -result : result;
}

inline Money fraction(Money value, std::int64_t rate_units) {
  return Money(static_cast<std::int64_t>(rounded(value.units(), rate_units, kRateUnitsPerOne)));
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

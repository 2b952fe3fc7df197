// Money, Price, Rate and Amount: fixed-point integers, never floating point.
//   Money, Price   int64 in units of 0.0001 of the currency
//   Amount         128-bit sum of Money (turnover, cost bases, totals), which may exceed what one account can
//   hold Rate           int64 in units of 0.0001 basis points (1e-8 of the notional)
// Money arithmetic is checked: an overflow is our own bug and aborts, so input is bounded by kMaxMoney and
// kMaxNotional before it reaches arithmetic. Price × Quantity goes through 128 bits.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>

#include "core/check.hpp"
#include "core/int128.hpp"
#include "core/quantity.hpp"

namespace market {

inline constexpr std::int64_t kUnitsPerCurrency = 10'000;

class Amount {
 public:
  constexpr Amount() = default;
  constexpr explicit Amount(Int128 units) : units_(units) {}
  constexpr Int128 units() const { return units_; }
  constexpr auto operator<=>(const Amount&) const = default;
  friend constexpr Amount operator+(Amount a, Amount b) { return Amount(a.units_ + b.units_); }
  friend constexpr Amount operator-(Amount a, Amount b) { return Amount(a.units_ - b.units_); }
  constexpr Amount& operator+=(Amount other) { return *this = *this + other; }
  constexpr Amount& operator-=(Amount other) { return *this = *this - other; }

 private:
  PackedInt128 units_ = 0;
};

class Money {
 public:
  constexpr Money() = default;
  constexpr explicit Money(std::int64_t units) : units_(units) {}
  constexpr std::int64_t units() const { return units_; }
  constexpr operator Amount() const { return Amount(units_); }  // widening never loses anything
  constexpr auto operator<=>(const Money&) const = default;

  friend Money operator+(Money a, Money b) {
    std::int64_t sum;
    MARKET_CHECK(!__builtin_add_overflow(a.units_, b.units_, &sum));
    return Money(sum);
  }
  friend Money operator-(Money a, Money b) {
    std::int64_t difference;
    MARKET_CHECK(!__builtin_sub_overflow(a.units_, b.units_, &difference));
    return Money(difference);
  }
  constexpr Money operator-() const { return Money(-units_); }
  Money& operator+=(Money other) { return *this = *this + other; }
  Money& operator-=(Money other) { return *this = *this - other; }

 private:
  std::int64_t units_ = 0;
};

class Price {
 public:
  constexpr Price() = default;
  constexpr explicit Price(std::int64_t units) : units_(units) {}
  constexpr std::int64_t units() const { return units_; }
  constexpr auto operator<=>(const Price&) const = default;

 private:
  std::int64_t units_ = 0;
};

class Rate {
 public:
  constexpr Rate() = default;
  constexpr explicit Rate(std::int64_t units) : units_(units) {}
  constexpr std::int64_t units() const { return units_; }
  constexpr auto operator<=>(const Rate&) const = default;

 private:
  std::int64_t units_ = 0;
};

// No account, deposit or price exceeds kMaxMoney; all cash in the venue together does not exceed kMaxCash;
// no order's price × quantity exceeds kMaxNotional. The three leave room for fees below 2^63.
inline constexpr Money kMaxMoney{1'000'000'000'000'000'000};
inline constexpr Money kMaxCash{4'000'000'000'000'000'000};
inline constexpr Money kMaxNotional{1'000'000'000'000'000'000};

inline constexpr Amount wide_notional(Price price, Quantity quantity) {
  return Amount(Int128(price.units()) * quantity.shares());
}

// The value of quantity shares at price; nullopt above kMaxNotional.
inline constexpr std::optional<Money> notional(Price price, Quantity quantity) {
  std::int64_t value;
  if (__builtin_mul_overflow(price.units(), quantity.shares(), &value) || value > kMaxNotional.units())
    return std::nullopt;
  return Money(value);
}

// The same of an order that was let in, or of a part of one: no more than kMaxNotional.
inline Money known_notional(Price price, Quantity quantity) {
  std::int64_t value;
  MARKET_CHECK(!__builtin_mul_overflow(price.units(), quantity.shares(), &value));
  return Money(value);
}

// value × numerator / denominator rounded half to even; denominator > 0. The value is divided first, so that
// only a result beyond 128 bits, or a numerator × denominator beyond them, would overflow.
constexpr Int128 mul_div_half_even(Int128 value, Int128 numerator, Int128 denominator) {
  const Int128 product = value % denominator * numerator;
  const Int128 remainder = product % denominator;
  Int128 result = value / denominator * numerator + product / denominator;
  const Int128 twice = (remainder < 0 ? -remainder : remainder) * 2;
  if (twice > denominator || (twice == denominator && (result & 1) != 0)) result += product < 0 ? -1 : 1;
  return result;
}

// The fraction `rate` of `value`, rounded half to even to 0.0001.
inline constexpr std::int64_t kRateUnitsPerOne = 100'000'000;
Money wide_fraction_of(Money value, Rate rate);  // for any values
inline Money fraction_of(Money value, Rate rate) {
  std::int64_t product;
  if (__builtin_mul_overflow(value.units(), rate.units(), &product) || product < 0)
    return wide_fraction_of(value, rate);
  // The usual case. An odd quotient rounds up at a half already: half to even.
  constexpr auto kOne = static_cast<std::uint64_t>(kRateUnitsPerOne);
  const auto whole = static_cast<std::uint64_t>(product);
  const std::uint64_t quotient = whole / kOne;
  const std::uint64_t rest = whole - quotient * kOne;
  return Money(static_cast<std::int64_t>(quotient + (rest + (quotient & 1) > kOne / 2 ? 1 : 0)));
}

}  // namespace market

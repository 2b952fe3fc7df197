// Quantity: whole shares. A valid order quantity is 1 … 10^12; sums (a position, a level) stay far below
// 2^63. Arithmetic is checked: an overflow is our own bug and aborts.
#pragma once
#include <compare>
#include <cstdint>

#include "core/check.hpp"

namespace market {

class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(std::int64_t shares) : shares_(shares) {}
  constexpr std::int64_t shares() const { return shares_; }
  constexpr auto operator<=>(const Quantity&) const = default;

  friend Quantity operator+(Quantity a, Quantity b) {
    std::int64_t sum;
    MARKET_CHECK(!__builtin_add_overflow(a.shares_, b.shares_, &sum));
    return Quantity(sum);
  }
  friend Quantity operator-(Quantity a, Quantity b) {
    std::int64_t difference;
    MARKET_CHECK(!__builtin_sub_overflow(a.shares_, b.shares_, &difference));
    return Quantity(difference);
  }
  Quantity& operator+=(Quantity other) { return *this = *this + other; }
  Quantity& operator-=(Quantity other) { return *this = *this - other; }

 private:
  std::int64_t shares_ = 0;
};

inline constexpr Quantity kMaxQuantity{1'000'000'000'000};

}  // namespace market

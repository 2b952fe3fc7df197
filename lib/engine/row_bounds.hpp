// Bounds that the checks of commands and of restored rows share.
#pragma once
#include <cstdint>
#include <type_traits>

#include "core/money.hpp"
#include "core/timestamp.hpp"

namespace market {

// Ids, seqs and arrivals stay below this.
inline constexpr std::uint64_t kMaxNumber = std::uint64_t{1} << 53;
// No sum of money or shares that is ever added up comes near this.
inline constexpr Int128 kMaxSum = Int128(1'000'000'000'000'000'000) * 1'000'000'000'000'000'000;

template <class Enum>
constexpr bool is_at_most(Enum value, Enum last) {
  using Number = std::underlying_type_t<Enum>;
  return static_cast<Number>(value) <= static_cast<Number>(last);
}

constexpr bool is_price_or_none(Price price) {
  return price >= Price() && price.units() <= kMaxMoney.units();
}
constexpr bool is_price(Price price) {
  return price > Price() && is_price_or_none(price);
}
constexpr bool is_sum(Amount amount) {
  return amount >= Amount() && amount.units() <= kMaxSum;
}
// One that may be negative.
constexpr bool is_balance(Amount amount) {
  return amount.units() >= -kMaxSum && amount.units() <= kMaxSum;
}
constexpr bool is_past(Timestamp time, Timestamp now) {
  return time >= Timestamp() && time <= now;
}

}  // namespace market

// SplitRatio: how many shares become how many, and what a split makes of quantities and prices.
#pragma once
#include <algorithm>
#include <optional>

#include "model/tick_table.hpp"
#include "tests/support/naive_arithmetic.hpp"

namespace market::test {

struct SplitRatio {
  std::int64_t to, from;  // in lowest terms

  std::int64_t shares(Quantity old) const {
    return static_cast<std::int64_t>(Int128(old.shares()) * to / from);
  }
  Int128 rounded_down(Price old) const { return Int128(old.units()) * from / to; }
  Int128 rounded_up(Price old) const { return (Int128(old.units()) * from + to - 1) / to; }
  // To the nearest 0.0001, at least that, at most what a price can be.
  Price nearest(Price old) const {
    return Price(
        static_cast<std::int64_t>(std::clamp<Int128>(rounded(old.units(), from, to), 1, kMaxMoney.units())));
  }
  // On a tick that is not above (below); nullopt beyond what a price can be.
  std::optional<Price> tick_below(Price old, const TickTable& ticks) const {
    const Int128 exact = rounded_down(old);
    if (exact > kMaxMoney.units()) return {};
    return ticks.round_down(Price(static_cast<std::int64_t>(exact)));
  }
  std::optional<Price> tick_above(Price old, const TickTable& ticks) const {
    const Int128 exact = rounded_up(old);
    if (exact > kMaxMoney.units()) return {};
    const Price price = ticks.round_up(Price(static_cast<std::int64_t>(exact)));
    return valid(price) ? std::optional(price) : std::nullopt;
  }
};

}  // namespace market::test

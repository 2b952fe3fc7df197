// From the models' floating point to prices on the tick and quantities on the lot.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/money.hpp"
#include "core/quantity.hpp"
#include "core/timestamp.hpp"

namespace market::sim {

// No model moves a price beyond this (in the currency), so that price × quantity stays far from the engine's
// bounds.
inline constexpr double kHighestPrice = 1e9;

inline double to_seconds(Duration duration) {
  return static_cast<double>(duration.ns()) / 1e9;
}

inline double to_double(Price price) {
  return static_cast<double>(price.units()) / kUnitsPerCurrency;
}

// The multiple of `tick` nearest to `price`, at least one tick.
inline Price nearest_tick(double price, Price tick) {
  const double units = std::clamp(price, 0.0, kHighestPrice) * kUnitsPerCurrency;
  const std::int64_t ticks = std::llround(units / static_cast<double>(tick.units()));
  return Price(std::max<std::int64_t>(ticks, 1) * tick.units());
}

// `bps` of `price` in whole ticks, at least one.
inline std::int64_t ticks_of(Price price, double bps, Price tick) {
  const double units = static_cast<double>(price.units()) * bps / 10'000;
  return std::max<std::int64_t>(std::llround(units / static_cast<double>(tick.units())), 1);
}

// Moves `price` by whole ticks; the result may be 0 or less, which is no valid price.
inline Price move_ticks(Price price, std::int64_t ticks, Price tick) {
  return Price(price.units() + ticks * tick.units());
}

inline Quantity whole_lots(Quantity quantity, Quantity lot) {
  return Quantity(quantity.shares() / lot.shares() * lot.shares());
}

// Whole lots nearest below `shares`, at least one lot.
inline Quantity at_least_one_lot(double shares, Quantity lot) {
  const double bounded = std::clamp(shares, 0.0, static_cast<double>(kMaxQuantity.shares()));
  return std::max(whole_lots(Quantity(static_cast<std::int64_t>(bounded)), lot), lot);
}

}  // namespace market::sim

// Icebergs: how finely an order may be sliced, which bounds what one order that meets it can cause.
#pragma once
#include "core/quantity.hpp"

namespace market {

inline constexpr std::int64_t kMaxSlices = 100;

// The smallest display_quantity of an order of this quantity.
inline Quantity least_display(Quantity quantity) {
  return Quantity((quantity.shares() + kMaxSlices - 1) / kMaxSlices);
}

}  // namespace market

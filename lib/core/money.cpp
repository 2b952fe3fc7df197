#include "core/money.hpp"

namespace market {

Money wide_fraction_of(Money value, Rate rate) {
  return Money(static_cast<std::int64_t>(mul_div_half_even(value.units(), rate.units(), kRateUnitsPerOne)));
}

}  // namespace market

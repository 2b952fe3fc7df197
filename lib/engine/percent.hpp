// 100 percent of a Rate that is in percent (units of 0.0001 percent): bands, breakers, collars, trails.
#pragma once
#include <cstdint>

#include "core/int128.hpp"

namespace market {

inline constexpr std::int64_t kWholePercent = 1'000'000;

// value × percent ÷ 100 % rounded towards 0, in 64 bits when they do.
inline Int128 percent_of(std::int64_t value, std::int64_t percent) {
  if (std::int64_t product; !__builtin_mul_overflow(value, percent, &product)) return product / kWholePercent;
  return Int128(value) * percent / kWholePercent;
}

}  // namespace market

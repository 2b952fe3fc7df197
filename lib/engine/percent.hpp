// 100 percent of a Rate that is in percent (units of 0.0001 percent): bands, breakers, collars, trails.
#pragma once
#include <cstdint>

namespace market {

inline constexpr std::int64_t kWholePercent = 1'000'000;

}  // namespace market

// prefetch(): has the cache line at `address`, or as many as `bytes` from there take, on its way before it is
// needed. Any address is allowed.
#pragma once
#include <cstddef>

namespace market {

inline void prefetch(const void* address) {
  __builtin_prefetch(address);
  // Without an effect that it counts as one, g++ 12 takes functions that only prefetch for empty ones and
  // drops the calls.
  asm volatile("");
}

inline void prefetch(const void* address, std::size_t bytes) {
  constexpr std::size_t kLine = 64;
  for (std::size_t at = 0; at < bytes; at += kLine) prefetch(static_cast<const char*>(address) + at);
}

}  // namespace market

// prefetch(): has the cache line at `address` on its way before it is needed. Any address is allowed.
#pragma once

namespace market {

inline void prefetch(const void* address) {
  __builtin_prefetch(address);
  // Without an effect that it counts as one, g++ 12 takes functions that only prefetch for empty ones and
  // drops the calls.
  asm volatile("");
}

}  // namespace market

#include "daemon/rest/request_id.hpp"

#include <cstdint>

#include <sodium.h>

#include "core/hash.hpp"

namespace market {

// SplitMix64 (Steele, Lea, Flood 2014), one stream a thread from a random start: a system call for every
// request would cost more than the rest of its answer's head.
std::string make_request_id() {
  thread_local std::uint64_t state = [] {
    std::uint64_t seed = 0;
    randombytes_buf(&seed, sizeof seed);
    return seed;
  }();
  state += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return hash_text(mixed ^ (mixed >> 31));
}

}  // namespace market

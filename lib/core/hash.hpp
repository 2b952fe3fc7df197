// Hasher: a streaming 64-bit XXH3 hash over a canonical byte sequence (integers little endian, text with its
// length first). Used for the state hash and the fingerprint of an order's body. Not for secrets.
// Source: Yann Collet, xxHash specification 0.2.0, algorithm XXH3.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/int128.hpp"

namespace market {

class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  Hasher& add(std::uint64_t value);
  Hasher& add(std::int64_t value) { return add(static_cast<std::uint64_t>(value)); }
  Hasher& add(Int128 value);
  Hasher& add(std::string_view text);
  std::uint64_t digest();

 private:
  void flush();
  void* state_;
  char buffer_[256];
  std::size_t used_ = 0;
};

// Sixteen lower-case hexadecimal digits.
std::string hash_text(std::uint64_t hash);

}  // namespace market

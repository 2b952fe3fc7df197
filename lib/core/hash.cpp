#include "core/hash.hpp"

#include <xxhash.h>
#include <cstring>

#include "core/check.hpp"

namespace market {
namespace {
XXH3_state_t* xxh3(void* state) {
  return static_cast<XXH3_state_t*>(state);
}
}  // namespace

Hasher::Hasher() : state_(XXH3_createState()) {
  MARKET_CHECK(state_ != nullptr);
  XXH3_64bits_reset(xxh3(state_));
}

Hasher::~Hasher() {
  XXH3_freeState(xxh3(state_));
}

void Hasher::flush() {
  XXH3_64bits_update(xxh3(state_), buffer_, used_);
  used_ = 0;
}

Hasher& Hasher::add(std::uint64_t value) {
  if (used_ + sizeof value > sizeof buffer_) flush();
  for (std::size_t i = 0; i < sizeof value; ++i) buffer_[used_ + i] = static_cast<char>(value >> (8 * i));
  used_ += sizeof value;
  return *this;
}

Hasher& Hasher::add(Int128 value) {
  add(static_cast<std::uint64_t>(value));
  return add(static_cast<std::uint64_t>(static_cast<UInt128>(value) >> 64));
}

Hasher& Hasher::add(std::string_view text) {
  add(std::uint64_t{text.size()});
  flush();
  XXH3_64bits_update(xxh3(state_), text.data(), text.size());
  return *this;
}

std::uint64_t Hasher::digest() {
  flush();
  return XXH3_64bits_digest(xxh3(state_));
}

std::string hash_text(std::uint64_t hash) {
  std::string out(16, '0');
  for (int i = 15; i >= 0; --i, hash >>= 4) out[static_cast<std::size_t>(i)] = "0123456789abcdef"[hash & 15];
  return out;
}

}  // namespace market

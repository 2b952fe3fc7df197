// ChunkedPool: records addressed by a 32-bit slot, in chunks that never move, so growing copies nothing and
// references stay valid. It does not know which slots are in use.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/block.hpp"

namespace market {

template <class T, unsigned kChunkBits = 12>
class ChunkedPool {
 public:
  static constexpr std::uint32_t kChunk = 1u << kChunkBits;

  T& operator[](std::uint32_t slot) { return (*chunks_[slot >> kChunkBits])[slot & (kChunk - 1)]; }
  const T& operator[](std::uint32_t slot) const {
    return (*chunks_[slot >> kChunkBits])[slot & (kChunk - 1)];
  }

  // Makes slots below `count` usable.
  void reserve(std::uint32_t count) {
    while (std::size_t{chunks_.size()} * kChunk < count) chunks_.push_back(make_block<T, kChunk>());
  }

 private:
  std::vector<Block<T, kChunk>> chunks_;
};

}  // namespace market

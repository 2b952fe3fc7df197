#include "core/block.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>
#include <vector>

#include "core/check.hpp"

namespace market {
namespace {

constexpr std::size_t kPiece = std::size_t{2} << 20;  // a huge page of x86-64, and of ARM with 4 KiB pages
constexpr std::size_t kUnit = 4096;

constexpr std::size_t rounded(std::size_t bytes) {
  return (bytes + kUnit - 1) / kUnit * kUnit;
}

class Blocks {
 public:
  void* allocate(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    use_.blocks += bytes;
    std::vector<void*>& free = free_[bytes];
    if (free.empty()) return cut(bytes);
    void* block = free.back();
    free.pop_back();
    return block;
  }

  void release(void* block, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    use_.blocks -= bytes;
    free_[bytes].push_back(block);
  }

  BlockUse use() {
    const std::lock_guard lock(mutex_);
    return use_;
  }

 private:
  // What is left of the piece, when it is too little, becomes blocks of the smallest size.
  void* cut(std::size_t bytes) {
    if (left_ < bytes) {
      for (; left_ > 0; left_ -= kUnit, next_ += kUnit) free_[kUnit].push_back(next_);
      next_ = static_cast<std::byte*>(std::aligned_alloc(kPiece, kPiece));
      if (next_ == nullptr) throw std::bad_alloc();
      left_ = kPiece;
      use_.pieces += kPiece;
      madvise(next_, kPiece, MADV_HUGEPAGE);  // a wish: without huge pages all is well too
    }
    void* block = next_;
    next_ += bytes;
    left_ -= bytes;
    return block;
  }

  std::mutex mutex_;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
  BlockUse use_;
  std::map<std::size_t, std::vector<void*>> free_;  // by size
};

// Never destroyed: exchanges may outlive it otherwise.
Blocks& blocks() {
  static auto* const all = new Blocks;
  return *all;
}

}  // namespace

void* allocate_block(std::size_t bytes) {
  MARKET_CHECK(bytes <= kLargestBlock);
  return blocks().allocate(rounded(bytes));
}

BlockUse block_use() {
  return blocks().use();
}

void free_block(void* block, std::size_t bytes) noexcept {
  blocks().release(block, rounded(bytes));
}

}  // namespace market

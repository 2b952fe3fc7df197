// Block: an array of a table that grows array by array, out of pieces of memory that the system is asked to
// back with huge pages. Where a table of many megabytes is touched here and there, small pages make it wait
// for the translation of addresses as long as for the memory.
//
// Any thread. Freed blocks are kept for others of their size; the pieces are not given back.
#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>

namespace market {

inline constexpr std::size_t kLargestBlock = std::size_t{1} << 20;

// Aligned to 4 KiB, of any content. Throws std::bad_alloc.
void* allocate_block(std::size_t bytes);
void free_block(void* block, std::size_t bytes) noexcept;

// What all blocks in use take, and the pieces that blocks are cut from.
struct BlockUse {
  std::size_t blocks = 0, pieces = 0;
};
BlockUse block_use();

struct FreeBlock {
  template <class Array>
  void operator()(Array* block) const noexcept {
    static_assert(std::is_trivially_destructible_v<Array>);
    free_block(block, sizeof(Array));
  }
};

template <class T, std::size_t kCount>
using Block = std::unique_ptr<std::array<T, kCount>, FreeBlock>;

// With every element as T{} makes it.
template <class T, std::size_t kCount>
Block<T, kCount> make_block() {
  using Array = std::array<T, kCount>;
  static_assert(sizeof(Array) <= kLargestBlock);
  static_assert(std::is_nothrow_default_constructible_v<T>);
  return Block<T, kCount>(new (allocate_block(sizeof(Array))) Array{});
}

}  // namespace market

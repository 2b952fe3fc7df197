// Blocks come with the elements that T{} makes, apart from one another, whatever was in the memory before;
// and what is given back is used again.
#include "core/block.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace market;

namespace {

struct Marked {
  std::uint64_t mark = 7;
};

}  // namespace

TEST_CASE("blocks of many sizes keep apart and are used again") {
  const std::size_t before = block_use().blocks;
  std::size_t pieces = 0;
  for (int round = 0; round < 3; ++round) {
    std::vector<Block<Marked, 512>> small;     // 4 KiB
    std::vector<Block<Marked, 24'576>> large;  // 192 KiB, ten and a half to a piece
    for (std::uint64_t i = 0; i < 40; ++i) {
      small.push_back(make_block<Marked, 512>());
      large.push_back(make_block<Marked, 24'576>());
      for (const Marked& one : *small.back()) REQUIRE(one.mark == 7);
      for (const Marked& one : *large.back()) REQUIRE(one.mark == 7);
      small.back()->fill({i});
      large.back()->fill({~i});
    }
    for (std::uint64_t i = 0; i < 40; ++i) {
      for (const Marked& one : *small[i]) REQUIRE(one.mark == i);
      for (const Marked& one : *large[i]) REQUIRE(one.mark == ~i);
    }
    CHECK(block_use().blocks == before + 40 * (4096 + 196'608));
    if (round == 0) pieces = block_use().pieces;
    CHECK(block_use().pieces == pieces);
  }
  CHECK(block_use().blocks == before);
}

TEST_CASE("a block is aligned to pages") {
  const auto block = make_block<Marked, 3>();
  CHECK(reinterpret_cast<std::uintptr_t>(block.get()) % 4096 == 0);
}

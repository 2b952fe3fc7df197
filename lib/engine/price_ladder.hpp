// PriceLadder: the price levels of one side of a book, best first.
//
// A 64-ary trie over price keys (price ÷ grid). The leaves hold 64 neighbouring levels each; every node has a
// bitmap of its non-empty children, so the best level, the next one behind any other, and the way to a price
// take a few loads and bit scans however wide the prices lie. The trie is as high as its largest key needs
// (three nodes for prices below 2,621.44 at a tick of 0.01); nodes come and go with the levels in them.
//
// A LevelRef stays valid while its level is occupied.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "core/int128.hpp"
#include "model/enums.hpp"

namespace market {

struct PriceLevel {
  PackedInt64 quantity = 0;  // Σ of what its orders show
  PackedInt64 hidden = 0;    // Σ of what its icebergs do not show
  std::uint32_t head = 0;    // slot of the oldest order; 0 when empty
  std::uint32_t tail = 0;
  std::uint32_t orders = 0;
};
static_assert(sizeof(PriceLevel) == 28);

using LevelRef = std::uint32_t;
inline constexpr LevelRef kNoLevel = UINT32_MAX;

class PriceLadder {
 public:
  explicit PriceLadder(Side side);

  // The level of `key`, occupied from now on.
  LevelRef occupy(std::uint64_t key) {
    const std::uint32_t number = recent_[key / kFan % kRecent];
    Leaf& leaf = leaves_[number];
    if (leaf.prefix != key / kFan || leaf.occupied == 0) return occupy_leaf(key);
    return occupy_in(number, key);
  }
  // The level of `key`; kNoLevel when it is not occupied.
  LevelRef find(std::uint64_t key) const;
  // Takes an occupied level, whose last order has left, out of the ladder.
  void vacate(LevelRef ref);

  LevelRef best() const { return best_; }
  // Only when there is a best level.
  std::uint64_t best_key() const { return best_key_; }
  // The next occupied level behind `ref`; kNoLevel when it is the last.
  LevelRef next(LevelRef ref) const;

  PriceLevel& operator[](LevelRef ref) { return leaves_[ref / kFan].levels[ref % kFan]; }
  const PriceLevel& operator[](LevelRef ref) const { return leaves_[ref / kFan].levels[ref % kFan]; }
  std::uint64_t key(LevelRef ref) const { return leaves_[ref / kFan].prefix * kFan + ref % kFan; }

  // Whether a level at `key` would stand before one at `other`.
  bool better(std::uint64_t key, std::uint64_t other) const {
    return descending_ ? key > other : key < other;
  }

 private:
  static constexpr unsigned kBits = 6;
  static constexpr std::uint32_t kFan = 1u << kBits;
  static constexpr unsigned kMaxHeight = 11;  // 6 × 11 ≥ 64 bits of key

  struct Node {
    std::uint64_t occupied = 0;
    std::array<std::uint32_t, kFan> child{};  // 0: none; a leaf's number on the lowest floor, else a node's
  };
  struct Leaf {
    std::uint64_t occupied = 0;
    std::uint64_t prefix = 0;  // key ÷ 64 of its levels
    std::array<PriceLevel, kFan> levels{};
  };

  static constexpr std::uint32_t kRecent = 16;

  LevelRef occupy_in(std::uint32_t leaf, std::uint64_t key) {
    leaves_[leaf].occupied |= std::uint64_t{1} << (key % kFan);
    const LevelRef ref = leaf * kFan + static_cast<LevelRef>(key % kFan);
    if (best_ == kNoLevel || better(key, best_key_)) {
      best_ = ref;
      best_key_ = key;
    }
    return ref;
  }
  LevelRef occupy_leaf(std::uint64_t key);

  static unsigned digit(std::uint64_t key, unsigned floor) { return (key >> (kBits * (floor + 1))) % kFan; }
  unsigned first(std::uint64_t bits) const;
  // The bits that stand behind position `digit` on this side.
  std::uint64_t behind(std::uint64_t bits, unsigned digit) const;

  void raise_to(std::uint64_t key);
  std::uint32_t new_node();
  std::uint32_t new_leaf(std::uint64_t prefix);
  void drop_leaf(std::uint64_t key);

  bool descending_;
  unsigned height_ = 0;     // floors of nodes above the leaves, at least 1 once used
  std::uint32_t root_ = 0;  // node number
  LevelRef best_ = kNoLevel;
  std::uint64_t best_key_ = 0;
  // By the prefix's last digits: leaves that were used lately, each good while it is occupied and its prefix
  // the one asked for. Saves the way from the root.
  std::array<std::uint32_t, kRecent> recent_{};
  std::vector<Node> nodes_;
  std::vector<Leaf> leaves_;
  std::vector<std::uint32_t> free_nodes_, free_leaves_;
};

}  // namespace market

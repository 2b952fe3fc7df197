// KeyIndex: numbers 64-bit keys densely in the order in which they first appear, until it is cleared. Open
// addressing; clearing costs nothing and keeps the room.
//
// Thread rule: not thread-safe.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace market {

class KeyIndex {
 public:
  // The key's number, and whether it is new.
  std::pair<std::uint32_t, bool> add(std::uint64_t key) {
    if (count_ * 2 >= cells_.size()) grow();
    Cell& cell = find(key);
    if (cell.epoch == epoch_) return {cell.number, false};
    cell = {key, count_, epoch_};
    return {count_++, true};
  }

  std::uint32_t size() const { return count_; }

  void clear() {
    count_ = 0;
    if (++epoch_ != 0) return;
    cells_.assign(cells_.size(), Cell());
    epoch_ = 1;
  }

 private:
  struct Cell {
    std::uint64_t key = 0;
    std::uint32_t number = 0;
    std::uint32_t epoch = 0;  // other than epoch_: free
  };

  // The key's cell, or the free one that it would take. There is always a free one.
  Cell& find(std::uint64_t key) {
    const std::size_t mask = cells_.size() - 1;
    std::size_t at = (key * 0x9E3779B97F4A7C15u >> 20) & mask;
    while (cells_[at].epoch == epoch_ && cells_[at].key != key) at = (at + 1) & mask;
    return cells_[at];
  }

  void grow() {
    std::vector<Cell> before(cells_.empty() ? 64 : 2 * cells_.size());
    before.swap(cells_);
    for (const Cell& cell : before)
      if (cell.epoch == epoch_) find(cell.key) = cell;
  }

  std::vector<Cell> cells_;  // a power of two of them
  std::uint32_t count_ = 0;
  std::uint32_t epoch_ = 1;
};

}  // namespace market

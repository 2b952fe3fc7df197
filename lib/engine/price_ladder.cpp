#include "engine/price_ladder.hpp"

#include <bit>

#include "core/check.hpp"

namespace market {

namespace {

// Grows by an eighth: ladders are many, and half of each would lie idle.
template <class T>
void append_one(std::vector<T>& values) {
  if (values.size() == values.capacity()) values.reserve(values.size() + values.size() / 8 + 1);
  values.emplace_back();
}

}  // namespace

PriceLadder::PriceLadder(Side side) : descending_(side == Side::buy) {
  nodes_.emplace_back();  // number 0 means "none"
  leaves_.emplace_back();
  root_ = new_node();
  height_ = 1;
}

unsigned PriceLadder::first(std::uint64_t bits) const {
  return static_cast<unsigned>(descending_ ? 63 - std::countl_zero(bits) : std::countr_zero(bits));
}

std::uint64_t PriceLadder::behind(std::uint64_t bits, unsigned digit) const {
  const std::uint64_t below = (std::uint64_t{1} << digit) - 1;
  return bits & (descending_ ? below : ~(below | (std::uint64_t{1} << digit)));
}

std::uint32_t PriceLadder::new_node() {
  if (free_nodes_.empty()) {
    append_one(nodes_);
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }
  const std::uint32_t node = free_nodes_.back();
  free_nodes_.pop_back();
  return node;
}

std::uint32_t PriceLadder::new_leaf(std::uint64_t prefix) {
  std::uint32_t leaf;
  if (free_leaves_.empty()) {
    append_one(leaves_);
    leaf = static_cast<std::uint32_t>(leaves_.size() - 1);
  } else {
    leaf = free_leaves_.back();
    free_leaves_.pop_back();
  }
  leaves_[leaf].prefix = prefix;
  return leaf;
}

// Adds floors above the root until `key` fits below it. The old root becomes child 0: its keys begin with
// zeros.
void PriceLadder::raise_to(std::uint64_t key) {
  while (kBits * (height_ + 1) < 64 && (key >> (kBits * (height_ + 1))) != 0) {
    const std::uint32_t old_root = root_;
    if (nodes_[old_root].occupied != 0) {
      root_ = new_node();
      nodes_[root_].occupied = 1;
      nodes_[root_].child[0] = old_root;
    }
    ++height_;
  }
}

LevelRef PriceLadder::occupy_leaf(std::uint64_t key) {
  raise_to(key);
  std::uint32_t node = root_;
  for (unsigned floor = height_ - 1; floor > 0; --floor) {
    const unsigned d = digit(key, floor);
    nodes_[node].occupied |= std::uint64_t{1} << d;
    std::uint32_t child = nodes_[node].child[d];
    if (child == 0) {
      child = new_node();
      nodes_[node].child[d] = child;
    }
    node = child;
  }
  const unsigned d = digit(key, 0);
  nodes_[node].occupied |= std::uint64_t{1} << d;
  std::uint32_t leaf = nodes_[node].child[d];
  if (leaf == 0) {
    leaf = new_leaf(key / kFan);
    nodes_[node].child[d] = leaf;
  }
  recent_[key / kFan % kRecent] = leaf;
  return occupy_in(leaf, key);
}

LevelRef PriceLadder::find(std::uint64_t key) const {
  std::uint32_t number = recent_[key / kFan % kRecent];
  if (leaves_[number].prefix != key / kFan || leaves_[number].occupied == 0) {
    if (kBits * (height_ + 1) < 64 && (key >> (kBits * (height_ + 1))) != 0) return kNoLevel;
    number = root_;
    for (unsigned floor = height_; floor-- > 0;) {
      number = nodes_[number].child[digit(key, floor)];
      if (number == 0) return kNoLevel;
    }
  }
  const bool occupied = (leaves_[number].occupied >> (key % kFan) & 1) != 0;
  return occupied ? number * kFan + static_cast<LevelRef>(key % kFan) : kNoLevel;
}

void PriceLadder::vacate(LevelRef ref) {
  if (ref == best_) {
    best_ = next(ref);
    if (best_ != kNoLevel) best_key_ = key(best_);
  }
  Leaf& leaf = leaves_[ref / kFan];
  leaf.levels[ref % kFan] = PriceLevel{};
  leaf.occupied &= ~(std::uint64_t{1} << (ref % kFan));
  if (leaf.occupied == 0) drop_leaf(leaf.prefix * kFan);
}

// Unhooks the now empty leaf of `key`, and the nodes above it that this empties.
void PriceLadder::drop_leaf(std::uint64_t key) {
  std::array<std::uint32_t, kMaxHeight> path{};
  std::uint32_t node = root_;
  for (unsigned floor = height_ - 1; floor > 0; --floor) {
    path[floor] = node;
    node = nodes_[node].child[digit(key, floor)];
  }
  path[0] = node;
  free_leaves_.push_back(nodes_[node].child[digit(key, 0)]);
  for (unsigned floor = 0; floor < height_; ++floor) {
    Node& at = nodes_[path[floor]];
    at.child[digit(key, floor)] = 0;
    at.occupied &= ~(std::uint64_t{1} << digit(key, floor));
    if (at.occupied != 0 || floor + 1 == height_) return;
    free_nodes_.push_back(path[floor]);
  }
}

LevelRef PriceLadder::next(LevelRef ref) const {
  const Leaf& leaf = leaves_[ref / kFan];
  if (const std::uint64_t rest = behind(leaf.occupied, ref % kFan)) return ref / kFan * kFan + first(rest);

  // The deepest node on the way from the root that has something behind the way.
  const std::uint64_t key = leaf.prefix * kFan;
  std::uint32_t turn = 0;
  unsigned turn_floor = 0;
  std::uint32_t node = root_;
  for (unsigned floor = height_; floor-- > 0;) {
    if (behind(nodes_[node].occupied, digit(key, floor)) != 0) {
      turn = node;
      turn_floor = floor;
    }
    if (floor > 0) node = nodes_[node].child[digit(key, floor)];
  }
  if (turn == 0) return kNoLevel;

  std::uint32_t child = nodes_[turn].child[first(behind(nodes_[turn].occupied, digit(key, turn_floor)))];
  for (unsigned floor = turn_floor; floor > 0; --floor)
    child = nodes_[child].child[first(nodes_[child].occupied)];
  return child * kFan + first(leaves_[child].occupied);
}

}  // namespace market

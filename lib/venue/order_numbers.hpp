// OrderNumbers: numbers orders densely in the order in which they first appear, until it is cleared. An array
// over ids in pages, as the engine's own index: orders that are new, most of those that change, lie together.
//
// Thread rule: not thread-safe.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/ids.hpp"

namespace market {

class OrderNumbers {
 public:
  // The order's number, and whether it is new.
  std::pair<std::uint32_t, bool> add(OrderId id) {
    const std::uint64_t number = id.value() / kPage;
    if (number >= pages_.size()) pages_.resize(number + 1);
    if (!pages_[number]) make(number);
    std::uint32_t& entry = (*pages_[number])[id.value() % kPage];
    if (entry != 0) return {entry - 1, false};
    entry = ++count_;
    return {count_ - 1, true};
  }

  // Costs what was added.
  void clear() {
    for (const std::uint64_t number : used_) pages_[number].reset();
    used_.clear();
    count_ = 0;
  }

 private:
  static constexpr std::uint64_t kPage = 512;
  using Page = std::array<std::uint32_t, kPage>;  // number + 1; 0: none

  void make(std::uint64_t number) {
    pages_[number] = std::make_unique<Page>();
    used_.push_back(number);
  }

  std::vector<std::unique_ptr<Page>> pages_;
  std::vector<std::uint64_t> used_;
  std::uint32_t count_ = 0;
};

}  // namespace market

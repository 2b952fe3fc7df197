// OrderIndex: from an OrderId to the slot of its record. Ids are dense and only grow, so this is an array in
// pages, each freed when the last of its orders is gone: memory follows the open orders, not all orders ever.
//
// Where an order was stays written here when it goes: to wipe it out would touch memory that nothing else
// about its end touches. Whether the record there is that order's, its own id says.
#pragma once
#include <cstdint>
#include <vector>

#include "core/block.hpp"
#include "core/check.hpp"
#include "core/ids.hpp"

namespace market {

inline constexpr std::uint32_t kNoSlot = 0;  // slot 0 of every pool stays unused

class OrderIndex {
 public:
  // `records[slot].id` is the id of the order in a slot, 0 while there is none.
  template <class Records>
  std::uint32_t find(OrderId id, const Records& records) const {
    const std::uint64_t page = id.value() / kPage;
    if (page >= pages_.size() || !pages_[page]) return kNoSlot;
    return checked((*pages_[page])[id.value() % kPage], id, records);
  }

  void insert(OrderId id, std::uint32_t slot) {
    const std::uint64_t page = id.value() / kPage;
    if (page >= pages_.size() || !pages_[page]) make_page(page);
    (*pages_[page])[id.value() % kPage] = slot;
    ++used_[page];
  }

  void erase(OrderId id) {
    const std::uint64_t page = id.value() / kPage;
    MARKET_CHECK(page < used_.size() && used_[page] != 0);
    if (--used_[page] == 0) drop_page(page);
  }

  // Calls visit(slot) for ids > after, ascending, until it returns false.
  template <class Records, class F>
  void visit(OrderId after, const Records& records, F&& visit) const {
    for (std::uint64_t id = after.value() + 1, page = id / kPage; page < pages_.size(); id = ++page * kPage) {
      if (!pages_[page]) continue;
      for (; id / kPage == page; ++id) {
        const std::uint32_t slot = checked((*pages_[page])[id % kPage], OrderId(id), records);
        if (slot != kNoSlot && !visit(slot)) return;
      }
    }
  }

 private:
  static constexpr std::uint64_t kPage = 1024;
  using Page = Block<std::uint32_t, kPage>;

  template <class Records>
  static std::uint32_t checked(std::uint32_t slot, OrderId id, const Records& records) {
    return slot != kNoSlot && records[slot].id == id ? slot : kNoSlot;
  }

  [[gnu::noinline]] void make_page(std::uint64_t page) {
    if (page >= pages_.size()) {
      pages_.resize(page + 1);
      used_.resize(page + 1);
    }
    pages_[page] = spare_ ? std::move(spare_) : make_block<std::uint32_t, kPage>();
  }
  [[gnu::noinline]] void drop_page(std::uint64_t page) { spare_ = std::move(pages_[page]); }

  std::vector<Page> pages_;
  std::vector<std::uint32_t> used_;  // beside each page: how many orders of it are here
  Page spare_;                       // keeps a page at the edge from being freed and made again and again
};

}  // namespace market

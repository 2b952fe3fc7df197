// OrderIndex: from an OrderId to the slot of its record. Ids are dense and only grow, so this is an array in
// pages, each freed when the last of its orders is gone: memory follows the open orders, not all orders ever.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/check.hpp"
#include "core/ids.hpp"

namespace market {

inline constexpr std::uint32_t kNoSlot = 0;  // slot 0 of every pool stays unused

class OrderIndex {
 public:
  std::uint32_t find(OrderId id) const {
    const std::uint64_t page = id.value() / kPage;
    if (page >= pages_.size() || !pages_[page]) return kNoSlot;
    return pages_[page]->slots[id.value() % kPage];
  }

  void insert(OrderId id, std::uint32_t slot) {
    const std::uint64_t number = id.value() / kPage;
    if (number >= pages_.size() || !pages_[number]) make_page(number);
    Page& page = *pages_[number];
    page.slots[id.value() % kPage] = slot;
    ++page.used;
  }

  void erase(OrderId id) {
    const std::uint64_t number = id.value() / kPage;
    Page* page = pages_[number].get();
    MARKET_CHECK(page != nullptr && page->slots[id.value() % kPage] != kNoSlot);
    page->slots[id.value() % kPage] = kNoSlot;
    if (--page->used == 0) drop_page(number);
  }

  // Calls visit(slot) for ids > after, ascending, until it returns false.
  template <class F>
  void visit(OrderId after, F&& visit) const {
    for (std::uint64_t id = after.value() + 1, page = id / kPage; page < pages_.size(); id = ++page * kPage) {
      if (!pages_[page]) continue;
      for (std::uint64_t i = id % kPage; i < kPage; ++i)
        if (const std::uint32_t slot = pages_[page]->slots[i]; slot != kNoSlot && !visit(slot)) return;
    }
  }

 private:
  static constexpr std::uint64_t kPage = 1024;
  struct Page {
    std::uint32_t used = 0;
    std::array<std::uint32_t, kPage> slots{};
  };
  [[gnu::noinline]] void make_page(std::uint64_t number) {
    if (number >= pages_.size()) pages_.resize(number + 1);
    pages_[number] = spare_ ? std::move(spare_) : std::make_unique<Page>();
  }
  [[gnu::noinline]] void drop_page(std::uint64_t number) { spare_ = std::move(pages_[number]); }

  std::vector<std::unique_ptr<Page>> pages_;
  std::unique_ptr<Page>
      spare_;  // all zero: keeps a page at the edge from being freed and made again and again
};

}  // namespace market

// OwnOrders: the open orders of each trader. An order that ends is not taken out: that would touch memory
// that nothing else about its end touches. Ended ones are dropped when they may have become most of a
// trader's entries, so an order costs a few steps in all, and when the orders are asked for.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/append.hpp"
#include "engine/chunked_pool.hpp"
#include "engine/order_record.hpp"

namespace market {

class OwnOrders {
 public:
  using Records = ChunkedPool<RestingOrder>;

  void append(TraderId trader, std::uint32_t slot, const Records& records) {
    if (trader.value() >= lists_.size()) make_lists(trader);
    List& list = lists_[trader.value()];
    if (list.slots.size() >= list.tidy_at) tidy(list, trader, records);
    market::append(list.slots, slot);
  }

  // In order of id; valid until the next append.
  const std::vector<std::uint32_t>& open_of(TraderId trader, const Records& records) const {
    static const std::vector<std::uint32_t> none;
    if (trader.value() >= lists_.size()) return none;
    tidy(lists_[trader.value()], trader, records);
    return lists_[trader.value()].slots;
  }

 private:
  struct List {
    std::vector<std::uint32_t> slots;
    std::size_t tidy_at = 32;
  };

  [[gnu::noinline]] void make_lists(TraderId last) { lists_.resize(last.value() + 1); }

  // A slot that an ended order left may hold a newer one of the same trader, which then stands here twice.
  [[gnu::noinline]] static void tidy(List& list, TraderId trader, const Records& records) {
    std::erase_if(list.slots, [&](std::uint32_t slot) {
      return records[slot].trader != trader || !is_open(records[slot].status);
    });
    const auto older = [&](std::uint32_t a, std::uint32_t b) { return records[a].id < records[b].id; };
    if (!std::is_sorted(list.slots.begin(), list.slots.end(), older))
      std::sort(list.slots.begin(), list.slots.end(), older);
    list.slots.erase(std::unique(list.slots.begin(), list.slots.end()), list.slots.end());
    list.tidy_at = 3 * list.slots.size() + 32;
  }

  mutable std::vector<List> lists_;  // by trader; tidying one changes nothing that can be seen
};

}  // namespace market

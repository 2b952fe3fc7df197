// OwnOrders: the open orders of each trader, in order of id, as lists through an array beside the records:
// with eight bytes an order it stays in the cache where the records themselves do not.
#pragma once
#include <cstdint>
#include <vector>

#include "core/prefetch.hpp"
#include "engine/chunked_pool.hpp"
#include "engine/order_record.hpp"

namespace market {

class OwnOrders {
 public:
  // Makes room for slots below `count`.
  void reserve(std::uint32_t count) { links_.reserve(count); }

  // An order whose id is above those of the trader's other ones.
  void append(TraderId trader, std::uint32_t slot) {
    if (trader.value() >= ends_.size()) make_ends(trader);
    Ends& ends = ends_[trader.value()];
    links_[slot] = {ends.newest, kNoSlot};
    (ends.newest == kNoSlot ? ends.oldest : links_[ends.newest].newer) = slot;
    ends.newest = slot;
  }

  void remove(TraderId trader, std::uint32_t slot) {
    const Links own = links_[slot];
    Ends& ends = ends_[trader.value()];
    (own.older == kNoSlot ? ends.oldest : links_[own.older].newer) = own.newer;
    (own.newer == kNoSlot ? ends.newest : links_[own.newer].older) = own.older;
  }

  // Has what remove() will touch on its way into the cache.
  void expect_remove(std::uint32_t slot) const { prefetch(&links_[slot]); }

  // kNoSlot without any.
  std::uint32_t oldest(TraderId trader) const {
    return trader.value() < ends_.size() ? ends_[trader.value()].oldest : kNoSlot;
  }
  // The next one of the same trader; kNoSlot behind the newest.
  std::uint32_t next(std::uint32_t slot) const { return links_[slot].newer; }

 private:
  struct Ends {
    std::uint32_t oldest = kNoSlot, newest = kNoSlot;
  };
  struct Links {
    std::uint32_t older = kNoSlot, newer = kNoSlot;
  };

  [[gnu::noinline]] void make_ends(TraderId last) { ends_.resize(last.value() + 1); }

  std::vector<Ends> ends_;  // by trader
  ChunkedPool<Links> links_;
};

}  // namespace market

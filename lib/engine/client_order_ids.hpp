// ClientOrderIds: which client_order_id of which trader belongs to which order, while the order is open and
// for the idempotency window after it ended.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/timestamp.hpp"
#include "engine/order_index.hpp"
#include "model/names.hpp"

namespace market {

class ClientOrderIds {
 public:
  struct Entry {
    TraderId trader;
    ClientOrderId text;
    OrderId order;
    std::uint64_t fingerprint = 0;  // hash of the order's body: tells a repetition from a collision
    std::optional<Timestamp> ended_at;
    std::uint64_t ended_place = 0;  // numbers those that ended in the order in which they did, from 1
  };

  ClientOrderIds();
  ClientOrderIds(const ClientOrderIds&) = delete;
  ClientOrderIds& operator=(const ClientOrderIds&) = delete;

  // The entry that holds this id at `now`; nullptr when it is free.
  const Entry* find(TraderId trader, const ClientOrderId& text, Timestamp now, Duration window) const;

  // The one that holds it whether or not its window is over.
  const Entry* held(TraderId trader, const ClientOrderId& text) const;

  // Adds an id that find() called free; returns its number. Call prune() for the same time before.
  std::uint32_t insert(TraderId trader, const ClientOrderId& text, OrderId order, std::uint64_t fingerprint);

  // The order ended: the window begins.
  void end(std::uint32_t number, Timestamp now);

  // Forgets the ids whose window is over.
  void prune(Timestamp now, Duration window);

  const Entry& operator[](std::uint32_t number) const { return entries_[number]; }

  // Entries of ended orders, in the order in which they ended.
  const std::deque<std::uint32_t>& ended() const { return ended_; }
  // The place of the first of them; of the next one to end when there is none.
  std::uint64_t first_ended() const { return last_ended_ + 1 - ended_.size(); }
  // Before the first: so many have ended and are forgotten.
  void resume_after(std::uint64_t forgotten) { last_ended_ = forgotten; }

 private:
  using Key = std::pair<TraderId, const ClientOrderId*>;
  Key key_of(std::uint32_t number) const { return {entries_[number].trader, &entries_[number].text}; }

  struct Hash {
    using is_transparent = void;
    const ClientOrderIds* ids;
    std::size_t operator()(const Key& key) const;
    std::size_t operator()(std::uint32_t number) const { return (*this)(ids->key_of(number)); }
  };
  struct Equal {
    using is_transparent = void;
    const ClientOrderIds* ids;
    static bool same(const Key& a, const Key& b) { return a.first == b.first && *a.second == *b.second; }
    bool operator()(std::uint32_t a, std::uint32_t b) const {
      return a == b || same(ids->key_of(a), ids->key_of(b));
    }
    bool operator()(const Key& a, std::uint32_t b) const { return same(a, ids->key_of(b)); }
    bool operator()(std::uint32_t a, const Key& b) const { return same(ids->key_of(a), b); }
  };

  std::deque<Entry> entries_;  // number 0 means "none"
  std::vector<std::uint32_t> free_;
  std::unordered_set<std::uint32_t, Hash, Equal> by_key_;
  std::deque<std::uint32_t> ended_;
  std::uint64_t last_ended_ = 0;
};

}  // namespace market

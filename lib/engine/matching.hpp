// The one walk over the orders that an incoming order would meet, shared by every check that looks ahead.
#pragma once
#include <algorithm>
#include <utility>
#include <vector>

#include "engine/percent.hpp"
#include "engine/state.hpp"

namespace market {

inline bool is_beyond(Side side, Price price, Price reach) {
  return side == Side::buy ? price > reach : price < reach;
}

// Whether a trade at `price` would be a move of more than the breaker allows from the lowest or the highest
// price of its window.
inline bool exceeds(const CircuitBreaker& breaker, std::pair<Price, Price> range, Price price) {
  const Int128 scaled = Int128(price.units()) * kWholePercent;
  return scaled > Int128(range.first.units()) * (kWholePercent + breaker.percent.units()) ||
         scaled < Int128(range.second.units()) * (kWholePercent - breaker.percent.units());
}

// The breaker's window as the fills of one order would change it.
class BreakerWatch {
 public:
  BreakerWatch(const Listing& at, Timestamp now)
      : breaker_(at.company.breaker ? &*at.company.breaker : nullptr) {
    if (breaker_ != nullptr) range_ = at.window.range(now - breaker_->window);
  }
  bool trips(Price price) const {
    return breaker_ != nullptr && range_ && exceeds(*breaker_, *range_, price);
  }
  void add(Price price) {
    if (breaker_ == nullptr) return;
    if (!range_) range_ = {price, price};
    range_ = {std::min(range_->first, price), std::max(range_->second, price)};
  }

 private:
  const CircuitBreaker* breaker_;
  std::optional<std::pair<Price, Price>> range_;
};

// The orders of one level in the order in which they are met: icebergs come round again with each slice.
class QueueWalk {
 public:
  QueueWalk(const OrderStore& store, const PriceLevel& level) : store_(store), slot_(level.head) {
    if (level.hidden == 0) return;
    for (std::uint32_t slot = level.head; slot != kNoSlot; slot = store.resting(slot).next)
      slices_.push_back({slot, store.shown(store.resting(slot)), store.resting(slot).remaining});
    rotating_ = true;
  }

  bool done() const { return rotating_ ? first_ == slices_.size() : slot_ == kNoSlot; }
  std::uint32_t slot() const { return rotating_ ? front().slot : slot_; }
  std::int64_t shown() const { return rotating_ ? front().shown : store_.resting(slot_).remaining; }
  std::int64_t remaining() const { return rotating_ ? front().remaining : store_.resting(slot_).remaining; }

  // Goes on to the next order after this one's slice was used up, or without it for good.
  void next() { advance(rotating_ ? front().remaining - front().shown : 0); }
  void drop() { advance(0); }

 private:
  struct Slice {
    std::uint32_t slot;
    std::int64_t shown, remaining;
  };

  const Slice& front() const { return slices_[first_]; }

  void advance(std::int64_t left) {
    if (!rotating_) {
      slot_ = store_.resting(slot_).next;
      return;
    }
    const std::uint32_t slot = front().slot;
    ++first_;
    if (left == 0) return;
    slices_.push_back({slot, std::min(store_.find_conditions(store_.resting(slot))->display, left), left});
  }

  const OrderStore& store_;
  std::uint32_t slot_;
  std::vector<Slice> slices_;  // those before first_ are over
  std::size_t first_ = 0;
  bool rotating_ = false;
};

template <class F>
void Exchange::State::preview_fills(const Listing& at, const Entry& entry, F&& visit) const {
  std::int64_t left = entry.remaining.shares();
  BreakerWatch watch(at, stamp.time);
  const bool stops_at_own =
      entry.self_trade != SelfTradePolicy::cancel_oldest &&
      (entry.self_trade != SelfTradePolicy::decrement || entry.time_in_force == TimeInForce::fok);
  at.book.visit_levels(opposite(entry.side), [&](Price price, const PriceLevel& level) {
    if (is_beyond(entry.side, price, entry.reach)) return false;
    for (QueueWalk queue(orders, level); left > 0 && !queue.done();) {
      const std::uint32_t maker = queue.slot();
      if (meets_own(maker, entry.trader, entry.self_trade)) {
        if (stops_at_own) return false;
        if (entry.self_trade == SelfTradePolicy::decrement) left -= std::min(left, queue.remaining());
        queue.drop();
        continue;
      }
      if (watch.trips(price)) return false;
      watch.add(price);
      const std::int64_t shares = std::min(left, queue.shown());
      left -= shares;
      if (!visit(maker, price, shares)) return false;
      queue.next();
    }
    return left > 0;
  });
}

}  // namespace market

// OrderStore: the records of open orders, in arrays with the same slots: the cache line that matching and
// canceling touch, and the rest. What only some orders have (stops, icebergs, groups, auction orders) is in a
// third table that plain orders do not use. No allocation for each order: slots are reused.
//
// An order that ends keeps its slot until release_ended(), so that what a command did can be read after it.
#pragma once
#include <cstdint>
#include <vector>

#include "core/append.hpp"
#include "core/prefetch.hpp"
#include "engine/chunked_pool.hpp"
#include "engine/order_index.hpp"
#include "engine/order_record.hpp"
#include "engine/own_orders.hpp"
#include "model/command.hpp"

namespace market {

class OrderStore {
 public:
  std::uint32_t create(const NewOrder& order, const Stamp& stamp) {
    const std::uint32_t slot = take_slot();
    resting_[slot] = RestingOrder{.id = order.id,
                                  .quantity = order.quantity,
                                  .remaining = order.quantity,
                                  .limit_price = order.limit_price,
                                  .trader = order.trader,
                                  .company = order.company,
                                  .side = order.side,
                                  .type = order.type,
                                  .time_in_force = order.time_in_force,
                                  .post_only = order.post_only,
                                  .self_trade = order.self_trade,
                                  .status = order.status};
    details_[slot] = OrderDetail{.created_at = stamp.time, .updated_at = stamp.time, .seq = stamp.seq};
    index_.insert(order.id, slot);
    own_.append(order.trader, slot, resting_);
    ++open_;
    return slot;
  }

  // The order is over; its slot is freed by the next release_ended().
  void end(std::uint32_t slot) {
    append(ended_, slot);
    --open_;
  }

  void release_ended() {
    if (ended_.empty()) return;
    for (const std::uint32_t slot : ended_) {
      RestingOrder& order = resting_[slot];
      index_.erase(order.id);
      if (order.extra != kNoSlot) drop_conditions(order);
      order.next = free_;
      free_ = slot;
    }
    ended_.clear();
  }

  RestingOrder& resting(std::uint32_t slot) { return resting_[slot]; }
  const RestingOrder& resting(std::uint32_t slot) const { return resting_[slot]; }
  OrderDetail& detail(std::uint32_t slot) { return details_[slot]; }
  const OrderDetail& detail(std::uint32_t slot) const { return details_[slot]; }

  // The order's conditions; made when it has none yet.
  ConditionalOrder& conditions(RestingOrder& order) {
    if (order.extra == kNoSlot) order.extra = take_conditions(order.remaining);
    return conditions_[order.extra];
  }
  // Null for a plain order.
  ConditionalOrder* find_conditions(const RestingOrder& order) {
    return order.extra == kNoSlot ? nullptr : &conditions_[order.extra];
  }
  const ConditionalOrder* find_conditions(const RestingOrder& order) const {
    return order.extra == kNoSlot ? nullptr : &conditions_[order.extra];
  }
  // What the order shows in its queue.
  std::int64_t shown(const RestingOrder& order) const {
    if (order.extra == kNoSlot) return order.remaining;
    const ConditionalOrder& own = conditions_[order.extra];
    return own.display > 0 ? own.shown : order.remaining;
  }

  // Has what an order's end (a fill) will touch beside it on its way into the cache.
  void expect_end(const RestingOrder& order) const {
    prefetch(&resting_[order.prev]);
    prefetch(&resting_[order.next]);
  }
  void expect_fill(std::uint32_t slot) const { prefetch(&details_[slot]); }
  // kNoSlot when the order is not here; one that just ended still is.
  std::uint32_t find(OrderId id) const { return index_.find(id); }
  bool is_open(std::uint32_t slot) const { return market::is_open(resting_[slot].status); }
  std::uint64_t open() const { return open_; }

  // Calls visit(slot) for the open orders of `trader` with id > after, in order of id, until it returns
  // false.
  template <class F>
  void visit_own(TraderId trader, OrderId after, F&& visit) const {
    for (const std::uint32_t slot : own_.open_of(trader, resting_))
      if (resting_[slot].id > after && !visit(slot)) return;
  }

  // Calls visit(slot) for open orders with id > after, in order of id, until it returns false.
  template <class F>
  void visit_open(OrderId after, F&& visit) const {
    index_.visit(after, [&](std::uint32_t slot) { return !is_open(slot) || visit(slot); });
  }

 private:
  std::uint32_t take_slot() {
    if (free_ != kNoSlot) {
      const std::uint32_t slot = free_;
      free_ = resting_[slot].next;
      return slot;
    }
    return make_slot();
  }

  [[gnu::noinline]] std::uint32_t make_slot() {
    const std::uint32_t slot = used_++;
    resting_.reserve(used_);
    details_.reserve(used_);
    return slot;
  }

  std::uint32_t take_conditions(std::int64_t remaining) {
    std::uint32_t number = free_conditions_;
    if (number != kNoSlot) {
      free_conditions_ = conditions_[number].next_free;
    } else {
      number = used_conditions_++;
      conditions_.reserve(used_conditions_);
    }
    conditions_[number] = ConditionalOrder{};
    conditions_[number].shown = remaining;
    return number;
  }

  void drop_conditions(RestingOrder& order) {
    conditions_[order.extra].next_free = free_conditions_;
    free_conditions_ = order.extra;
    order.extra = kNoSlot;
  }

  ChunkedPool<RestingOrder> resting_;
  ChunkedPool<OrderDetail> details_;
  ChunkedPool<ConditionalOrder, 6> conditions_;
  OrderIndex index_;
  OwnOrders own_;
  std::vector<std::uint32_t> ended_;
  std::uint32_t free_ = kNoSlot, free_conditions_ = kNoSlot;
  std::uint32_t used_ = 1, used_conditions_ = 1;  // number 0 means "none"
  std::uint64_t open_ = 0;
};

}  // namespace market

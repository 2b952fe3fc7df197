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
  [[gnu::always_inline]] std::uint32_t create(const NewOrder& order, const Stamp& stamp) {
    const std::uint32_t slot = take_slot();
    write(resting_[slot], order);
    write(details_[slot], stamp);
    index_.insert(order.id, slot);
    own_.append(order.trader, slot);
    ++open_;
    return slot;
  }

  // The order is over; its slot is freed by the next release_ended().
  void end(std::uint32_t slot) {
    append(ended_, slot);
    own_.remove(resting_[slot].trader, slot);
    --open_;
  }

  void release_ended() {
    if (ended_.empty()) return;
    for (const std::uint32_t slot : ended_) {
      RestingOrder& order = resting_[slot];
      index_.erase(order.id);
      if (order.extra != kNoSlot) drop_conditions(order);
      order.id = OrderId();
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
  void expect_end(std::uint32_t slot) const {
    own_.expect_remove(slot);
    const RestingOrder& order = resting_[slot];
    prefetch(&resting_[order.prev]);
    prefetch(&resting_[order.next]);
  }
  void expect_fill(std::uint32_t slot) const { prefetch(&details_[slot]); }
  // kNoSlot when the order is not here; one that just ended still is.
  std::uint32_t find(OrderId id) const { return index_.find(id, resting_); }
  bool is_open(std::uint32_t slot) const { return market::is_open(resting_[slot].status); }
  std::uint64_t open() const { return open_; }

  // Calls visit(slot) for the open orders of `trader` with id > after, in order of id, until it returns
  // false.
  template <class F>
  void visit_own(TraderId trader, OrderId after, F&& visit) const {
    for (std::uint32_t slot = first_own(trader, after); slot != kNoSlot; slot = own_.next(slot))
      if (!visit(slot)) return;
  }

  // Calls visit(slot) for open orders with id > after, in order of id, until it returns false.
  template <class F>
  void visit_open(OrderId after, F&& visit) const {
    index_.visit(after, resting_, [&](std::uint32_t slot) { return !is_open(slot) || visit(slot); });
  }

 private:
  // Member by member: a record that is put together elsewhere and copied in wide pieces waits, for each,
  // until the narrow stores it was made of have reached the cache.
  static void write(RestingOrder& to, const NewOrder& order) {
    to.id = order.id;
    to.quantity = order.quantity;
    to.remaining = order.quantity;
    to.limit_price = order.limit_price;
    to.prev = kNoSlot;
    to.next = kNoSlot;
    to.level = kNoLevel;
    to.trader = order.trader;
    to.company = order.company;
    to.client = kNoSlot;
    to.extra = kNoSlot;
    to.side = order.side;
    to.type = order.type;
    to.time_in_force = order.time_in_force;
    to.post_only = order.post_only;
    to.self_trade = order.self_trade;
    to.status = order.status;
    to.reason = EndReason::none;
  }
  static void write(OrderDetail& to, const Stamp& stamp) {
    to.filled_value = 0;
    to.fees = Money();
    to.created_at = stamp.time;
    to.updated_at = stamp.time;
    to.seq = stamp.seq;
  }

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
    own_.reserve(used_);
    return slot;
  }

  // The trader's oldest open order with id > after; at once when that of id `after` is still open.
  std::uint32_t first_own(TraderId trader, OrderId after) const {
    const std::uint32_t known = find(after);
    if (known != kNoSlot && resting_[known].trader == trader && is_open(known)) return own_.next(known);
    std::uint32_t slot = own_.oldest(trader);
    while (slot != kNoSlot && resting_[slot].id <= after) slot = own_.next(slot);
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

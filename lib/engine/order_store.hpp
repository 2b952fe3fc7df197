// OrderStore: the records of open orders, in two arrays with the same slots: what matching touches of every
// order it passes (32 bytes, two to a cache line), and the rest. No allocation for each order: slots are
// reused.
//
// An order that ends keeps its slot until release_ended(), so that what a command did can be read after it.
#pragma once
#include <cstdint>
#include <vector>

#include "core/ids.hpp"
#include "core/int128.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "engine/chunked_pool.hpp"
#include "engine/order_index.hpp"
#include "engine/price_ladder.hpp"
#include "model/enums.hpp"

namespace market {

struct RestingOrder {
  OrderId id;
  std::int64_t remaining = 0;
  std::uint32_t prev = kNoSlot, next = kNoSlot;  // neighbours in the level's queue, older and newer
  TraderId trader;
  LevelRef level = kNoLevel;  // kNoLevel while it is not in the book
};
static_assert(sizeof(RestingOrder) == 32);

struct OrderDetail {
  std::int64_t quantity = 0;
  Price limit_price;              // 0 for a market order
  PackedInt128 filled_value = 0;  // units of Money
  Money fees;
  Money reserved;  // cash; a sell order reserves its remaining shares
  Timestamp created_at, updated_at;
  Seq seq = 0;
  CompanyId company;
  std::uint32_t client = kNoSlot;  // entry in ClientOrderIds
  std::uint32_t own_prev = kNoSlot,
                own_next = kNoSlot;  // the trader's open orders before and after it, by id
  Side side = Side::buy;
  OrderType type = OrderType::limit;
  TimeInForce time_in_force = TimeInForce::gtc;
  SelfTradePolicy self_trade = SelfTradePolicy::cancel_newest;
  OrderStatus status = OrderStatus::open_new;
  EndReason reason = EndReason::none;
  bool post_only = false;
};
static_assert(sizeof(OrderDetail) == 96);

class OrderStore {
 public:
  std::uint32_t create(OrderId id, TraderId trader) {
    const std::uint32_t slot = take_slot();
    resting_[slot] = RestingOrder{.id = id, .trader = trader};
    details_[slot] = OrderDetail{};
    index_.insert(id, slot);
    append_own(slot, trader);
    ++open_;
    return slot;
  }

  // The order is over; its slot is freed by the next release_ended().
  void end(std::uint32_t slot) {
    ended_.push_back(slot);
    remove_own(slot);
    --open_;
  }

  template <class F>
  void release_ended(F&& before_release) {
    for (const std::uint32_t slot : ended_) {
      before_release(slot);
      index_.erase(resting_[slot].id);
      resting_[slot].next = free_;
      free_ = slot;
    }
    ended_.clear();
  }

  RestingOrder& resting(std::uint32_t slot) { return resting_[slot]; }
  const RestingOrder& resting(std::uint32_t slot) const { return resting_[slot]; }
  OrderDetail& detail(std::uint32_t slot) { return details_[slot]; }
  const OrderDetail& detail(std::uint32_t slot) const { return details_[slot]; }

  // kNoSlot when the order is not here; one that just ended still is.
  std::uint32_t find(OrderId id) const { return index_.find(id); }
  std::uint64_t open() const { return open_; }

  // Calls visit(slot) for the open orders of `trader`, in order of id, until it returns false.
  template <class F>
  void visit_own(TraderId trader, F&& visit) const {
    if (trader.value() >= own_.size()) return;
    for (std::uint32_t slot = own_[trader.value()].first; slot != kNoSlot; slot = details_[slot].own_next)
      if (!visit(slot)) return;
  }

  // Calls visit(slot) for open orders with id > after, in order of id, until it returns false.
  template <class F>
  void visit_open(OrderId after, F&& visit) const {
    index_.visit(after, [&](std::uint32_t slot) { return !is_open(details_[slot].status) || visit(slot); });
  }

 private:
  struct OwnOrders {
    std::uint32_t first = kNoSlot, last = kNoSlot;
  };

  // Ids only grow, so the newest order always belongs to the end.
  void append_own(std::uint32_t slot, TraderId trader) {
    if (trader.value() >= own_.size()) own_.resize(trader.value() + 1);
    OwnOrders& own = own_[trader.value()];
    details_[slot].own_prev = own.last;
    (own.last == kNoSlot ? own.first : details_[own.last].own_next) = slot;
    own.last = slot;
  }

  void remove_own(std::uint32_t slot) {
    OwnOrders& own = own_[resting_[slot].trader.value()];
    const OrderDetail& detail = details_[slot];
    (detail.own_prev == kNoSlot ? own.first : details_[detail.own_prev].own_next) = detail.own_next;
    (detail.own_next == kNoSlot ? own.last : details_[detail.own_next].own_prev) = detail.own_prev;
  }

  std::uint32_t take_slot() {
    if (free_ != kNoSlot) {
      const std::uint32_t slot = free_;
      free_ = resting_[slot].next;
      return slot;
    }
    const std::uint32_t slot = used_++;
    resting_.reserve(used_);
    details_.reserve(used_);
    return slot;
  }

  ChunkedPool<RestingOrder> resting_;
  ChunkedPool<OrderDetail> details_;
  OrderIndex index_;
  std::vector<OwnOrders> own_;  // by trader
  std::vector<std::uint32_t> ended_;
  std::uint32_t free_ = kNoSlot;
  std::uint32_t used_ = 1;  // slot 0 means "none"
  std::uint64_t open_ = 0;
};

}  // namespace market

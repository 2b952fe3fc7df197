// OrderStore: the records of open orders, in arrays with the same slots: the cache line that matching and
// canceling touch, and the rest. What only some orders have (stops, icebergs, groups, auction orders) is in a
// third table that plain orders do not use. No allocation for each order: slots are reused.
//
// An order that ends keeps its slot until release_ended(), so that what a command did can be read after it.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "core/ids.hpp"
#include "core/int128.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "engine/chunked_pool.hpp"
#include "engine/order_index.hpp"
#include "engine/price_ladder.hpp"
#include "model/command.hpp"
#include "model/enums.hpp"

namespace market {

struct alignas(64) RestingOrder {
  OrderId id;
  std::int64_t quantity = 0;
  std::int64_t remaining = 0;                    // all that is left, hidden shares included
  Price limit_price;                             // 0 for types without a limit
  std::uint32_t prev = kNoSlot, next = kNoSlot;  // neighbours in the level's queue, older and newer
  LevelRef level = kNoLevel;                     // kNoLevel while it is in no queue
  TraderId trader;
  CompanyId company;
  std::uint32_t client = kNoSlot;  // entry in ClientOrderIds
  std::uint32_t extra = kNoSlot;   // entry among the ConditionalOrders
  Side side : 1 = Side::buy;
  OrderType type : 3 = OrderType::limit;
  TimeInForce time_in_force : 3 = TimeInForce::gtc;
  bool post_only : 1 = false;
  SelfTradePolicy self_trade : 3 = SelfTradePolicy::cancel_newest;
  OrderStatus status : 3 = OrderStatus::open_new;
  EndReason reason : 4 = EndReason::none;
};
static_assert(sizeof(RestingOrder) == 64);

struct OrderDetail {
  PackedInt128 filled_value = 0;  // units of Money
  Money fees;
  Timestamp created_at, updated_at;
  Seq seq = 0;
};
static_assert(sizeof(OrderDetail) == 48);

// Where an order with conditions waits.
enum class Place : std::uint8_t {
  none,      // executing, or over
  book,      // as a plain order
  triggers,  // a stop, among the trigger lists
  pending,   // a stop that triggered and has its turn after the order that is executing
  auction,   // a market order in an auction
  waiting,   // opg or cls, before the auction
  leg,       // of an entry that has not ended
};

struct ConditionalOrder {
  Price stop_price;
  Price trail_amount;
  Rate trail_percent;
  Price trail_mark;  // the price that a trailing stop follows: highest (sell) or lowest (buy)
  Price bound;       // the worst price of a market order that waits for an auction
  Timestamp expires_at;
  std::int64_t display = 0;  // 0: shows everything
  std::int64_t shown = 0;    // of an iceberg in the book: the slice; else all that remains
  OrderId parent;
  std::array<OrderId, 2> legs;  // filled from the front
  OrderId partner;              // the other one of an open pair
  std::uint64_t arrival = 0;    // of a market order in an auction: its place in line
  std::uint32_t next_free = kNoSlot;
  OrderClass order_class = OrderClass::simple;
  Place place = Place::none;
  bool triggered = false;
  bool is_pair_stop = false;  // the stop loss of a pair
};

struct NewOrder {
  OrderId id;
  TraderId trader;
  CompanyId company;
  std::int64_t quantity = 0;
  Price limit_price;  // 0 for types without a limit
  Side side = Side::buy;
  OrderType type = OrderType::limit;
  TimeInForce time_in_force = TimeInForce::gtc;
  bool post_only = false;
  SelfTradePolicy self_trade = SelfTradePolicy::cancel_newest;
  OrderStatus status = OrderStatus::open_new;
};

// The open orders of each trader. An order that ends is not taken out: that would touch memory that nothing
// else about its end touches. Ended ones are dropped when they may have become most of a trader's entries, so
// an order costs a few steps in all, and when the orders are asked for.
class OwnOrders {
 public:
  using Records = ChunkedPool<RestingOrder>;

  void append(TraderId trader, std::uint32_t slot, const Records& records) {
    if (trader.value() >= lists_.size()) lists_.resize(trader.value() + 1);
    List& list = lists_[trader.value()];
    if (list.slots.size() >= list.tidy_at) tidy(list, trader, records);
    list.slots.push_back(slot);
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

  // A slot that an ended order left may hold a newer one of the same trader, which then stands here twice.
  static void tidy(List& list, TraderId trader, const Records& records) {
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

class OrderStore {
 public:
  std::uint32_t create(const NewOrder& order, const Stamp& stamp) {
    const std::uint32_t slot = take_slot();
    RestingOrder& made = resting_[slot];
    made.id = order.id;
    made.quantity = made.remaining = order.quantity;
    made.limit_price = order.limit_price;
    made.level = kNoLevel;
    made.trader = order.trader;
    made.company = order.company;
    made.client = kNoSlot;
    made.extra = kNoSlot;
    made.side = order.side;
    made.type = order.type;
    made.time_in_force = order.time_in_force;
    made.post_only = order.post_only;
    made.self_trade = order.self_trade;
    made.status = order.status;
    made.reason = EndReason::none;
    OrderDetail& detail = details_[slot];
    detail.filled_value = 0;
    detail.fees = Money();
    detail.created_at = detail.updated_at = stamp.time;
    detail.seq = stamp.seq;
    index_.insert(order.id, slot);
    own_.append(order.trader, slot, resting_);
    ++open_;
    return slot;
  }

  // The order is over; its slot is freed by the next release_ended().
  void end(std::uint32_t slot) {
    ended_.push_back(slot);
    --open_;
  }

  void release_ended() {
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

// OrderBook: the resting orders of one company: price levels best first, within a level oldest first.
// It knows queues and quantities only; who may trade and who pays is decided around it.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "core/append.hpp"
#include "core/check.hpp"
#include "core/money.hpp"
#include "engine/order_store.hpp"
#include "engine/price_ladder.hpp"
#include "model/book_view.hpp"

namespace market {

// An order whose queue position is known.
struct QueueCursor {
  std::uint32_t slot = kNoSlot;
  std::int64_t ahead = 0;
};

class OrderBook {
 public:
  // Prices are kept as multiples of `grid`, which divides every tick and every resting price (orders that
  // rest when the ticks change stay where they are).
  explicit OrderBook(Price grid) { set_grid(grid); }

  // From now on each level is noted in `touched` just before it changes, once for each change. `touched` must
  // outlive the book.
  void watch(std::vector<TouchedLevel>& touched, CompanyId company) {
    touched_ = &touched;
    company_ = company;
  }

  // Puts an order of this remaining quantity behind all others at `price`.
  void add(OrderStore& store, std::uint32_t slot, Side side, Price price) {
    const std::int64_t key = steps_to(price);
    MARKET_CHECK(key * grid_ == price.units());
    PriceLadder& levels = ladder(side);
    RestingOrder& order = store.resting(slot);
    order.level = levels.occupy(static_cast<std::uint64_t>(key));
    PriceLevel& level = levels[order.level];
    note(side, price, level);
    join_queue(store, order, slot, level);
    const std::int64_t shown = store.shown(order);
    level.quantity += shown;
    level.hidden += order.remaining - shown;
    levels_ += level.orders++ == 0;
  }
  // Takes it out, wherever it stands.
  void remove(OrderStore& store, std::uint32_t slot, Side side) {
    RestingOrder& order = store.resting(slot);
    PriceLadder& levels = ladder(side);
    PriceLevel& level = levels[order.level];
    note(side, price(side, order.level), level);
    if (--level.orders == 0) {
      --levels_;
      levels.vacate(order.level);
    } else {
      leave_queue(store, order, level);
      const std::int64_t shown = store.shown(order);
      level.quantity -= shown;
      level.hidden -= order.remaining - shown;
    }
    order.level = kNoLevel;
  }
  // Lowers the remaining quantity of a resting order without moving it; it must stay above 0. An iceberg
  // gives of its hidden shares first.
  void reduce(OrderStore& store, std::uint32_t slot, Side side, std::int64_t by);
  // Takes `shares` of what a resting order shows, less than all that it has. An iceberg whose slice is used
  // up goes to the back with the next one.
  void take(OrderStore& store, std::uint32_t slot, Side side, std::int64_t shares);
  // Has an iceberg show a full slice again, in its place.
  void show_slice(OrderStore& store, std::uint32_t slot, Side side);

  bool empty(Side side) const { return ladder(side).best() == kNoLevel; }
  // Slot of the first order in the queue of the best level; kNoSlot on an empty side.
  std::uint32_t front(Side side) const {
    const LevelRef best = ladder(side).best();
    return best == kNoLevel ? kNoSlot : ladder(side)[best].head;
  }
  // Only on a side that is not empty.
  Price best_price(Side side) const {
    return Price(static_cast<std::int64_t>(ladder(side).best_key()) * grid_);
  }
  Price grid() const { return Price(grid_); }
  // `price` >= 0.
  bool is_on_grid(Price price) const { return steps_to(price) * grid_ == price.units(); }
  // Whether an incoming order of `side` at `limit` would meet the best price of the other side.
  bool crosses(Side side, Price limit) const {
    if (empty(opposite(side))) return false;
    const Price best = best_price(opposite(side));
    return side == Side::buy ? limit >= best : limit <= best;
  }

  TopOfBook top() const;
  // Quantity and orders are 0 where nobody stands.
  BookLevel level(Side side, Price price) const;
  // Visible shares before this order at its price. `cursor` is from an earlier call since when nothing has
  // changed, or new.
  Quantity queue_ahead(const OrderStore& store, std::uint32_t slot, Side side, QueueCursor& cursor) const;

  // Calls visit(price, level) best first until it returns false.
  template <class F>
  void visit_levels(Side side, F&& visit) const {
    const PriceLadder& levels = ladder(side);
    for (LevelRef ref = levels.best(); ref != kNoLevel; ref = levels.next(ref))
      if (!visit(price(side, ref), levels[ref])) return;
  }

  // Calls visit(slot, price) in matching order until it returns false.
  template <class F>
  void visit_orders(const OrderStore& store, Side side, F&& visit) const {
    visit_levels(side, [&](Price at, const PriceLevel& level) {
      for (std::uint32_t slot = level.head; slot != kNoSlot; slot = store.resting(slot).next)
        if (!visit(slot, at)) return false;
      return true;
    });
  }

  // An order in a queue.
  struct Standing {
    std::uint32_t slot;
    Side side;
    Price price;
  };
  using Queues = std::vector<Standing>;
  // Takes all orders out, each side in matching order; what they show may change until they are put back.
  Queues take_all(OrderStore& store);
  // Puts them into the empty book in their order, without those whose price is 0. `grid` divides every price.
  void put_all(OrderStore& store, Price grid, const Queues& queues);
  // Goes over to another grid, which divides every resting price.
  void change_grid(OrderStore& store, Price grid) { put_all(store, grid, take_all(store)); }
  // How many price levels there are, both sides together.
  std::size_t levels() const { return levels_; }

 private:
  void set_grid(Price grid) {
    grid_ = grid.units();
    reciprocal_ = UINT64_MAX / static_cast<std::uint64_t>(grid_);
  }
  // price ÷ grid, rounded down. Multiplied by the reciprocal first: right for most multiples of the grid, as
  // the product tells, and several times faster than a division.
  std::int64_t steps_to(Price price) const {
    const UInt128 product = UInt128(reciprocal_) * static_cast<std::uint64_t>(price.units()) + reciprocal_;
    const auto steps = static_cast<std::int64_t>(product >> 64);
    return steps * grid_ == price.units() ? steps : price.units() / grid_;
  }
  void note(Side side, Price price, const PriceLevel& level) {
    if (touched_ == nullptr) return;
    append(*touched_, TouchedLevel{company_, side, {price, Quantity(level.quantity), level.orders}});
  }
  void note(Side side, LevelRef ref) { note(side, price(side, ref), ladder(side)[ref]); }
  static void join_queue(OrderStore& store, RestingOrder& order, std::uint32_t slot, PriceLevel& level) {
    order.prev = level.tail;
    order.next = kNoSlot;
    (level.tail == kNoSlot ? level.head : store.resting(level.tail).next) = slot;
    level.tail = slot;
  }
  static void leave_queue(OrderStore& store, const RestingOrder& order, PriceLevel& level) {
    (order.prev == kNoSlot ? level.head : store.resting(order.prev).next) = order.next;
    (order.next == kNoSlot ? level.tail : store.resting(order.next).prev) = order.prev;
  }

  PriceLadder& ladder(Side side) { return ladders_[static_cast<std::size_t>(side)]; }
  const PriceLadder& ladder(Side side) const { return ladders_[static_cast<std::size_t>(side)]; }
  Price price(Side side, LevelRef ref) const {
    return Price(static_cast<std::int64_t>(ladder(side).key(ref)) * grid_);
  }

  std::int64_t grid_;
  std::uint64_t reciprocal_;  // 2^64 ÷ grid, rounded down
  std::size_t levels_ = 0;
  std::vector<TouchedLevel>* touched_ = nullptr;
  CompanyId company_;
  std::array<PriceLadder, 2> ladders_{PriceLadder(Side::buy), PriceLadder(Side::sell)};
};

}  // namespace market

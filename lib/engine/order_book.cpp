#include "engine/order_book.hpp"

#include <numeric>
#include <utility>
#include <vector>

#include "core/check.hpp"

namespace market {

void OrderBook::add(OrderStore& store, std::uint32_t slot, Side side, Price price) {
  const LevelRef ref = ladder(side).occupy(static_cast<std::uint64_t>(price.units() / grid_));
  PriceLevel& level = ladder(side)[ref];
  RestingOrder& order = store.resting(slot);
  order.level = ref;
  order.prev = level.tail;
  order.next = kNoSlot;
  if (level.tail == kNoSlot)
    level.head = slot;
  else
    store.resting(level.tail).next = slot;
  level.tail = slot;
  level.quantity += order.remaining;
  ++level.orders;
}

void OrderBook::remove(OrderStore& store, std::uint32_t slot, Side side) {
  RestingOrder& order = store.resting(slot);
  PriceLevel& level = ladder(side)[order.level];
  (order.prev == kNoSlot ? level.head : store.resting(order.prev).next) = order.next;
  (order.next == kNoSlot ? level.tail : store.resting(order.next).prev) = order.prev;
  level.quantity -= order.remaining;
  if (--level.orders == 0) ladder(side).vacate(order.level);
  order.level = kNoLevel;
}

void OrderBook::reduce(OrderStore& store, std::uint32_t slot, Side side, std::int64_t by) {
  RestingOrder& order = store.resting(slot);
  order.remaining -= by;
  ladder(side)[order.level].quantity -= by;
}

TopOfBook OrderBook::top() const {
  TopOfBook top;
  if (const LevelRef best = ladder(Side::buy).best(); best != kNoLevel) {
    top.bid = price(Side::buy, best);
    top.bid_size = Quantity(ladder(Side::buy)[best].quantity);
  }
  if (const LevelRef best = ladder(Side::sell).best(); best != kNoLevel) {
    top.ask = price(Side::sell, best);
    top.ask_size = Quantity(ladder(Side::sell)[best].quantity);
  }
  return top;
}

// Counted from the back of the queue, where the orders that are asked about most stand: those just placed.
Quantity OrderBook::queue_ahead(const OrderStore& store, std::uint32_t slot, Side side) const {
  const RestingOrder& order = store.resting(slot);
  std::int64_t ahead = ladder(side)[order.level].quantity - order.remaining;
  for (std::uint32_t behind = order.next; behind != kNoSlot; behind = store.resting(behind).next)
    ahead -= store.resting(behind).remaining;
  return Quantity(ahead);
}

void OrderBook::change_tick(OrderStore& store, Price tick) {
  std::int64_t grid = tick.units();
  std::array<std::vector<std::pair<std::uint32_t, Price>>, 2> resting;
  for (const Side side : {Side::buy, Side::sell})
    visit_orders(store, side, [&](std::uint32_t slot, Price at) {
      resting[static_cast<std::size_t>(side)].emplace_back(slot, at);
      grid = std::gcd(grid, at.units());
      return true;
    });
  grid_ = grid;
  ladders_ = {PriceLadder(Side::buy), PriceLadder(Side::sell)};
  for (const Side side : {Side::buy, Side::sell})
    for (const auto& [slot, at] : resting[static_cast<std::size_t>(side)]) add(store, slot, side, at);
}

}  // namespace market

#include "engine/order_book.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace market {

void OrderBook::reduce(OrderStore& store, std::uint32_t slot, Side side, std::int64_t by) {
  RestingOrder& order = store.resting(slot);
  note(side, order.level);
  PriceLevel& level = ladder(side)[order.level];
  const std::int64_t of_hidden = std::min(by, order.remaining - store.shown(order));
  if (ConditionalOrder* own = store.find_conditions(order)) own->shown -= by - of_hidden;
  order.remaining -= by;
  level.hidden -= of_hidden;
  level.quantity -= by - of_hidden;
}

void OrderBook::take(OrderStore& store, std::uint32_t slot, Side side, std::int64_t shares) {
  RestingOrder& order = store.resting(slot);
  note(side, order.level);
  PriceLevel& level = ladder(side)[order.level];
  order.remaining -= shares;
  level.quantity -= shares;
  ConditionalOrder* own = store.find_conditions(order);
  if (own == nullptr) return;
  own->shown -= shares;
  if (own->display == 0 || own->shown > 0) return;
  show_slice(store, slot, side);
  if (level.tail == slot) return;
  leave_queue(store, order, level);
  join_queue(store, order, slot, level);
}

void OrderBook::show_slice(OrderStore& store, std::uint32_t slot, Side side) {
  const RestingOrder& order = store.resting(slot);
  ConditionalOrder& own = *store.find_conditions(order);
  note(side, order.level);
  PriceLevel& level = ladder(side)[order.level];
  const std::int64_t more = std::min(own.display, order.remaining) - own.shown;
  own.shown += more;
  level.quantity += more;
  level.hidden -= more;
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

BookLevel OrderBook::level(Side side, Price price) const {
  BookLevel found{price, Quantity(), 0};
  if (price.units() % grid_ != 0) return found;
  const LevelRef ref = ladder(side).find(static_cast<std::uint64_t>(price.units() / grid_));
  if (ref == kNoLevel) return found;
  const PriceLevel& level = ladder(side)[ref];
  found.quantity = Quantity(level.quantity);
  found.orders = level.orders;
  return found;
}

// Walks both ways at once until an end of the queue is near, or the order that was asked about last: listing
// the orders of a long queue one after the other takes a step each.
Quantity OrderBook::queue_ahead(const OrderStore& store, std::uint32_t slot, Side side,
                                QueueCursor& cursor) const {
  const RestingOrder& order = store.resting(slot);
  const std::int64_t total = ladder(side)[order.level].quantity;
  const std::int64_t shown = store.shown(order);
  std::int64_t before = 0, behind = 0, ahead = 0;
  std::uint32_t older = slot, newer = slot;
  for (;;) {
    if (older == cursor.slot) {
      ahead = before + cursor.ahead;
      break;
    }
    if (newer == cursor.slot) {
      ahead = cursor.ahead - behind + store.shown(store.resting(newer)) - shown;
      break;
    }
    older = store.resting(older).prev;
    if (older == kNoSlot) {
      ahead = before;
      break;
    }
    before += store.shown(store.resting(older));
    newer = store.resting(newer).next;
    if (newer == kNoSlot) {
      ahead = total - shown - behind;
      break;
    }
    behind += store.shown(store.resting(newer));
  }
  cursor = {slot, ahead};
  return Quantity(ahead);
}

OrderBook::Queues OrderBook::take_all(OrderStore& store) {
  Queues all;
  for (const Side side : {Side::buy, Side::sell})
    for (LevelRef ref = ladder(side).best(); ref != kNoLevel; ref = ladder(side).next(ref)) note(side, ref);
  for (const Side side : {Side::buy, Side::sell})
    visit_orders(store, side, [&](std::uint32_t slot, Price at) {
      all.push_back({slot, side, at});
      return true;
    });
  for (const Standing& one : all) store.resting(one.slot).level = kNoLevel;
  levels_ = 0;
  ladders_ = {PriceLadder(Side::buy), PriceLadder(Side::sell)};
  return all;
}

void OrderBook::put_all(OrderStore& store, Price grid, const Queues& queues) {
  MARKET_CHECK(levels_ == 0);
  set_grid(grid);
  for (const Standing& one : queues)
    if (one.price != Price()) add(store, one.slot, one.side, one.price);
}

}  // namespace market

// The one walk over the orders that an incoming order would meet, shared by every check that looks ahead.
#pragma once
#include <algorithm>

#include "engine/state.hpp"

namespace market {

inline bool beyond_limit(const Entry& entry, Price price) {
  if (entry.type != OrderType::limit) return false;
  return entry.side == Side::buy ? price > entry.limit : price < entry.limit;
}

template <class F>
void Exchange::State::preview_fills(const Listing& at, const Entry& entry, F&& visit) const {
  std::int64_t left = entry.remaining.shares();
  at.book.visit_orders(orders, opposite(entry.side), [&](std::uint32_t maker, Price price) {
    if (left == 0 || beyond_limit(entry, price)) return false;
    if (stops_at(maker, entry.trader, entry.self_trade)) return false;
    const std::int64_t shares = std::min(left, orders.resting(maker).remaining);
    left -= shares;
    return visit(maker, price, shares);
  });
}

}  // namespace market

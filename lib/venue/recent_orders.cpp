#include "venue/recent_orders.hpp"

#include <algorithm>

namespace market {

// Most that end are newer than all that ended before.
void RecentOrders::add(const Order& order) {
  places_.emplace_hint(places_.end(), order.id, forgotten_ + orders_.size());
  orders_.push_back(order);
  if (order.trader.value() >= by_trader_.size()) by_trader_.resize(order.trader.value() + 1);
  std::deque<OrderId>& own = by_trader_[order.trader.value()];
  if (own.empty() || own.back() < order.id)
    own.push_back(order.id);
  else
    own.insert(first_at(own, order.id), order.id);
}

const Order* RecentOrders::find(OrderId id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &orders_[found->second - forgotten_];
}

const std::deque<OrderId>& RecentOrders::of(TraderId trader) const {
  static const std::deque<OrderId> none;
  return trader.value() < by_trader_.size() ? by_trader_[trader.value()] : none;
}

std::deque<OrderId>::const_iterator RecentOrders::first_at(const std::deque<OrderId>& ids, OrderId id) {
  return std::lower_bound(ids.begin(), ids.end(), id);
}

std::size_t RecentOrders::forget(std::size_t count, std::size_t most) {
  count = std::min({count, most, orders_.size()});
  for (std::size_t i = 0; i < count; ++i) {
    const Order& order = orders_.front();
    std::deque<OrderId>& own = by_trader_[order.trader.value()];
    own.erase(first_at(own, order.id));
    places_.erase(order.id);
    orders_.pop_front();
    ++forgotten_;
  }
  return count;
}

}  // namespace market

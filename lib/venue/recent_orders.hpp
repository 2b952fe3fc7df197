// RecentOrders: the orders that ended lately, which are in memory only until a snapshot has them. Found by
// id, and listed in order of id, of everybody or of one trader.
//
// Thread rule: as History, under the venue's lock.
#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <vector>

#include "core/paged_queue.hpp"
#include "model/order.hpp"

namespace market {

class RecentOrders {
 public:
  void add(const Order& order);

  // nullptr when it is not here.
  const Order* find(OrderId id) const;

  // Everything in the order in which it ended.
  const PagedQueue<Order>& all() const { return orders_; }

  // Calls visit(order) for those of the trader with ids in [from, below), ascending or descending, until it
  // returns false.
  template <class F>
  void visit_ascending(TraderId trader, OrderId from, OrderId below, F&& visit) const {
    const std::deque<OrderId>& ids = of(trader);
    for (auto id = first_at(ids, from); id != ids.end() && *id < below; ++id)
      if (!visit(*find(*id))) return;
  }
  template <class F>
  void visit_descending(TraderId trader, OrderId from, OrderId below, F&& visit) const {
    const std::deque<OrderId>& ids = of(trader);
    for (auto id = first_at(ids, below); id != ids.begin() && *std::prev(id) >= from; --id)
      if (!visit(*find(*std::prev(id)))) return;
  }

  // Forgets the `count` that ended first, at most `most` of them; gives back how many are gone.
  std::size_t forget(std::size_t count, std::size_t most);

 private:
  const std::deque<OrderId>& of(TraderId trader) const;
  static std::deque<OrderId>::const_iterator first_at(const std::deque<OrderId>& ids, OrderId id);

  PagedQueue<Order> orders_;  // in the order in which they ended
  std::uint64_t forgotten_ = 0;
  std::map<OrderId, std::uint64_t> places_;     // counted from the first that ever was here
  std::vector<std::deque<OrderId>> by_trader_;  // a deque: the oldest go first
};

}  // namespace market

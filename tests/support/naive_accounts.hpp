// The one template of the naive exchange's accounts.
#pragma once
#include "tests/support/naive_exchange.hpp"

namespace market::test {

// Makes a change that alters fees. Then everything reserved is reserved anew, in order of order id: an order
// whose need the trader's cash no longer covers is canceled.
template <class Change>
void NaiveExchange::rereserve(Change change) {
  change();
  std::map<OrderId, Money> kept;  // what each order reserves again; one that ends may take others along
  for (const OrderId id : open_ids()) {
    if (!is_open(id)) continue;
    const NaiveOrder& order = open_.at(id);
    outcome_.traders.insert(order.trader);
    Money left = cash_[order.trader.value()];
    for (const auto& [other, needed] : kept)
      if (is_open(other) && open_.at(other).trader == order.trader) left -= needed;
    if (left >= need(order))
      kept[id] = need(order);
    else
      end(id, OrderStatus::canceled, EndReason::insufficient_funds);
  }
}

}  // namespace market::test

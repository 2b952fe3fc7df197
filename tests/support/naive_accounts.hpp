// The one template of the naive exchange's accounts.
#pragma once
#include "tests/support/naive_exchange.hpp"

namespace market::test {

// Makes a change that alters fees. Then everything reserved is reserved anew, in order of order id: an order
// whose need the trader's cash no longer covers is canceled.
template <class Change>
void NaiveExchange::rereserve(Change change) {
  change();
  std::map<TraderId, Money> reserved;
  for (const OrderId id : open_ids()) {
    if (!is_open(id)) continue;
    const NaiveOrder& order = open_.at(id);
    Money& total = reserved[order.trader];
    const Money needed = need(order);
    outcome_.traders.insert(order.trader);
    if (cash_[order.trader.value()] - total >= needed)
      total += needed;
    else
      end(id, OrderStatus::canceled, EndReason::insufficient_funds);
  }
}

}  // namespace market::test

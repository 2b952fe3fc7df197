// What open orders reserve, and how trades are settled.
#include <algorithm>

#include "tests/support/naive_arithmetic.hpp"
#include "tests/support/naive_exchange.hpp"

namespace market::test {

// ---- what open orders reserve ----

std::optional<Price> NaiveExchange::reserved_price(const NaiveOrder& order) const {
  if (has_limit(order.type)) return order.limit_price;
  if (waits_for_trigger(order)) return order.stop_price;
  if (order.bound > Price(0)) return order.bound;
  return {};
}

// Nothing for an order that is filled, whatever the smallest fee is.
Money NaiveExchange::worst_cost(const NaiveOrder& order, Price price) const {
  if (order.remaining == Quantity(0)) return Money(0);
  const Money value = value_of(price, order.remaining);
  return value + worst_fee(order, value);
}

// In cash, if it stood alone.
Money NaiveExchange::whole_need(const NaiveOrder& order) const {
  if (order.side == Side::sell) return Money(0);
  const std::optional<Price> price = reserved_price(order);
  return price ? worst_cost(order, *price) : Money(0);
}

// Of the stop-loss of a pair; null when it has none that is open.
const NaiveOrder* NaiveExchange::take_profit_beside(const NaiveOrder& stop_loss) const {
  if (!stop_loss.partner || !waits_for_trigger(stop_loss)) return nullptr;
  const auto it = open_.find(*stop_loss.partner);
  return it != open_.end() ? &it->second : nullptr;
}

// What an open order keeps reserved in cash.
Money NaiveExchange::need(const NaiveOrder& order) const {
  if (order.place == Place::leg) return Money(0);
  const NaiveOrder* take_profit = take_profit_beside(order);
  return take_profit ? std::max(Money(0), whole_need(order) - whole_need(*take_profit)) : whole_need(order);
}

Money NaiveExchange::reserved_cash(TraderId trader) const {
  Money sum;
  for (const OrderId id : open_of_.at(trader.value())) sum += need(open_.at(id));
  return sum;
}

Quantity NaiveExchange::reserved_shares(TraderId trader, CompanyId company_id) const {
  Quantity sum;
  for (const OrderId id : open_of_.at(trader.value())) {
    const NaiveOrder& order = open_.at(id);
    if (order.side == Side::buy || order.company != company_id || order.place == Place::leg) continue;
    if (take_profit_beside(order) == nullptr) sum += order.remaining;
  }
  return sum;
}

Quantity NaiveExchange::free_shares(TraderId trader, CompanyId company_id) const {
  const Position held = position(trader, company_id);
  return held.quantity - held.reserved;
}

// Everything reserved is reserved anew, in order of order id, after a change of what it takes: an order whose
// need the trader's cash no longer covers is canceled. With `only_of` the orders of other companies keep
// theirs.
void NaiveExchange::rereserve(std::optional<CompanyId> only_of) {
  std::map<OrderId, Money> kept;  // what each order reserves again; one that ends may take others along
  for (const auto& [id, order] : open_)
    if (only_of && order.company != *only_of) kept[id] = need(order);
  for (const OrderId id : open_ids()) {
    if (!is_open(id) || kept.count(id) != 0) continue;
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

// ---- settlement ----

// Called when the trade already reduced what the buyer's order reserves. What an account cannot cover of its
// fee is waived. A trader who sells to himself pays for that no more than he gets: the rest may be needed for
// what his order still buys.
void NaiveExchange::settle(Trade& trade) {
  const Money value = value_of(trade.price, trade.quantity);
  const Party buyer{trade.buyer, liquidity_of(trade, Side::buy), 0};
  const Party seller{trade.seller, liquidity_of(trade, Side::sell), 0};
  Fees fees = fees_of(trade.company, buyer, seller, value, trade.quantity);
  const Fees whole = fees;
  require(available(trade.buyer) >= value, "a reservation does not cover the value of a trade");
  fees.buyer = std::min(fees.buyer, available(trade.buyer) - value);
  Money seller_free = available(trade.seller);
  if (trade.buyer == trade.seller) seller_free -= value + fees.buyer;
  fees.seller = std::min(fees.seller, seller_free + value);
  if (trade.buyer == trade.seller) fees.seller = std::min(fees.seller, value);
  outcome_.fees_waived += fees.buyer < whole.buyer || fees.seller < whole.seller;
  limit_rebates(fees);
  trade.buyer_fee = fees.buyer;
  trade.seller_fee = fees.seller;
  count_tiers(trade);

  cash_[trade.buyer.value()] -= value + fees.buyer;
  cash_[trade.seller.value()] += value - fees.seller;
  fees_paid_[trade.buyer.value()] += fees.buyer;
  fees_paid_[trade.seller.value()] += fees.seller;

  Holding& bought = holdings_[{trade.buyer, trade.company}];
  bought.quantity += trade.quantity;
  bought.cost += value;
  Holding& sold = holdings_[{trade.seller, trade.company}];
  const Amount cost(rounded(sold.cost.units(), trade.quantity.shares(), sold.quantity.shares()));
  sold.quantity -= trade.quantity;
  sold.cost -= cost;
  sold.realized_pnl += Amount(value) - cost;

  for (const TraderId side : {trade.buyer, trade.seller}) {
    traded_[side][day_of(trade.time)] += value.units();
    outcome_.traders.insert(side);
  }
  distribute(trade.company, fees.buyer + fees.seller);
}

}  // namespace market::test

// Matching: price-time priority at the maker's price.
#include "engine/matching.hpp"

#include "core/check.hpp"

namespace market {

// Level by level unless the trader's own orders may stand in the way.
bool Exchange::State::would_be_killed(const Listing& at, const Entry& entry) const {
  std::int64_t missing = entry.remaining.shares();
  if (entry.self_trade == SelfTradePolicy::allow || accounts.cash(entry.trader).open_orders == 0) {
    at.book.visit_levels(opposite(entry.side), [&](Price price, const PriceLevel& level) {
      if (beyond_limit(entry, price)) return false;
      missing -= std::min(missing, level.quantity);
      return missing > 0;
    });
  } else {
    preview_fills(at, entry, [&](std::uint32_t, Price, std::int64_t shares) {
      missing -= shares;
      return true;
    });
  }
  return missing > 0;
}

Amount Exchange::State::market_buy_cost(const Listing& at, const Entry& entry, Money enough) const {
  Amount cost;
  preview_fills(at, entry, [&](std::uint32_t maker, Price price, std::int64_t shares) {
    const auto value = notional(price, Quantity(shares));
    MARKET_CHECK(value);  // no larger than the maker's own notional
    cost += *value;
    cost += trade_fees(at, entry.trader, orders.resting(maker).trader, Side::buy, *value).buyer;
    return cost <= enough;
  });
  return cost;
}

void Exchange::State::execute(Listing& at, std::uint32_t slot) {
  RestingOrder& order = orders.resting(slot);
  OrderDetail& detail = orders.detail(slot);
  const Side other = opposite(detail.side);
  bool met_own = false;
  while (order.remaining > 0 && !met_own) {
    const std::uint32_t maker = at.book.front(other);
    if (maker == kNoSlot) break;
    const Price price = at.book.best_price(other);
    if (detail.type == OrderType::limit && !at.book.crosses(detail.side, detail.limit_price)) break;
    met_own = stops_at(maker, order.trader, detail.self_trade);
    if (!met_own) fill(at, slot, maker, price, std::min(order.remaining, orders.resting(maker).remaining));
  }
  if (order.remaining == 0) return end_order(slot, OrderStatus::filled, EndReason::none);
  if (met_own) return end_order(slot, OrderStatus::canceled, EndReason::self_trade);
  if (detail.type == OrderType::market)
    return end_order(slot, OrderStatus::canceled, EndReason::market_remainder);
  switch (detail.time_in_force) {
    case TimeInForce::gtc: return at.book.add(orders, slot, detail.side, detail.limit_price);
    case TimeInForce::ioc: return end_order(slot, OrderStatus::canceled, EndReason::ioc_remainder);
    case TimeInForce::fok: break;
  }
  MARKET_CHECK(!"a fill-or-kill order was let in that cannot be filled");
}

void Exchange::State::fill(Listing& at, std::uint32_t taker, std::uint32_t maker, Price price,
                           std::int64_t shares) {
  const Side aggressor = orders.detail(taker).side;
  const std::uint32_t buy = aggressor == Side::buy ? taker : maker;
  const std::uint32_t sell = aggressor == Side::buy ? maker : taker;
  const auto value = notional(price, Quantity(shares));
  MARKET_CHECK(value);

  const bool maker_done = orders.resting(maker).remaining == shares;
  if (maker_done) {
    at.book.remove(orders, maker, opposite(aggressor));
    orders.resting(maker).remaining = 0;
  } else {
    at.book.reduce(orders, maker, opposite(aggressor), shares);
  }
  orders.resting(taker).remaining -= shares;

  const TradeFees charged = settle(at, buy, sell, aggressor, *value, Quantity(shares));
  for (const std::uint32_t slot : {buy, sell}) {
    OrderDetail& detail = orders.detail(slot);
    detail.status = OrderStatus::partially_filled;
    detail.updated_at = stamp.time;
    detail.seq = stamp.seq;
  }
  at.company.last_price = price;
  at.traded += shares;
  last_trade = TradeId(last_trade.value() + 1);
  events.emplace_back(Trade{.id = last_trade,
                            .company = at.company.id,
                            .aggressor = aggressor,
                            .price = price,
                            .quantity = Quantity(shares),
                            .buy_order = orders.resting(buy).id,
                            .sell_order = orders.resting(sell).id,
                            .buyer = orders.resting(buy).trader,
                            .seller = orders.resting(sell).trader,
                            .buyer_fee = charged.buyer,
                            .seller_fee = charged.seller,
                            .time = stamp.time,
                            .seq = stamp.seq});
  if (maker_done) end_order(maker, OrderStatus::filled, EndReason::none);
}

void Exchange::State::end_order(std::uint32_t slot, OrderStatus status, EndReason reason) {
  release(slot);
  OrderDetail& detail = orders.detail(slot);
  const RestingOrder& order = orders.resting(slot);
  detail.status = status;
  detail.reason = reason;
  detail.updated_at = stamp.time;
  detail.seq = stamp.seq;
  --accounts.cash(order.trader).open_orders;
  if (detail.client != kNoSlot) client_ids.end(detail.client, stamp.time);
  orders.end(slot);
  events.emplace_back(OrderEnded{order.id, detail.company});
}

void Exchange::State::cancel_resting(std::uint32_t slot, EndReason reason) {
  const OrderDetail& detail = orders.detail(slot);
  listing(detail.company).book.remove(orders, slot, detail.side);
  end_order(slot, OrderStatus::canceled, reason);
}

}  // namespace market

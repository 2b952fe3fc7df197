// Matching: price-time priority at the maker's price.
#include "engine/matching.hpp"

#include "core/check.hpp"

namespace market {

// Level by level unless the trader's own orders or the breaker may stand in the way.
bool Exchange::State::would_be_killed(const Listing& at, const Entry& entry) const {
  std::int64_t missing = entry.remaining.shares();
  const bool meets_no_own =
      entry.self_trade == SelfTradePolicy::allow || accounts.cash(entry.trader).open_orders == 0;
  if (meets_no_own && !at.company.breaker) {
    at.book.visit_levels(opposite(entry.side), [&](Price price, const PriceLevel& level) {
      if (is_beyond(entry.side, price, entry.reach)) return false;
      missing -= std::min(missing, level.quantity + level.hidden);
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
  Amount cost, traded;
  preview_fills(at, entry, [&](std::uint32_t maker, Price price, std::int64_t shares) {
    const auto value = notional(price, Quantity(shares));
    MARKET_CHECK(value);  // no larger than the maker's own notional
    cost += *value;
    const TraderId other = orders.resting(maker).trader;
    const Money fee = trade_fees(at, {entry.trader, Liquidity::taker, traded}, {other, Liquidity::maker, {}},
                                 *value, shares)
                          .buyer;
    cost += std::max(fee, Money(0));
    traded += *value;
    if (other == entry.trader) traded += *value;  // on both sides
    return cost <= enough;
  });
  return cost;
}

Price Exchange::State::collar_bound(const Listing& at, Side side) const {
  const std::int64_t last = at.company.last_price.units();
  if (side == Side::buy) {
    const Int128 highest = percent_of(last, kWholePercent + rules.collar.units());
    const Int128 most = kMaxMoney.units();
    return at.company.ticks.round_down(Price(static_cast<std::int64_t>(std::min(highest, most))));
  }
  if (rules.collar.units() >= kWholePercent) return at.company.ticks.base;
  const std::int64_t width = static_cast<std::int64_t>(percent_of(last, rules.collar.units()));
  return at.company.ticks.round_up(Price(last - width));
}

bool Exchange::State::trips_breaker(const Listing& at, Price price) const {
  return at.company.breaker && BreakerWatch(at, stamp.time).trips(price);
}

void Exchange::State::remember_price(Listing& at, Price price) {
  at.window.forget_until(stamp.time - at.company.breaker->window);
  at.window.add(stamp.time, price);
}

void Exchange::State::execute(Listing& at, std::uint32_t slot, Price reach) {
  RestingOrder& order = orders.resting(slot);
  const Side other = opposite(order.side);
  bool stopped = false, tripped = false;
  while (order.remaining > 0) {
    const std::uint32_t maker = at.book.front(other);
    if (maker == kNoSlot) break;
    const Price price = at.book.best_price(other);
    if (is_beyond(order.side, price, reach)) break;
    if (meets_own(maker, order.trader, order.self_trade)) {
      stopped = !prevent_self_trade(at, slot, maker);
      if (stopped) break;
      continue;
    }
    tripped = trips_breaker(at, price);
    if (tripped) break;
    fill(at, slot, maker, price, std::min(order.remaining, orders.shown(orders.resting(maker))));
  }
  if (stopped) return end_order(slot, OrderStatus::canceled, EndReason::self_trade);
  if (order.remaining == 0) return end_order(slot, OrderStatus::filled, EndReason::none);
  if (tripped) begin_auction(at, AuctionKind::breaker, stamp.time + at.company.breaker->duration);
  const bool may_rest = has_limit(order.type) && order.time_in_force != TimeInForce::ioc;
  if (may_rest) return rest(at, slot);
  if (tripped) return end_order(slot, OrderStatus::canceled, EndReason::halt);
  end_order(slot, OrderStatus::canceled,
            has_limit(order.type) ? EndReason::ioc_remainder : EndReason::market_remainder);
}

void Exchange::State::rest(Listing& at, std::uint32_t slot) {
  RestingOrder& order = orders.resting(slot);
  MARKET_CHECK(order.time_in_force != TimeInForce::fok);  // one that cannot be filled was killed
  if (ConditionalOrder* own = orders.find_conditions(order)) {
    own->place = Place::book;
    own->shown = own->display > 0 ? std::min(own->display, order.remaining) : order.remaining;
  }
  at.book.add(orders, slot, order.side, order.limit_price);
}

void Exchange::State::fill(Listing& at, std::uint32_t taker_slot, std::uint32_t maker_slot, Price price,
                           std::int64_t shares) {
  RestingOrder& taker = orders.resting(taker_slot);
  RestingOrder& maker = orders.resting(maker_slot);
  orders.expect_fill(maker_slot);
  const bool buys = taker.side == Side::buy;
  const RestingOrder& bought = buys ? taker : maker;
  const RestingOrder& sold = buys ? maker : taker;
  const Fill fill{.buy = buys ? taker_slot : maker_slot,
                  .sell = buys ? maker_slot : taker_slot,
                  .aggressor = taker.side,
                  .meeting = Meeting::continuous,
                  .price = price,
                  .shares = shares,
                  .buyer = accounts.holder(bought.trader, at.company.id),
                  .seller = accounts.holder(sold.trader, at.company.id)};

  const bool in_groups = (taker.extra | maker.extra) != kNoSlot;
  if (in_groups) {
    release_pair_stop(at, taker);
    release_pair_stop(at, maker);
  }
  const Money reserved_before = cash_need(at, bought);
  const bool maker_done = maker.remaining == shares;
  if (maker_done) {
    at.book.remove(orders, maker_slot, maker.side);
    maker.remaining = 0;
  } else {
    at.book.take(orders, maker_slot, maker.side, shares);
  }
  taker.remaining -= shares;
  const Money reserved_after = cash_need(at, bought);
  if (in_groups) lower_pair_stops(at, {&taker, &maker}, shares, PairStop::goes_on);
  const TradeFees charged = settle(at, fill, reserved_before - reserved_after);
  if (in_groups) lower_pair_stops(at, {&taker, &maker}, shares, PairStop::ends);
  record_trade(at, fill, charged);
  if (maker_done) end_order(maker_slot, OrderStatus::filled, EndReason::none);
  if (at.has_stops()) follow_price(at, price);
}

void Exchange::State::record_trade(Listing& at, const Fill& fill, TradeFees charged) {
  const RestingOrder& bought = orders.resting(fill.buy);
  const RestingOrder& sold = orders.resting(fill.sell);
  at.company.last_price = fill.price;
  at.traded += fill.shares;
  if (at.company.breaker) remember_price(at, fill.price);
  last_trade = TradeId(last_trade.value() + 1);
  append(events, Trade{.id = last_trade,
                       .company = at.company.id,
                       .aggressor = fill.aggressor,
                       .auction = fill.meeting == Meeting::auction,
                       .price = fill.price,
                       .quantity = Quantity(fill.shares),
                       .buy_order = bought.id,
                       .sell_order = sold.id,
                       .buyer = bought.trader,
                       .seller = sold.trader,
                       .buyer_fee = charged.buyer,
                       .seller_fee = charged.seller,
                       .time = stamp.time,
                       .seq = stamp.seq});
}

void Exchange::State::end_order(std::uint32_t slot, OrderStatus status, EndReason reason) {
  const RestingOrder& order = orders.resting(slot);
  if (order.extra != kNoSlot) return end_conditional_order(slot, status, reason);
  Listing& at = listing(order.company);
  if (order.level != kNoLevel) at.book.remove(orders, slot, order.side);
  release(at, slot);
  close(slot, status, reason);
}

void Exchange::State::end_conditional_order(std::uint32_t slot, OrderStatus status, EndReason reason) {
  Listing& at = listing(orders.resting(slot).company);
  const std::uint32_t partner = leave_pair(slot);
  release(at, slot);
  withdraw(at, slot);
  close(slot, status, reason);
  end_conditions(at, slot, partner);
}

void Exchange::State::close(std::uint32_t slot, OrderStatus status, EndReason reason) {
  RestingOrder& order = orders.resting(slot);
  order.status = status;
  order.reason = reason;
  --accounts.cash(order.trader).open_orders;
  if (order.client != kNoSlot) client_ids.end(order.client, stamp.time);
  orders.end(slot);
  append(events, OrderEnded{order.id, order.company});
}

// Out of the queue or the list in which an order with conditions stands, if it stands in one.
void Exchange::State::withdraw(Listing& at, std::uint32_t slot) {
  RestingOrder& order = orders.resting(slot);
  ConditionalOrder& own = *orders.find_conditions(order);
  switch (own.place) {
    case Place::book:
      if (order.level != kNoLevel) at.book.remove(orders, slot, order.side);
      break;
    case Place::triggers: drop_stop(at, slot); break;
    case Place::auction: at.auction_market.erase(own.arrival); break;
    case Place::waiting: at.waiting.erase(order.id); break;
    case Place::none:
    case Place::pending:
    case Place::leg: break;
  }
  own.place = Place::none;
}

// What else follows from the end of an order with conditions.
void Exchange::State::end_conditions(Listing& at, std::uint32_t slot, std::uint32_t partner) {
  const RestingOrder& order = orders.resting(slot);
  const ConditionalOrder& own = *orders.find_conditions(order);
  if (own.expires_at != Timestamp()) expiries.erase({own.expires_at, order.id});
  at.auction_only.erase(order.id);
  const EndReason of_group =
      order.reason == EndReason::company_delisted ? EndReason::company_delisted : EndReason::oco_leg;
  if (partner != kNoSlot) end_order(partner, OrderStatus::canceled, of_group);
  const std::vector<std::uint32_t> legs = waiting_legs(own);
  if (legs.empty()) return;
  const bool filled_something = order.quantity > order.remaining;
  if (filled_something && of_group == EndReason::oco_leg) {
    pending.push_back(order.id);
    return;
  }
  for (const std::uint32_t leg : legs) end_order(leg, OrderStatus::canceled, of_group);
}

bool Exchange::State::prevent_self_trade(Listing& at, std::uint32_t incoming, std::uint32_t resting) {
  RestingOrder& order = orders.resting(incoming);
  RestingOrder& met = orders.resting(resting);
  events.emplace_back(SelfTradePrevented{at.company.id, order.id, met.id, order.self_trade});
  switch (order.self_trade) {
    case SelfTradePolicy::cancel_newest: return false;
    case SelfTradePolicy::cancel_oldest:
      end_order(resting, OrderStatus::canceled, EndReason::self_trade);
      return true;
    case SelfTradePolicy::cancel_both:
      end_order(resting, OrderStatus::canceled, EndReason::self_trade);
      return false;
    case SelfTradePolicy::decrement: break;
    case SelfTradePolicy::allow: MARKET_CHECK(!"orders that may trade with each other");
  }
  const std::int64_t both = std::min(order.remaining, met.remaining);
  if (met.remaining == both)
    end_order(resting, OrderStatus::canceled, EndReason::self_trade);
  else
    shrink(at, resting, both);
  if (order.remaining == both) return false;
  shrink(at, incoming, both);
  return true;
}

}  // namespace market

// Settlement: what a fill and an open order do to cash, shares and fees.
#include <algorithm>

#include "core/check.hpp"
#include "engine/state.hpp"

namespace market {

namespace {

// A rebate is paid out of the other side's fee, never out of anything else.
void limit_rebates(TradeFees& charged) {
  if (charged.buyer >= Money(0) && charged.seller >= Money(0)) return;
  charged.buyer = std::max(charged.buyer, -std::max(charged.seller, Money(0)));
  charged.seller = std::max(charged.seller, -std::max(charged.buyer, Money(0)));
}

// A trade with himself must not cost a buyer more than his buying: a market order is let in for that.
Money most_from_seller(const Account& buyer, const Account& seller, Money value, Money buyer_fee) {
  const Money free = seller.cash - seller.reserved;
  return &buyer == &seller ? std::min(free - buyer_fee, value) : free + value;
}

}  // namespace

TradeFees Exchange::State::trade_fees(const Listing& at, const Payer& buyer, const Payer& seller, Money value,
                                      std::int64_t shares) const {
  TradeFees charged{fee_of(at, buyer, value, shares), fee_of(at, seller, value, shares)};
  limit_rebates(charged);
  return charged;
}

Money Exchange::State::conditional_cash_need(const Listing& at, const RestingOrder& order) const {
  const Money need = lone_cash_need(at, order);
  if (!orders.find_conditions(order)->is_pair_stop) return need;
  return std::max(need - lone_cash_need(at, orders.resting(partner_of(order))), Money(0));
}

Money Exchange::State::lone_cash_need(const Listing& at, const RestingOrder& order) const {
  const ConditionalOrder& own = *orders.find_conditions(order);
  if (own.place == Place::leg) return Money(0);
  const bool executes = !has_limit(order.type) && (own.triggered || order.type == OrderType::market) &&
                        own.place != Place::auction && own.place != Place::waiting;
  if (executes) return Money(0);
  const Price stop = own.triggered ? Price() : own.stop_price;
  const Price price = price_to_reserve(order.type, order.limit_price, stop, own.bound);
  return cash_need(at, order.trader, price, order.remaining);
}

// Shares that a sell order keeps reserved.
std::int64_t Exchange::State::share_need(const RestingOrder& order) const {
  const ConditionalOrder* own = orders.find_conditions(order);
  if (own != nullptr && (own->place == Place::leg || own->is_pair_stop)) return 0;
  return order.remaining;
}

void Exchange::State::reserve(const Listing& at, std::uint32_t slot) {
  const RestingOrder& order = orders.resting(slot);
  if (order.side == Side::sell)
    accounts.shares(order.trader, order.company).reserved += Quantity(share_need(order));
  else
    accounts.reserve_cash(order.trader, cash_need(at, order));
}

void Exchange::State::release(const Listing& at, std::uint32_t slot) {
  const RestingOrder& order = orders.resting(slot);
  if (order.remaining == 0) return;
  if (order.side == Side::sell)
    accounts.shares(order.trader, order.company).reserved -= Quantity(share_need(order));
  else
    accounts.release_cash(order.trader, cash_need(at, order));
}

TradeFees Exchange::State::settle(Listing& at, const Fill& fill, Money no_longer_reserved) {
  const Quantity shares(fill.shares);
  const Money value = known_notional(fill.price, shares);
  TradeFees charged = trade_fees(
      at, {orders.resting(fill.buy).trader, liquidity_of(Side::buy, fill.aggressor, fill.meeting), {}},
      {orders.resting(fill.sell).trader, liquidity_of(Side::sell, fill.aggressor, fill.meeting), {}}, value,
      fill.shares);

  // One fill's worst fee is reserved. Several fills can be charged more: by the rounding of each, by a flat
  // or smallest fee for each. What an account then cannot cover is waived.
  Account& buyer = fill.buyer.trading.account;
  Account& seller = fill.seller.trading.account;
  buyer.reserved -= no_longer_reserved;
  const Money left_to_buyer = buyer.cash - buyer.reserved - value;
  MARKET_CHECK(left_to_buyer >= Money(0));
  charged.buyer = std::min(charged.buyer, left_to_buyer);
  charged.seller = std::min(charged.seller, most_from_seller(buyer, seller, value, charged.buyer));
  limit_rebates(charged);

  buyer.cash -= value + charged.buyer;
  buyer.fees_paid += charged.buyer;
  fill.buyer.enter(shares, value);
  at.bought += fill.shares;
  book_fill(fill.buy, value, charged.buyer);

  seller.cash += value - charged.seller;
  seller.fees_paid += charged.seller;
  fill.seller.shares.reserved -= shares;
  fill.seller.leave(shares, value);
  at.sold += fill.shares;
  book_fill(fill.sell, value, charged.seller);

  const std::int32_t day = today();
  accounts.add_volume(orders.resting(fill.buy).trader, day, value);
  accounts.add_volume(orders.resting(fill.sell).trader, day, value);
  distribute(at, charged.buyer + charged.seller);
  return charged;
}

void Exchange::State::book_fill(std::uint32_t slot, Money value, Money fee) {
  orders.resting(slot).status = OrderStatus::partially_filled;
  OrderDetail& detail = orders.detail(slot);
  detail.filled_value += value.units();
  detail.fees += fee;
  detail.updated_at = stamp.time;
  detail.seq = stamp.seq;
}

void Exchange::State::distribute(Listing& at, Money taken) {
  if (taken == Money(0)) return;
  treasury.fees_taken += taken;
  treasury.fees_distributed += taken;
  const std::vector<Money>& parts = fees.split(taken);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == Money(0)) continue;
    switch (fees.table().distribution[i].kind) {
      case Beneficiary::Kind::exchange:
        treasury.exchange_revenue += parts[i];
        exchange_fees += parts[i];
        break;
      case Beneficiary::Kind::issuer:
        at.issuer_revenue += parts[i];
        at.issuer_fees += parts[i];
        break;
      case Beneficiary::Kind::trader:
        accounts.cash(fee_traders[i]).cash += parts[i];
        trader_fees[fee_traders[i]] += parts[i];
        break;
    }
  }
}

// Around a change of fees: every open buy order reserves what it then needs, oldest first.
void Exchange::State::rereserve_all(const std::function<void()>& change) {
  std::vector<std::uint32_t> buys;
  orders.visit_open(OrderId{}, [&](std::uint32_t slot) {
    if (orders.resting(slot).side == Side::buy) buys.push_back(slot);
    return true;
  });
  for (const std::uint32_t slot : buys) release(listing(orders.resting(slot).company), slot);
  change();
  reserve_in_turn(buys);
}

// One that its trader cannot cover ends.
void Exchange::State::reserve_in_turn(const std::vector<std::uint32_t>& released) {
  for (const std::uint32_t slot : released) {
    const RestingOrder& order = orders.resting(slot);
    if (!orders.is_open(slot)) continue;
    const Listing& at = listing(order.company);
    reserve(at, slot);
    if (accounts.available(order.trader) >= Money(0)) continue;
    // Its stop loss comes later in this list and would be released with it.
    if (const std::uint32_t partner = partner_of(order);
        partner != kNoSlot && orders.resting(partner).id > order.id)
      reserve(at, partner);
    end_order(slot, OrderStatus::canceled, EndReason::insufficient_funds);
  }
}

}  // namespace market

// Settlement: what a fill and an open order do to cash, shares and fees.
#include <algorithm>

#include "core/check.hpp"
#include "engine/state.hpp"

namespace market {

TradeFees Exchange::State::trade_fees(const Listing& at, TraderId buyer, TraderId seller, Side aggressor,
                                      Meeting meeting, Money value) const {
  const auto liquidity = [&](Side side) {
    if (meeting == Meeting::auction) return Liquidity::auction;
    return side == aggressor ? Liquidity::taker : Liquidity::maker;
  };
  TradeFees charged{terms_of(at, buyer).fee(liquidity(Side::buy), value),
                    terms_of(at, seller).fee(liquidity(Side::sell), value)};
  // A rebate is paid out of the other side's fee, never out of anything else.
  charged.buyer = std::max(charged.buyer, -std::max(charged.seller, Money(0)));
  charged.seller = std::max(charged.seller, -std::max(charged.buyer, Money(0)));
  return charged;
}

Money Exchange::State::cash_need(const Listing& at, TraderId trader, Price price,
                                 std::int64_t remaining) const {
  const auto value = notional(price, Quantity(remaining));
  MARKET_CHECK(value);
  return *value + terms_of(at, trader).worst_fee(*value);
}

// A plain market buy reserves nothing: it was checked against its exact cost and never rests.
Money Exchange::State::cash_need(const Listing& at, const RestingOrder& order) const {
  if (order.side == Side::sell) return Money(0);
  if (order.extra != kNoSlot) return conditional_cash_need(at, order);
  if (order.type != OrderType::limit) return Money(0);
  return cash_need(at, order.trader, order.limit_price, order.remaining);
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

TradeFees Exchange::State::settle(Listing& at, std::uint32_t buy, std::uint32_t sell, Side aggressor,
                                  Meeting meeting, Money value, std::int64_t shares,
                                  Money no_longer_reserved) {
  RestingOrder& buy_order = orders.resting(buy);
  RestingOrder& sell_order = orders.resting(sell);
  TradeFees charged = trade_fees(at, buy_order.trader, sell_order.trader, aggressor, meeting, value);

  // Fees are rounded fill by fill, so their sum can pass the reserved fee of the whole by 0.0001 a fill. What
  // the buyer's cash then cannot cover is waived.
  Account& buyer = accounts.cash(buy_order.trader);
  buyer.reserved -= no_longer_reserved;
  charged.buyer = std::min(charged.buyer, buyer.cash - buyer.reserved - value);
  charged.seller = std::max(charged.seller, -std::max(charged.buyer, Money(0)));

  buyer.cash -= value + charged.buyer;
  buyer.fees_paid += charged.buyer;
  accounts.enter(buy_order.trader, at.company.id, Quantity(shares), value);
  at.bought += shares;
  book_fill(buy, value, charged.buyer);

  Account& seller = accounts.cash(sell_order.trader);
  seller.cash += value - charged.seller;
  seller.fees_paid += charged.seller;
  accounts.shares(sell_order.trader, at.company.id).reserved -= Quantity(shares);
  accounts.leave(sell_order.trader, at.company.id, Quantity(shares), value);
  at.sold += shares;
  book_fill(sell, value, charged.seller);

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
  const std::vector<Money>& parts = fees.split(taken);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    switch (fees.table().distribution[i].kind) {
      case Beneficiary::Kind::exchange: treasury.exchange_revenue += parts[i]; break;
      case Beneficiary::Kind::issuer: at.issuer_revenue += parts[i]; break;
      case Beneficiary::Kind::trader: accounts.cash(fee_traders[i]).cash += parts[i]; break;
    }
    treasury.fees_distributed += parts[i];
  }
}

// Around a change of fees: every open buy order reserves what it then needs, oldest first; one whose trader
// cannot cover that ends.
void Exchange::State::rereserve_all(const std::function<void()>& change) {
  std::vector<std::uint32_t> buys;
  orders.visit_open(OrderId{}, [&](std::uint32_t slot) {
    if (orders.resting(slot).side == Side::buy) buys.push_back(slot);
    return true;
  });
  for (const std::uint32_t slot : buys) release(listing(orders.resting(slot).company), slot);
  change();
  for (const std::uint32_t slot : buys) {
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

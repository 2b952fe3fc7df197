// Settlement: what a fill and an open order do to cash, shares and fees.
#include <algorithm>

#include "core/check.hpp"
#include "engine/state.hpp"

namespace market {

TradeFees Exchange::State::trade_fees(const Listing& at, TraderId buyer, TraderId seller, Side aggressor,
                                      Money value) const {
  const auto liquidity = [&](Side side) { return side == aggressor ? Liquidity::taker : Liquidity::maker; };
  TradeFees charged{FeeBook::fee(schedule_of(at, buyer), liquidity(Side::buy), value),
                    FeeBook::fee(schedule_of(at, seller), liquidity(Side::sell), value)};
  // A rebate is paid out of the other side's fee, never out of anything else.
  charged.buyer = std::max(charged.buyer, -std::max(charged.seller, Money(0)));
  charged.seller = std::max(charged.seller, -std::max(charged.buyer, Money(0)));
  return charged;
}

Money Exchange::State::cash_need(const Listing& at, TraderId trader, Price limit, Quantity remaining) const {
  const auto value = notional(limit, remaining);
  MARKET_CHECK(value);
  return *value + FeeBook::worst_fee(schedule_of(at, trader), *value);
}

// A market buy reserves nothing: it was checked against its exact cost and never rests.
void Exchange::State::reserve(const Listing& at, std::uint32_t slot) {
  const RestingOrder& order = orders.resting(slot);
  OrderDetail& detail = orders.detail(slot);
  if (detail.side == Side::sell) {
    accounts.position(order.trader, detail.company).reserved += Quantity(order.remaining);
  } else if (detail.type == OrderType::limit) {
    detail.reserved = cash_need(at, order.trader, detail.limit_price, Quantity(order.remaining));
    accounts.reserve_cash(order.trader, detail.reserved);
  }
}

void Exchange::State::release(std::uint32_t slot) {
  const RestingOrder& order = orders.resting(slot);
  OrderDetail& detail = orders.detail(slot);
  if (detail.side == Side::sell) {
    if (order.remaining > 0)
      accounts.position(order.trader, detail.company).reserved -= Quantity(order.remaining);
  } else {
    accounts.release_cash(order.trader, detail.reserved);
    detail.reserved = Money(0);
  }
}

TradeFees Exchange::State::settle(Listing& at, std::uint32_t buy, std::uint32_t sell, Side aggressor,
                                  Money value, Quantity shares) {
  const RestingOrder& buy_order = orders.resting(buy);
  const RestingOrder& sell_order = orders.resting(sell);
  OrderDetail& bought = orders.detail(buy);
  OrderDetail& sold = orders.detail(sell);
  TradeFees charged = trade_fees(at, buy_order.trader, sell_order.trader, aggressor, value);

  // Fees are rounded fill by fill, so their sum can pass the reserved fee of the whole by 0.0001 a fill. What
  // the buyer's cash then cannot cover is waived.
  Account& buyer = accounts.cash(buy_order.trader);
  if (bought.type == OrderType::limit) {
    const Money still_needed =
        cash_need(at, buy_order.trader, bought.limit_price, Quantity(buy_order.remaining));
    buyer.reserved -= bought.reserved - still_needed;
    bought.reserved = still_needed;
  }
  charged.buyer = std::min(charged.buyer, buyer.cash - buyer.reserved - value);
  charged.seller = std::max(charged.seller, -std::max(charged.buyer, Money(0)));

  buyer.cash -= value + charged.buyer;
  buyer.fees_paid += charged.buyer;
  Accounts::enter(accounts.position(buy_order.trader, at.company.id), shares, value);
  bought.filled_value += value.units();
  bought.fees += charged.buyer;
  at.bought += shares.shares();

  Account& seller = accounts.cash(sell_order.trader);
  seller.cash += value - charged.seller;
  seller.fees_paid += charged.seller;
  Position& position = accounts.position(sell_order.trader, at.company.id);
  position.reserved -= shares;
  Accounts::leave(position, shares, value);
  sold.filled_value += value.units();
  sold.fees += charged.seller;
  at.sold += shares.shares();

  distribute(at, charged.buyer + charged.seller);
  return charged;
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

// After a change of fees: every open buy order reserves what it now needs, oldest first; one whose trader
// cannot cover that ends.
void Exchange::State::rereserve_all() {
  std::vector<std::uint32_t> buys;
  orders.visit_open(OrderId{}, [&](std::uint32_t slot) {
    if (orders.detail(slot).side == Side::buy) buys.push_back(slot);
    return true;
  });
  for (const std::uint32_t slot : buys) release(slot);
  for (const std::uint32_t slot : buys) {
    const RestingOrder& order = orders.resting(slot);
    const OrderDetail& detail = orders.detail(slot);
    const Listing& at = listing(detail.company);
    if (cash_need(at, order.trader, detail.limit_price, Quantity(order.remaining)) <=
        accounts.available(order.trader))
      reserve(at, slot);
    else
      cancel_resting(slot, EndReason::insufficient_funds);
  }
}

}  // namespace market

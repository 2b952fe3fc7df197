// One execution between two orders.
#pragma once
#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "model/enums.hpp"

namespace market {

struct Trade {
  TradeId id;
  CompanyId company;
  Side aggressor = Side::buy;  // the side of the incoming order (the taker); in an auction of the newer one
  bool auction = false;        // an uncross: neither side is maker or taker
  Price price;
  Quantity quantity;
  OrderId buy_order, sell_order;
  TraderId buyer, seller;
  Money buyer_fee, seller_fee;  // negative is a rebate
  Timestamp time;
  Seq seq = 0;
  bool operator==(const Trade&) const = default;
};

inline Liquidity liquidity_of(const Trade& trade, Side side) {
  if (trade.auction) return Liquidity::auction;
  return side == trade.aggressor ? Liquidity::taker : Liquidity::maker;
}

}  // namespace market

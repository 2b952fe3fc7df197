#include "wire/trade_json.hpp"

namespace market {
namespace {

JsonWriter& begin_trade(JsonWriter& json, const Trade& trade, const Symbol& symbol) {
  return json.begin_object()
      .field("id", trade.id)
      .field("symbol", symbol)
      .field("price", trade.price)
      .field("quantity", trade.quantity)
      .field("aggressor", to_text(trade.aggressor))
      .field("time", trade.time)
      .field("seq", trade.seq);
}

}  // namespace

void append_trade(JsonWriter& json, const Trade& trade, const Symbol& symbol) {
  begin_trade(json, trade, symbol).end_object();
}

void append_own_trade(JsonWriter& json, const Trade& trade, const Symbol& symbol, Side side) {
  begin_trade(json, trade, symbol)
      .field("order", side == Side::buy ? trade.buy_order : trade.sell_order)
      .field("side", to_text(side))
      .field("liquidity", to_text(liquidity_of(trade, side)))
      .field("fee", side == Side::buy ? trade.buyer_fee : trade.seller_fee)
      .end_object();
}

}  // namespace market

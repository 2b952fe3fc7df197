// A trade as JSON: as everybody sees it, and as one of its two sides sees it.
#pragma once
#include "model/names.hpp"
#include "model/trade.hpp"
#include "wire/json_writer.hpp"

namespace market {

// {id, symbol, price, quantity, aggressor, time, seq}
void append_trade(JsonWriter& json, const Trade& trade, const Symbol& symbol);

// The same with {order, side, liquidity, fee} of the given side.
void append_own_trade(JsonWriter& json, const Trade& trade, const Symbol& symbol, Side side);

}  // namespace market

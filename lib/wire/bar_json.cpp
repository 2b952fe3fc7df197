#include "wire/bar_json.hpp"

#include "wire/market_json.hpp"

namespace market {

void append_bar(JsonWriter& json, const Bar& bar) {
  json.begin_object()
      .field("time", bar.time)
      .field("open", bar.open)
      .field("high", bar.high)
      .field("low", bar.low)
      .field("close", bar.close)
      .field("volume", bar.volume)
      .field("trades", bar.trades)
      .field("vwap", volume_weighted_price(bar.turnover, bar.volume, bar.low, bar.high))
      .end_object();
}

}  // namespace market

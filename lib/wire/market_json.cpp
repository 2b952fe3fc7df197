#include "wire/market_json.hpp"

#include <algorithm>

#include "wire/order_json.hpp"

namespace market {
namespace {

constexpr Int128 kPercentUnits = 100 * kUnitsPerCurrency;

JsonWriter& begin_line(JsonWriter& json, const MarketLine& line) {
  const std::int64_t change = line.last_price.units() - line.previous_close.units();
  json.begin_object().field("symbol", line.symbol).field("last_price", line.last_price);
  json.key("change").decimal(change);
  json.key("change_percent");
  if (line.previous_close.units() > 0) {
    json.decimal(mul_div_half_even(change, kPercentUnits, line.previous_close.units()));
  } else {
    json.null();
  }
  return json.field("bid", line.top.bid)
      .field("bid_size", line.top.bid_size)
      .field("ask", line.top.ask)
      .field("ask_size", line.top.ask_size)
      .field("volume", line.volume)
      .field("trades", line.trades)
      .field("status", to_text(line.status));
}

}  // namespace

void append_market_line(JsonWriter& json, const MarketLine& line) {
  begin_line(json, line).end_object();
}

std::optional<Price> volume_weighted_price(Amount turnover, Quantity volume, Price low, Price high) {
  const auto average = average_price(turnover, volume);
  return average ? std::optional(std::clamp(*average, low, high)) : std::nullopt;
}

void append_market_detail(JsonWriter& json, const MarketLine& line) {
  const auto traded = [&](Price price) { return line.trades > 0 ? std::optional(price) : std::nullopt; };
  begin_line(json, line)
      .field("open", traded(line.open))
      .field("high", traded(line.high))
      .field("low", traded(line.low))
      .field("vwap", volume_weighted_price(line.turnover, line.volume, line.low, line.high))
      .field("turnover", line.turnover)
      .end_object();
}

}  // namespace market

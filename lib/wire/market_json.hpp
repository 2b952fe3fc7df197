// One company's market at a glance, as JSON: a line of GET /v1/market, or the fuller form for one company.
// Volume, trades, open, high, low, vwap and turnover are those of the current UTC day of market time; change
// is against the last price before it.
#pragma once
#include "model/book_view.hpp"
#include "model/company.hpp"
#include "wire/json_writer.hpp"

namespace market {

struct MarketLine {
  Symbol symbol;
  CompanyStatus status = CompanyStatus::trading;
  Price last_price;
  Price previous_close;
  TopOfBook top;
  Price open, high, low;  // meaningless while trades is 0
  Quantity volume;
  Amount turnover;
  std::uint64_t trades = 0;
};

void append_market_line(JsonWriter& json, const MarketLine& line);
// turnover ÷ volume, between the lowest and the highest price: after a split the volume has lost its
// fractions of shares. nullopt for a volume of 0.
std::optional<Price> volume_weighted_price(Amount turnover, Quantity volume, Price low, Price high);

// With open, high, low, vwap (null while nothing traded today) and turnover.
void append_market_detail(JsonWriter& json, const MarketLine& line);

}  // namespace market

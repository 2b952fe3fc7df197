// What a trader owns, valued at last prices, as JSON.
//   equity = cash + Σ market value · unrealized = market value - cost · average_price = cost ÷ quantity
#pragma once
#include <vector>

#include "model/trader.hpp"
#include "wire/json_writer.hpp"

namespace market {

struct Holding {
  Symbol symbol;
  Position position;
  Price last_price;
};

struct Portfolio {
  Slug trader;
  Account account;
  Amount realized_pnl;            // over all companies, also those no longer held
  std::vector<Holding> holdings;  // in order of symbol
};

void append_portfolio(JsonWriter& json, const Portfolio& portfolio, Seq seq);

}  // namespace market

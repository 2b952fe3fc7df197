#include "wire/equity_json.hpp"

namespace market {
namespace {

std::string return_text(Amount pnl, Amount brought_in) {
  std::string text = decimal_text(mul_div_half_even(pnl.units(), kUnitsPerCurrency, brought_in.units()));
  const std::size_t decimals = text.size() - text.find('.') - 1;
  return text.append(4 - decimals, '0');
}

}  // namespace

void append_equity_line(JsonWriter& json, const EquityLine& line) {
  json.begin_object()
      .field("time", line.time)
      .field("equity", line.equity)
      .field("cash", line.cash)
      .end_object();
}

void append_leader_line(JsonWriter& json, const LeaderLine& line) {
  json.begin_object()
      .field("rank", line.rank)
      .field("trader", line.trader)
      .field("name", line.name)
      .field("equity", line.equity)
      .key("return");
  if (line.brought_in > Amount()) {
    json.value(return_text(line.pnl, line.brought_in));
  } else {
    json.null();
  }
  json.field("pnl", line.pnl).end_object();
}

}  // namespace market

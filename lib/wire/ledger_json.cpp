#include "wire/ledger_json.hpp"

namespace market {

void append_ledger_line(JsonWriter& json, const LedgerLine& line) {
  const auto in_asset = [&](std::string_view name, std::int64_t value) {
    json.key(name);
    if (line.symbol) {
      json.value(value);
    } else {
      json.decimal(value);
    }
  };
  json.begin_object()
      .field("seq", line.seq)
      .field("time", line.time)
      .field("kind", to_text(line.kind))
      .field("symbol", line.symbol);
  in_asset("amount", line.amount);
  in_asset("balance", line.balance);
  json.field("counterparty", line.counterparty)
      .field("order", line.order)
      .field("trade", line.trade)
      .end_object();
}

}  // namespace market

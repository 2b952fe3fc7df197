// One line of a trader's ledger as JSON.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "model/ledger.hpp"
#include "model/names.hpp"
#include "wire/json_writer.hpp"

namespace market {

struct LedgerLine {
  Seq seq = 0;
  Timestamp time;
  LedgerKind kind = LedgerKind::deposit;
  std::optional<Symbol> symbol;  // of the shares that moved; absent: cash
  std::int64_t amount = 0;       // units of Money, or shares; what left is negative
  std::int64_t balance = 0;      // after it, in the same asset
  std::string counterparty;      // a trader's id, "exchange", "issuer:ACME", "treasury:ACME" or "outside"
  std::optional<OrderId> order;
  std::optional<TradeId> trade;
};

// {seq, time, kind, symbol, amount, balance, counterparty, order, trade}; cash as decimal strings, shares as
// integers.
void append_ledger_line(JsonWriter& json, const LedgerLine& line);

}  // namespace market

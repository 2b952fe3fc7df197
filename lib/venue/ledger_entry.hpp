// LedgerEntry: one line of an account's ledger, worked out from a movement. A side of a trade makes up to
// three: its cash, its fee and its shares; a transfer makes one.
//
// Thread rule: values.
#pragma once
#include <cstdint>
#include <optional>

#include "model/ledger.hpp"
#include "model/trade.hpp"
#include "store/archive.hpp"

namespace market {

struct LedgerEntry {
  Seq seq = 0;
  Timestamp time;
  LedgerKind kind = LedgerKind::deposit;
  std::optional<CompanyId> shares_of;  // absent: cash
  std::int64_t amount = 0;             // units of Money, or shares; what left is negative
  std::int64_t balance = 0;            // of the account, in the same asset, after the entry
  AccountRef counterparty;
  std::optional<OrderId> order;  // the trader's own
  std::optional<TradeId> trade;
};

// Entries of one account are numbered: those of the movement at place p from p * kEntriesPerMovement on.
inline constexpr std::uint64_t kEntriesPerMovement = 3;

// The part-th entry of a movement; a part may be missing.
std::optional<LedgerEntry> ledger_entry(const Archive::MovementRow& row, std::uint64_t part);

// One side of a trade: what it did to the account of the trader who stands there.
struct TradeSide {
  TraderId trader, other;
  OrderId order;
  Money fee;
  Money cash;  // that came in, the fee aside
  Quantity shares;
};
TradeSide side_of(const Trade& trade, Side side);

// Whether the movement is a fill of the order, which is its trader's.
bool is_fill_of(const Archive::MovementRow& row, const Order& order);

}  // namespace market

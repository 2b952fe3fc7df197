#include "venue/ledger_entry.hpp"

#include "core/check.hpp"

namespace market {
namespace {

Money value_of(const Trade& trade) {
  const auto value = notional(trade.price, trade.quantity);
  MARKET_CHECK(value);
  return *value;
}

LedgerEntry transfer_entry(const Movement& movement, const TransferRow& row) {
  const Transfer& transfer = row.transfer;
  const bool came_in = movement.source == MovementSource::transfer_in;
  LedgerEntry entry;
  entry.seq = row.seq;
  entry.time = row.time;
  entry.kind = transfer.kind;
  entry.shares_of = transfer.shares_of;
  entry.amount = came_in ? transfer.amount : -transfer.amount;
  entry.balance = transfer.shares_of ? movement.shares.shares() : movement.cash.units();
  entry.counterparty = came_in ? transfer.from : transfer.to;
  if (row.trade != TradeId()) entry.trade = row.trade;
  return entry;
}

}  // namespace

TradeSide side_of(const Trade& trade, Side side) {
  const Money value = value_of(trade);
  if (side == Side::buy)
    return {trade.buyer, trade.seller, trade.buy_order, trade.buyer_fee, -value, trade.quantity};
  return {trade.seller, trade.buyer, trade.sell_order, trade.seller_fee, value, Quantity() - trade.quantity};
}

std::optional<LedgerEntry> ledger_entry(const Archive::MovementRow& row, std::uint64_t part) {
  const Movement& movement = row.movement;
  if (is_transfer(movement.source))
    return part == 0 ? std::optional(transfer_entry(movement, row.transfer)) : std::nullopt;
  const Trade& trade = row.trade;
  const TradeSide own = side_of(trade, movement.source == MovementSource::buy ? Side::buy : Side::sell);
  LedgerEntry entry{.seq = trade.seq,
                    .time = trade.time,
                    .kind = LedgerKind::trade,
                    .shares_of = std::nullopt,
                    .amount = own.cash.units(),
                    .balance = (movement.cash + own.fee).units(),
                    .counterparty = AccountRef::of(own.other),
                    .order = own.order,
                    .trade = trade.id};
  if (part == 0) return entry;
  if (part == 1) {
    if (own.fee == Money(0)) return std::nullopt;
    entry.kind = own.fee > Money(0) ? LedgerKind::fee : LedgerKind::rebate;
    entry.amount = -own.fee.units();
    entry.balance = movement.cash.units();
    entry.counterparty = AccountRef::exchange();
    return entry;
  }
  entry.shares_of = trade.company;
  entry.amount = own.shares.shares();
  entry.balance = movement.shares.shares();
  return entry;
}

bool is_fill_of(const Archive::MovementRow& row, const Order& order) {
  if (order.side == Side::buy)
    return row.movement.source == MovementSource::buy && row.trade.buy_order == order.id;
  return row.movement.source == MovementSource::sell && row.trade.sell_order == order.id;
}

}  // namespace market

// The columns of the tables that hold the history. See row_columns.hpp.
#pragma once
#include "model/history_rows.hpp"
#include "model/order.hpp"
#include "model/trade.hpp"
#include "store/table.hpp"

namespace market {

template <>
inline constexpr Table kTable<Order>{"closed_order", 1};

// Of an order that ended: nothing of it remains and it has no place in a queue.
template <class Archive>
void columns(Archive& archive, IsRow<Order> auto& row) {
  auto& [id, client_order_id, trader, company, trader_slug, symbol, side, type, time_in_force, self_trade,
         post_only, status, reason, quantity, filled, remaining, limit_price, stop_price, trail_amount,
         trail_percent, display_quantity, order_class, parent, legs, expires_at, filled_value, fees,
         queue_ahead, created_at, updated_at, seq] = row;
  auto& [leg1, leg2] = legs;
  archive("id", id);
  archive("trader", trader);
  archive("company", company);
  archive.text_or_null("client_order_id", client_order_id);
  archive("side", side);
  archive("type", type);
  archive("time_in_force", time_in_force);
  archive("self_trade", self_trade);
  archive("post_only", post_only);
  archive("status", status);
  archive("reason", reason);
  archive("quantity", quantity);
  archive("filled", filled);
  archive("limit_price", limit_price);
  archive("stop_price", stop_price);
  archive("trail_amount", trail_amount);
  archive("trail_percent", trail_percent);
  archive("display_quantity", display_quantity);
  archive("order_class", order_class);
  archive("parent", parent);
  archive("leg1", leg1);
  archive("leg2", leg2);
  archive("expires_at", expires_at);
  archive("filled_value", filled_value);
  archive("fees", fees);
  archive("created_at", created_at);
  archive("updated_at", updated_at);
  archive("seq", seq);
}

template <>
inline constexpr Table kTable<Trade>{"trade", 1};

template <class Archive>
void columns(Archive& archive, IsRow<Trade> auto& row) {
  auto& [id, company, aggressor, auction, price, quantity, buy_order, sell_order, buyer, seller, buyer_fee,
         seller_fee, time, seq] = row;
  archive("id", id);
  archive("company", company);
  archive("aggressor", aggressor);
  archive("auction", auction);
  archive("price", price);
  archive("quantity", quantity);
  archive("buy_order", buy_order);
  archive("sell_order", sell_order);
  archive("buyer", buyer);
  archive("seller", seller);
  archive("buyer_fee", buyer_fee);
  archive("seller_fee", seller_fee);
  archive("time", time);
  archive("seq", seq);
}

template <>
inline constexpr Table kTable<Movement>{"movement", 2};

template <class Archive>
void columns(Archive& archive, IsRow<Movement> auto& row) {
  auto& [trader, place, source, number, cash, company, shares] = row;
  archive("trader", trader);
  archive("place", place);
  archive("source", source);
  archive("number", number);
  archive("cash", cash);
  archive("company", company);
  archive("shares", shares);
}

template <>
inline constexpr Table kTable<TransferRow>{"transfer", 1};

template <class Archive>
void columns(Archive& archive, IsRow<TransferRow> auto& row) {
  auto& [number, seq, time, transfer, trade] = row;
  auto& [kind, from, to, shares_of, amount] = transfer;
  auto& [from_kind, from_number] = from;
  auto& [to_kind, to_number] = to;
  archive("number", number);
  archive("seq", seq);
  archive("time", time);
  archive("kind", kind);
  archive("from_kind", from_kind);
  archive("from_number", from_number);
  archive("to_kind", to_kind);
  archive("to_number", to_number);
  archive("shares_of", shares_of);
  archive("amount", amount);
  archive("trade", trade);
}

template <>
inline constexpr Table kTable<LedgerAccount>{"ledger_account", 1};

template <class Archive>
void columns(Archive& archive, IsRow<LedgerAccount> auto& row) {
  auto& [trader, movements, brought_in, taken_out] = row;
  archive("trader", trader);
  archive("movements", movements);
  archive("brought_in", brought_in);
  archive("taken_out", taken_out);
}

template <>
inline constexpr Table kTable<BarRow>{"bar", 3};

template <class Archive>
void columns(Archive& archive, IsRow<BarRow> auto& row) {
  auto& [company, interval, splits, bar] = row;
  auto& [time, open, high, low, close, volume, trades, turnover] = bar;
  archive("company", company);
  archive("interval", interval);
  archive("time", time);
  archive("splits", splits);
  archive("open", open);
  archive("high", high);
  archive("low", low);
  archive("close", close);
  archive("volume", volume);
  archive("trades", trades);
  archive("turnover", turnover);
}

template <>
inline constexpr Table kTable<SplitRow>{"split", 2};

template <class Archive>
void columns(Archive& archive, IsRow<SplitRow> auto& row) {
  auto& [company, number, time, last_trade, to, from] = row;
  archive("company", company);
  archive("number", number);
  archive("time", time);
  archive("last_trade", last_trade);
  archive("to_shares", to);
  archive("from_shares", from);
}

template <>
inline constexpr Table kTable<CompanyHistory>{"company_history", 1};

template <class Archive>
void columns(Archive& archive, IsRow<CompanyHistory> auto& row) {
  auto& [company, first_price, day, open, high, low, close, previous_close, volume, turnover, trades] = row;
  archive("company", company);
  archive("first_price", first_price);
  archive("day", day);
  archive("open", open);
  archive("high", high);
  archive("low", low);
  archive("close", close);
  archive("previous_close", previous_close);
  archive("volume", volume);
  archive("turnover", turnover);
  archive("trades", trades);
}

template <>
inline constexpr Table kTable<FeedRow>{"feed", 2};

template <class Archive>
void columns(Archive& archive, IsRow<FeedRow> auto& row) {
  auto& [seq, n, payload] = row;
  archive("seq", seq);
  archive("n", n);
  archive.blob("payload", payload);
}

template <>
inline constexpr Table kTable<FeedCompany>{"feed_company", 1};

template <class Archive>
void columns(Archive& archive, IsRow<FeedCompany> auto& row) {
  auto& [company, payload] = row;
  archive("company", company);
  archive.blob("payload", payload);
}

}  // namespace market

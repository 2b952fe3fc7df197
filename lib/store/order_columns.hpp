// The columns of open orders and of client order ids. See row_columns.hpp.
#pragma once
#include "model/state_image.hpp"
#include "store/table.hpp"

namespace market {

struct ConditionsRow {
  OrderId id;
  ConditionsImage image;
};
template <>
inline constexpr Table kTable<ConditionsRow>{"order_condition", 1};

template <class Archive>
void columns(Archive& archive, IsRow<ConditionsRow> auto& row) {
  auto& [id, image] = row;
  auto& [stop_price, trail_amount, trail_percent, trail_mark, bound, expires_at, display, shown, parent, legs,
         partner, arrival, order_class, place, triggered, is_pair_stop] = image;
  auto& [leg1, leg2] = legs;
  archive("id", id);
  archive("place", place);
  archive("order_class", order_class);
  archive("stop_price", stop_price);
  archive("trail_amount", trail_amount);
  archive("trail_percent", trail_percent);
  archive("trail_mark", trail_mark);
  archive("bound", bound);
  archive("expires_at", expires_at);
  archive("display", display);
  archive("shown", shown);
  archive("parent", parent);
  archive("leg1", leg1);
  archive("leg2", leg2);
  archive("partner", partner);
  archive("arrival", arrival);
  archive("triggered", triggered);
  archive("is_pair_stop", is_pair_stop);
}

template <>
inline constexpr Table kTable<OrderImage>{"open_order", 1};

// The conditions themselves are in a row of their own, which most orders do not have.
template <class Archive>
void columns(Archive& archive, IsRow<OrderImage> auto& row) {
  auto& [id, trader, company, side, type, time_in_force, self_trade, post_only, status, quantity, remaining,
         limit_price, filled_value, fees, created_at, updated_at, seq, conditions, rank] = row;
  archive("id", id);
  archive("trader", trader);
  archive("company", company);
  archive("side", side);
  archive("type", type);
  archive("time_in_force", time_in_force);
  archive("self_trade", self_trade);
  archive("post_only", post_only);
  archive("status", status);
  archive("quantity", quantity);
  archive("remaining", remaining);
  archive("limit_price", limit_price);
  archive("filled_value", filled_value);
  archive("fees", fees);
  archive("created_at", created_at);
  archive("updated_at", updated_at);
  archive("seq", seq);
  archive("rank", rank);
  archive.presence("conditional", conditions);
}

// Of an open order.
struct OpenClientId {
  ClientIdImage image;
};
template <>
inline constexpr Table kTable<OpenClientId>{"client_order_id", 1};

template <class Archive>
void columns(Archive& archive, IsRow<OpenClientId> auto& row) {
  auto& [trader, text, order, fingerprint, ended_at, ended_place] = row.image;
  archive("order_id", order);
  archive("trader", trader);
  archive("text", text);
  archive("fingerprint", fingerprint);
}

// Of an order that ended.
struct EndedClientId {
  ClientIdImage image;
};
template <>
inline constexpr Table kTable<EndedClientId>{"ended_client_order_id", 1};

template <class Archive>
void columns(Archive& archive, IsRow<EndedClientId> auto& row) {
  auto& [trader, text, order, fingerprint, ended_at, ended_place] = row.image;
  archive("place", ended_place);
  archive("trader", trader);
  archive("text", text);
  archive("order_id", order);
  archive("fingerprint", fingerprint);
  archive("ended_at", ended_at);
}

}  // namespace market

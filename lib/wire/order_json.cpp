#include "wire/order_json.hpp"

namespace market {

std::optional<Price> average_price(Amount value, Quantity quantity) {
  if (quantity.shares() <= 0) return std::nullopt;
  const Int128 average = mul_div_half_even(value.units(), 1, quantity.shares());
  return Price(static_cast<std::int64_t>(std::clamp<Int128>(average, INT64_MIN, INT64_MAX)));
}

namespace {

void append_legs(JsonWriter& json, const Order& order) {
  json.key("legs");
  if (!order.legs.front()) {
    json.null();
    return;
  }
  json.begin_array();
  for (const auto& leg : order.legs)
    if (leg) json.value(*leg);
  json.end_array();
}

}  // namespace

void append_order(JsonWriter& json, const Order& order) {
  json.begin_object()
      .field("id", order.id)
      .text_or_null("client_order_id", order.client_order_id.view())
      .field("trader", order.trader_slug)
      .field("symbol", order.symbol)
      .field("side", to_text(order.side))
      .field("type", to_text(order.type))
      .field("time_in_force", to_text(order.time_in_force))
      .field("quantity", order.quantity)
      .field("filled_quantity", order.filled)
      .field("remaining_quantity", order.remaining)
      .field("limit_price", order.limit_price)
      .field("stop_price", order.stop_price)
      .field("trail_amount", order.trail_amount)
      .field("trail_percent", order.trail_percent)
      .field("display_quantity", order.display_quantity)
      .field("post_only", order.post_only)
      .field("average_price", average_price(order.filled_value, order.filled))
      .field("fees", order.fees)
      .field("status", to_text(order.status))
      .text_or_null("reason", to_text(order.reason))
      .field("order_class", to_text(order.order_class))
      .field("parent", order.parent);
  append_legs(json, order);
  json.field("queue_ahead", order.queue_ahead)
      .field("created_at", order.created_at)
      .field("updated_at", order.updated_at)
      .field("expires_at", order.expires_at)
      .field("seq", order.seq)
      .end_object();
}

}  // namespace market

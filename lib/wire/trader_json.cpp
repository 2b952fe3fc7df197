#include "wire/trader_json.hpp"

namespace market {

void append_trader(JsonWriter& json, const Trader& trader, const Account& account, Amount volume_30d,
                   std::string_view api_key) {
  json.begin_object()
      .field("id", trader.slug)
      .field("name", trader.name)
      .field("status", trader.closed_at ? "closed" : "open")
      .field("cash", account.cash)
      .field("reserved_cash", account.reserved)
      .field("buying_power", account.cash - account.reserved)
      .field("open_orders", account.open_orders)
      .text_or_null("fee_schedule", trader.fee_schedule)
      .field("volume_30d", volume_30d);
  json.key("limits")
      .begin_object()
      .field("max_open_orders", trader.limits.max_open_orders)
      .field("max_order_quantity", trader.limits.max_order_quantity)
      .field("max_order_value", trader.limits.max_order_value)
      .field("max_orders_per_second", trader.limits.max_orders_per_second)
      .end_object();
  json.key("keys").begin_array();
  for (const ApiKey& key : trader.keys)
    json.begin_object().field("key_id", key.id).field("created_at", key.created_at).end_object();
  json.end_array().field("created_at", trader.created_at).field("closed_at", trader.closed_at);
  if (!api_key.empty()) json.field("api_key", api_key);
  json.end_object();
}

}  // namespace market

#include "wire/preview_json.hpp"

#include "wire/order_json.hpp"

namespace market {

void append_preview(JsonWriter& json, const OrderPreview& preview, Side side) {
  json.begin_object().field("accepted", !preview.refused.has_value());
  if (preview.refused)
    json.field("code", to_text(preview.refused->code)).field("detail", preview.refused->detail);
  json.key("fills").begin_array();
  for (const PreviewFill& fill : preview.fills)
    json.begin_object().field("price", fill.price).field("quantity", fill.quantity).end_object();
  json.end_array()
      .field("average_price", average_price(preview.value, preview.filled))
      .field("fees", preview.fees)
      .field("cost", side == Side::buy ? preview.value + preview.fees : preview.fees - preview.value)
      .end_object();
}

}  // namespace market

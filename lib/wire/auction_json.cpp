#include "wire/auction_json.hpp"

namespace market {

void append_auction(JsonWriter& json, const AuctionView& view, Seq seq) {
  const AuctionIndication& indication = view.indication;
  json.begin_object().field("symbol", view.symbol).field("status", to_text(view.status));
  if (view.auction) {
    json.field("kind", to_text(view.auction->kind)).field("ends_at", view.auction->ends_at);
  } else {
    json.field("kind", std::nullopt).field("ends_at", std::nullopt);
  }
  json.field("price", indication.price)
      .field("quantity", indication.quantity)
      .field("imbalance", indication.imbalance);
  json.key("side");
  if (indication.side) {
    json.value(to_text(*indication.side));
  } else {
    json.null();
  }
  json.field("seq", seq).end_object();
}

}  // namespace market

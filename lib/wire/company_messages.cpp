#include "wire/company_messages.hpp"

#include "wire/json_writer.hpp"

namespace market {

void append_company_message(std::string& out, const MessageHead& head, const Symbol& symbol,
                            const CompanyState& state) {
  JsonWriter json(out);
  begin_message(json, head, "company")
      .field("symbol", symbol)
      .field("status", to_text(state.status))
      .text_or_null("reason", state.reason)
      .key("split");
  if (state.split)
    json.begin_object().field("to", state.split->to).field("from", state.split->from).end_object();
  else
    json.null();
  json.key("auction");
  if (state.auction) {
    const AuctionIndication& now = state.indication;
    json.begin_object()
        .field("kind", to_text(state.auction->kind))
        .field("ends_at", state.auction->ends_at)
        .field("price", now.price)
        .field("quantity", now.quantity)
        .field("imbalance", now.imbalance)
        .key("side");
    now.side ? json.value(to_text(*now.side)) : json.null();
    json.end_object();
  } else {
    json.null();
  }
  json.end_object();
}

}  // namespace market

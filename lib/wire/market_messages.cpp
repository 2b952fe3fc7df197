#include "wire/market_messages.hpp"

#include "wire/bar_json.hpp"
#include "wire/book_json.hpp"

namespace market {

std::string_view book_message_type(const BookUpdate& update) {
  return update.prev_seq ? "book_delta" : "book";
}

void append_book_message(std::string& out, const MessageHead& head, const Symbol& symbol,
                         const BookUpdate& update) {
  JsonWriter json(out);
  begin_message(json, head, book_message_type(update)).field("symbol", symbol);
  if (update.prev_seq) json.field("prev_seq", *update.prev_seq);
  append_levels(json, "bids", update.bids);
  append_levels(json, "asks", update.asks);
  json.field("checksum", update.checksum).end_object();
}

void append_bar_message(std::string& out, const MessageHead& head, const Symbol& symbol,
                        const FinishedBar& finished) {
  JsonWriter json(out);
  begin_message(json, head, "bar")
      .field("symbol", symbol)
      .field("interval", to_text(finished.interval))
      .key("bar");
  append_bar(json, finished.bar);
  json.end_object();
}

void append_market_items(std::string& out, std::span<const MarketLine> lines) {
  JsonWriter json(out);
  json.begin_array();
  for (const MarketLine& line : lines) append_market_line(json, line);
  json.end_array();
}

void append_market_message(std::string& out, const MessageHead& head, std::string_view items) {
  JsonWriter json(out);
  begin_message(json, head, "market").key("items").raw(items).end_object();
}

}  // namespace market

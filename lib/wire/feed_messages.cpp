#include "wire/feed_messages.hpp"

#include "wire/json_writer.hpp"

namespace market {

JsonWriter& begin_message(JsonWriter& json, const MessageHead& head, std::string_view type) {
  return json.begin_object()
      .field("seq", head.seq)
      .field("n", head.n)
      .field("type", type)
      .field("time", head.time);
}

void append_trade_message(std::string& out, const MessageHead& head, const Symbol& symbol,
                          const Trade& trade) {
  JsonWriter json(out);
  begin_message(json, head, "trade")
      .field("id", trade.id)
      .field("symbol", symbol)
      .field("price", trade.price)
      .field("quantity", trade.quantity)
      .field("aggressor", to_text(trade.aggressor))
      .end_object();
}

void append_quote_message(std::string& out, const MessageHead& head, const Symbol& symbol,
                          const TopOfBook& top) {
  JsonWriter json(out);
  begin_message(json, head, "quote")
      .field("symbol", symbol)
      .field("bid", top.bid)
      .field("bid_size", top.bid_size)
      .field("ask", top.ask)
      .field("ask_size", top.ask_size)
      .end_object();
}

void append_heartbeat_message(std::string& out, const MessageHead& head) {
  JsonWriter json(out);
  begin_message(json, head, "heartbeat").end_object();
}

void append_gap_message(std::string& out, const MessageHead& head, GapReason reason, Seq from, Seq to) {
  JsonWriter json(out);
  begin_message(json, head, "gap")
      .field("from", from)
      .field("to", to)
      .field("reason", reason == GapReason::not_kept ? "not_kept" : "too_slow")
      .end_object();
}

void append_stopping_message(std::string& out, const MessageHead& head) {
  JsonWriter json(out);
  begin_message(json, head, "server").field("event", "stopping").end_object();
}

}  // namespace market

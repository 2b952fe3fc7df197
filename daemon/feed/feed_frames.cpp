#include "daemon/feed/feed_frames.hpp"

#include "daemon/net/websocket_frames.hpp"
#include "wire/company_messages.hpp"
#include "wire/market_messages.hpp"
#include "wire/private_messages.hpp"

namespace market {
namespace {

// The header stands before the text whose length it tells, so the text is made first.
template <class AppendJson>
void append_websocket_message(std::string& out, AppendJson append_json) {
  const std::size_t begin = out.size();
  append_json(out);
  std::string header;
  append_frame_header(header, Opcode::text, out.size() - begin);
  out.insert(begin, header);
}

template <class AppendJson>
void append_event(std::string& out, const MessageHead& head, std::string_view type, AppendJson append_json) {
  out += "id: ";
  out += std::to_string(head.seq);
  out += '-';
  out += std::to_string(head.n);
  out += "\nevent: ";
  out += type;
  out += "\ndata: ";
  append_json(out);
  out += "\n\n";
}

template <class AppendJson>
void append_frame(std::string& out, Framing framing, const MessageHead& head, std::string_view type,
                  AppendJson append_json) {
  switch (framing) {
    case Framing::sse: return append_event(out, head, type, append_json);
    case Framing::websocket: return append_websocket_message(out, append_json);
  }
}

void append_one(std::string& out, Framing framing, const MessageHead& head, const Symbol& symbol,
                const Trade& trade) {
  append_frame(out, framing, head, "trade",
               [&](std::string& to) { append_trade_message(to, head, symbol, trade); });
}

void append_one(std::string& out, Framing framing, const MessageHead& head, const Symbol& symbol,
                const TopOfBook& top) {
  append_frame(out, framing, head, "quote",
               [&](std::string& to) { append_quote_message(to, head, symbol, top); });
}

void append_one(std::string& out, Framing framing, const MessageHead& head, const Symbol& symbol,
                const std::shared_ptr<const CompanyState>& state) {
  append_frame(out, framing, head, "company",
               [&](std::string& to) { append_company_message(to, head, symbol, *state); });
}

void append_one(std::string& out, Framing framing, const MessageHead& head, const Symbol& symbol,
                const std::shared_ptr<const BookUpdate>& update) {
  append_frame(out, framing, head, book_message_type(*update),
               [&](std::string& to) { append_book_message(to, head, symbol, *update); });
}

void append_one(std::string& out, Framing framing, const MessageHead& head, const Symbol& symbol,
                const FinishedBar& bar) {
  append_frame(out, framing, head, "bar",
               [&](std::string& to) { append_bar_message(to, head, symbol, bar); });
}

void append_one(std::string& out, Framing framing, const MessageHead& head, const Symbol&,
                const OrderUpdate& update) {
  append_frame(out, framing, head, "order", [&](std::string& to) { append_order_message(to, head, update); });
}

void append_one(std::string& out, Framing framing, const MessageHead& head, const Symbol&,
                const std::shared_ptr<const AccountUpdate>& update) {
  append_frame(out, framing, head, "account",
               [&](std::string& to) { append_account_message(to, head, *update); });
}

}  // namespace

void append_event_frame(std::string& out, Framing framing, const MessageHead& head, const Symbol& symbol,
                        const decltype(FeedEvent::what)& what) {
  std::visit([&](const auto& one) { append_one(out, framing, head, symbol, one); }, what);
}

void append_market_frame(std::string& out, Framing framing, const MessageHead& head, std::string_view items) {
  append_frame(out, framing, head, "market",
               [&](std::string& to) { append_market_message(to, head, items); });
}

void append_heartbeat_frame(std::string& out, Framing framing, const MessageHead& head) {
  append_frame(out, framing, head, "heartbeat", [&](std::string& to) { append_heartbeat_message(to, head); });
}

void append_gap_frame(std::string& out, Framing framing, const MessageHead& head, GapReason reason, Seq from,
                      Seq to) {
  append_frame(out, framing, head, "gap",
               [&](std::string& text) { append_gap_message(text, head, reason, from, to); });
}

void append_stopping_frame(std::string& out, Framing framing, const MessageHead& head) {
  append_frame(out, framing, head, "server", [&](std::string& to) { append_stopping_message(to, head); });
}

}  // namespace market

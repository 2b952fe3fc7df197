#include "daemon/feed/sse_frames.hpp"

#include "wire/company_messages.hpp"
#include "wire/market_messages.hpp"

namespace market {
namespace {

template <class AppendJson>
void append_frame(std::string& out, const MessageHead& head, std::string_view type, AppendJson append_json) {
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

void append_one(std::string& out, const MessageHead& head, const Symbol& symbol, const Trade& trade) {
  append_frame(out, head, "trade", [&](std::string& to) { append_trade_message(to, head, symbol, trade); });
}

void append_one(std::string& out, const MessageHead& head, const Symbol& symbol, const TopOfBook& top) {
  append_frame(out, head, "quote", [&](std::string& to) { append_quote_message(to, head, symbol, top); });
}

void append_one(std::string& out, const MessageHead& head, const Symbol& symbol, const CompanyState& state) {
  append_frame(out, head, "company",
               [&](std::string& to) { append_company_message(to, head, symbol, state); });
}

void append_one(std::string& out, const MessageHead& head, const Symbol& symbol,
                const std::shared_ptr<const BookUpdate>& update) {
  append_frame(out, head, book_message_type(*update),
               [&](std::string& to) { append_book_message(to, head, symbol, *update); });
}

void append_one(std::string& out, const MessageHead& head, const Symbol& symbol, const FinishedBar& bar) {
  append_frame(out, head, "bar", [&](std::string& to) { append_bar_message(to, head, symbol, bar); });
}

}  // namespace

void append_event_frame(std::string& out, const MessageHead& head, const Symbol& symbol,
                        const decltype(FeedEvent::what)& what) {
  std::visit([&](const auto& one) { append_one(out, head, symbol, one); }, what);
}

void append_market_frame(std::string& out, const MessageHead& head, std::span<const MarketLine> lines) {
  append_frame(out, head, "market", [&](std::string& to) { append_market_message(to, head, lines); });
}

void append_heartbeat_frame(std::string& out, const MessageHead& head) {
  append_frame(out, head, "heartbeat", [&](std::string& to) { append_heartbeat_message(to, head); });
}

void append_gap_frame(std::string& out, const MessageHead& head, Seq from, Seq to) {
  append_frame(out, head, "gap", [&](std::string& text) { append_gap_message(text, head, from, to); });
}

void append_stopping_frame(std::string& out, const MessageHead& head) {
  append_frame(out, head, "server", [&](std::string& to) { append_stopping_message(to, head); });
}

void FrameBatch::assign(const std::vector<FeedEvent>& events) {
  text_.clear();
  frames_.clear();
  for (const FeedEvent& event : events) {
    const std::size_t begin = text_.size();
    append_event_frame(text_, {event.seq, event.n, event.time}, event.symbol, event.what);
    frames_.push_back({begin, text_.size(), channel_of(event), event.company});
  }
}

}  // namespace market

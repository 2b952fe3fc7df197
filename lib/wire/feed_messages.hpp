// The feed's messages as JSON text (contract section 3), the same over SSE and WebSocket. Each function
// appends one object without a line break.
#pragma once
#include <string>
#include <string_view>

#include "model/book_view.hpp"
#include "model/names.hpp"
#include "model/trade.hpp"
#include "wire/message_head.hpp"

namespace market {

void append_trade_message(std::string& out, const MessageHead& head, const Symbol& symbol,
                          const Trade& trade);
void append_quote_message(std::string& out, const MessageHead& head, const Symbol& symbol,
                          const TopOfBook& top);
void append_heartbeat_message(std::string& out, const MessageHead& head);
// What was asked for from `from` to `to` (seqs, both included) is no longer kept, or was too much for a slow
// client.
void append_gap_message(std::string& out, const MessageHead& head, Seq from, Seq to);
void append_stopping_message(std::string& out, const MessageHead& head);

}  // namespace market

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
// Why the messages of commands `from` to `to` are not sent: the server has them no longer, or the client took
// what is sent so slowly that it is closed, and may resume.
enum class GapReason : std::uint8_t { not_kept, too_slow };
void append_gap_message(std::string& out, const MessageHead& head, GapReason reason, Seq from, Seq to);
void append_stopping_message(std::string& out, const MessageHead& head);

}  // namespace market

// The feed's channels `book`, `bars` and `market` as JSON text. Each function appends one object without a
// line break.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "model/bar.hpp"
#include "model/book_update.hpp"
#include "model/names.hpp"
#include "wire/market_json.hpp"
#include "wire/message_head.hpp"

namespace market {

// Type `book`: the whole book; or `book_delta`, with prev_seq.
void append_book_message(std::string& out, const MessageHead& head, const Symbol& symbol,
                         const BookUpdate& update);
std::string_view book_message_type(const BookUpdate& update);
// {…, symbol, interval, bar}: a bar that is finished.
void append_bar_message(std::string& out, const MessageHead& head, const Symbol& symbol,
                        const FinishedBar& finished);
// The lines of companies as an array, as GET /v1/market has them; and {…, items} with such an array.
void append_market_items(std::string& out, std::span<const MarketLine> lines);
void append_market_message(std::string& out, const MessageHead& head, std::string_view items);

}  // namespace market

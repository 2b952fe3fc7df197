// An order book as JSON.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "model/book_checksum.hpp"
#include "model/book_view.hpp"
#include "model/names.hpp"
#include "wire/json_writer.hpp"

namespace market {

struct BookSnapshot {
  Symbol symbol;
  std::vector<BookLevel> bids, asks;  // best first, at least the top ten where there are as many
  Seq seq = 0;
};

// One member: the levels as [{price,quantity,orders}].
void append_levels(JsonWriter& json, std::string_view name, std::span<const BookLevel> levels);

// Level 2: {symbol, bids:[{price,quantity,orders}], asks, seq, checksum} with at most `depth` levels a side.
void append_book(JsonWriter& json, const BookSnapshot& book, std::size_t depth);

// Level 3: single orders, best first and at one price oldest first: {price, quantity, id}.
void append_book_orders(JsonWriter& json, const BookSnapshot& book, std::span<const BookOrder> bids,
                        std::span<const BookOrder> asks);

}  // namespace market

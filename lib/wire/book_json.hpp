// An order book as JSON, and the checksum that lets a client prove its copy of it.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "model/book_view.hpp"
#include "model/names.hpp"
#include "wire/json_writer.hpp"

namespace market {

inline constexpr std::size_t kChecksumLevels = 10;

// CRC-32 (zlib's) over the top ten levels, asks first, then bids, each best first. Every level contributes
// its price and its quantity as they stand in the JSON, the price without the point and without leading
// zeros: a level of 250 at "101.25" is the text "10125250". Source: Kraken, "Book checksum" of its WebSocket
// API.
std::uint32_t book_checksum(std::span<const BookLevel> asks, std::span<const BookLevel> bids);

struct BookSnapshot {
  Symbol symbol;
  std::vector<BookLevel> bids, asks;  // best first, at least the top ten where there are as many
  Seq seq = 0;
};

// Level 2: {symbol, bids:[{price,quantity,orders}], asks, seq, checksum} with at most `depth` levels a side.
void append_book(JsonWriter& json, const BookSnapshot& book, std::size_t depth);

// Level 3: single orders, best first and at one price oldest first: {price, quantity, id}.
void append_book_orders(JsonWriter& json, const BookSnapshot& book, std::span<const BookOrder> bids,
                        std::span<const BookOrder> asks);

}  // namespace market

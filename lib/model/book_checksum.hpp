// The checksum that lets a client prove its copy of an order book.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "model/book_view.hpp"

namespace market {

inline constexpr std::size_t kChecksumLevels = 10;

// CRC-32 (zlib's) over the top ten levels, asks first, then bids, each best first. Every level contributes
// its price and its quantity as they stand in the JSON, the price without the point and without leading
// zeros: a level of 250 at "101.25" is the text "10125250". Source: Kraken, "Book checksum" of its WebSocket
// API.
std::uint32_t book_checksum(std::span<const BookLevel> asks, std::span<const BookLevel> bids);

}  // namespace market

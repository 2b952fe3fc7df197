#include "model/book_checksum.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <zlib.h>

namespace market {
namespace {

constexpr std::size_t kMostDigits = 20;  // of 64 bits
// Both sides, a price and a quantity a level.
using Text = std::array<char, 2 * kChecksumLevels * 2 * kMostDigits>;

// A price has at least two decimals in the JSON, and more only as far as they are not zeros.
std::int64_t shown_digits(Price price) {
  const std::int64_t units = price.units();
  if (units % 100 == 0) return units / 100;
  return units % 10 == 0 ? units / 10 : units;
}

char* append(char* at, Text& text, std::span<const BookLevel> levels) {
  char* const end = text.data() + text.size();
  for (const BookLevel& level : levels.first(std::min(levels.size(), kChecksumLevels))) {
    at = std::to_chars(at, end, shown_digits(level.price)).ptr;
    at = std::to_chars(at, end, level.quantity.shares()).ptr;
  }
  return at;
}

}  // namespace

std::uint32_t book_checksum(std::span<const BookLevel> asks, std::span<const BookLevel> bids) {
  Text text;
  const char* const end = append(append(text.data(), text, asks), text, bids);
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(end - text.data())));
}

}  // namespace market

// parse_whole: the whole number that a text is: decimal digits and nothing else.
#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace market {

// Nullopt for anything but digits, and for a number that T cannot hold.
template <class T = std::uint64_t>
requires std::is_unsigned_v<T> std::optional<T> parse_whole(std::string_view text) {
  T number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace market

#include "store/row_lists.hpp"

#include <algorithm>
#include <limits>

namespace market {
namespace {

using Pair = std::pair<Int128, Int128>;

void append_integer(std::string& out, Int128 value) {
  const std::size_t begin = out.size();
  const bool negative = value < 0;
  UInt128 rest = negative ? 0 - static_cast<UInt128>(value) : static_cast<UInt128>(value);
  do {
    out.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  if (negative) out.push_back('-');
  std::reverse(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end());
}

// Takes an integer from the front of `text`; false when there is none that fits.
bool take_integer(std::string_view& text, Int128& value) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 39 || (text.front() == '0' && (digits > 1 || negative))) return false;
  constexpr UInt128 kMax = ~UInt128{0} >> 1;
  UInt128 magnitude = 0;
  for (const char digit : text.substr(0, digits)) {
    const auto unit = static_cast<UInt128>(digit - '0');
    if (magnitude > (kMax + 1 - unit) / 10) return false;
    magnitude = magnitude * 10 + unit;
  }
  if (magnitude > kMax + (negative ? 1 : 0)) return false;
  value = static_cast<Int128>(negative ? 0 - magnitude : magnitude);
  text.remove_prefix(digits);
  return true;
}

bool take(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(1);
  return true;
}

template <class List, class AppendItem>
std::string text_of(const List& list, AppendItem append_item) {
  std::string out = "[";
  for (const auto& item : list) {
    if (out.size() > 1) out += ',';
    append_item(out, item);
  }
  return out += ']';
}

template <class List, class ToPair>
std::string text_of_pairs(const List& list, ToPair to_pair) {
  return text_of(list, [&](std::string& out, const auto& item) {
    const Pair pair = to_pair(item);
    out += '[';
    append_integer(out, pair.first);
    out += ',';
    append_integer(out, pair.second);
    out += ']';
  });
}

// Calls take_item for each item between the brackets of a list.
template <class TakeItem>
bool read_list(std::string_view text, TakeItem take_item) {
  if (!take(text, '[')) return false;
  if (text == "]") return true;
  do {
    if (!take_item(text)) return false;
  } while (take(text, ','));
  return text == "]";
}

template <class List, class FromPair>
bool read_pairs(std::string_view text, List& list, FromPair from_pair) {
  list.clear();
  return read_list(text, [&](std::string_view& rest) {
    Pair pair;
    const bool whole = take(rest, '[') && take_integer(rest, pair.first) && take(rest, ',') &&
                       take_integer(rest, pair.second) && take(rest, ']');
    return whole && from_pair(pair);
  });
}

bool fits(Int128 value) {
  return value == static_cast<std::int64_t>(value);
}
bool fits(const Pair& pair) {
  return fits(pair.first) && fits(pair.second);
}

}  // namespace

std::string integer_text(Int128 value) {
  std::string out;
  append_integer(out, value);
  return out;
}

bool parse_integer(std::string_view text, Int128& value) {
  return take_integer(text, value) && text.empty();
}

std::string list_text(const std::vector<std::int64_t>& list) {
  return text_of(list, [](std::string& out, std::int64_t item) { append_integer(out, item); });
}

std::string list_text(const std::vector<TickStep>& list) {
  return text_of_pairs(list, [](const TickStep& step) { return Pair(step.from.units(), step.tick.units()); });
}

std::string list_text(const std::vector<PricePoint>& list) {
  return text_of_pairs(list,
                       [](const PricePoint& point) { return Pair(point.time.ns(), point.price.units()); });
}

std::string list_text(const std::vector<std::pair<std::int64_t, Amount>>& list) {
  return text_of_pairs(list, [](const auto& item) { return Pair(item.first, item.second.units()); });
}

bool parse_list(std::string_view text, std::vector<std::int64_t>& list) {
  list.clear();
  return read_list(text, [&](std::string_view& rest) {
    Int128 value = 0;
    if (!take_integer(rest, value) || !fits(value)) return false;
    list.push_back(static_cast<std::int64_t>(value));
    return true;
  });
}

bool parse_list(std::string_view text, std::vector<TickStep>& list) {
  return read_pairs(text, list, [&](const Pair& pair) {
    list.push_back(
        {Price(static_cast<std::int64_t>(pair.first)), Price(static_cast<std::int64_t>(pair.second))});
    return fits(pair);
  });
}

bool parse_list(std::string_view text, std::vector<PricePoint>& list) {
  return read_pairs(text, list, [&](const Pair& pair) {
    list.push_back(
        {Timestamp(static_cast<std::int64_t>(pair.first)), Price(static_cast<std::int64_t>(pair.second))});
    return fits(pair);
  });
}

bool parse_list(std::string_view text, std::vector<std::pair<std::int64_t, Amount>>& list) {
  return read_pairs(text, list, [&](const Pair& pair) {
    list.emplace_back(static_cast<std::int64_t>(pair.first), Amount(pair.second));
    return fits(pair.first);
  });
}

}  // namespace market

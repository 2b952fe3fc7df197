#include "model/names.hpp"

#include <algorithm>

namespace market {
namespace {
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
}  // namespace

std::optional<Symbol> parse_symbol(std::string_view text) {
  if (text.empty() || !Symbol::fits(text) || !is_upper(text.front())) return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), [](char c) { return is_upper(c) || is_digit(c) || c == '.'; }))
    return std::nullopt;
  return Symbol(text);
}

std::optional<Slug> parse_slug(std::string_view text) {
  const auto ok_first = [](char c) { return is_lower(c) || is_digit(c); };
  if (text.empty() || !Slug::fits(text) || !ok_first(text.front())) return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), [&](char c) { return ok_first(c) || c == '_' || c == '-'; }))
    return std::nullopt;
  return Slug(text);
}

std::optional<ClientOrderId> parse_client_order_id(std::string_view text) {
  if (text.empty() || !ClientOrderId::fits(text)) return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7e; }))
    return std::nullopt;
  return ClientOrderId(text);
}

}  // namespace market

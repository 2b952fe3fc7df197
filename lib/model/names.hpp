// The public names: Symbol of a company, Slug of a trader, ClientOrderId of an order. Each is made by its
// parse function only from text that fits the contract's pattern.
#pragma once
#include <optional>
#include <string_view>

#include "core/short_text.hpp"

namespace market {

using Symbol = ShortText<10>;         // [A-Z][A-Z0-9.]{0,9}
using Slug = ShortText<32>;           // [a-z0-9][a-z0-9_-]{0,31}
using ClientOrderId = ShortText<64>;  // 1-64 printable ASCII; empty means none was given
using KeyId = ShortText<16>;          // names one API key of a trader

std::optional<Symbol> parse_symbol(std::string_view text);
std::optional<Slug> parse_slug(std::string_view text);
std::optional<ClientOrderId> parse_client_order_id(std::string_view text);

}  // namespace market

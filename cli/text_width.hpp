// UTF-8 text: how wide it stands on a terminal, made safe to print there, or told from other bytes.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace market::cli {

// Columns: East Asian wide characters and emoji count two, combining marks none, broken bytes one each.
std::size_t text_width(std::string_view text);

bool is_utf8(std::string_view text);

// The text with control characters (which could move the cursor or recolour a terminal) and broken UTF-8
// shown as "?".
std::string printable(std::string_view text);

}  // namespace market::cli

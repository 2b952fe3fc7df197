// How wide UTF-8 text stands on a terminal, and text made safe to print there.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace market::cli {

// Columns: East Asian wide characters and emoji count two, combining marks none, broken bytes one each.
std::size_t text_width(std::string_view text);

// The text with control characters (which could move the cursor or recolour a terminal) and broken UTF-8
// shown as "?".
std::string printable(std::string_view text);

}  // namespace market::cli

// The known name that a mistyped one most likely meant, for "did you mean" in error texts.
// Source: V. I. Levenshtein's edit distance, counting the swap of two neighbours as one edit (optimal string
// alignment).
#pragma once
#include <optional>
#include <span>
#include <string_view>

namespace market {

// Nullopt when no known name is near: more edits away than a third of the longer name (at least two).
std::optional<std::string_view> nearest_name(std::string_view name, std::span<const std::string_view> known);

}  // namespace market

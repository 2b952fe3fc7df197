// What every API key's text keeps to, wherever it comes from.
#pragma once
#include <cstddef>

namespace market {

// A longer text is nobody's key.
inline constexpr std::size_t kLongestKey = 128;

}  // namespace market

// The version that the build was made with.
#pragma once
#include <string_view>

namespace market::cli {

inline constexpr std::string_view kVersion = MARKET_VERSION;

}  // namespace market::cli

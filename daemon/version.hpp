// The version of this build, from the project's CMakeLists.txt.
#pragma once

namespace market {
inline constexpr const char* kVersion = MARKET_VERSION;
}

// Numbers that a test run is steered by: MARKET_SEED, MARKET_COMMANDS.
#pragma once
#include <cstdint>
#include <cstdlib>

namespace market::test {

inline std::uint64_t environment_number(const char* name, std::uint64_t fallback) {
  const char* text = std::getenv(name);
  return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 10) : fallback;
}

}  // namespace market::test

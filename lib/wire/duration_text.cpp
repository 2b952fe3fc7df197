#include "wire/duration_text.hpp"

#include <string_view>

namespace market {

std::string duration_text(Duration duration) {
  struct Unit {
    std::string_view name;
    std::int64_t ms;
  };
  constexpr Unit kUnits[] = {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}};
  std::string text;
  std::int64_t left = duration.ns() / Duration::milliseconds(1).ns();
  for (const Unit& unit : kUnits) {
    if (left >= unit.ms) text.append(std::to_string(left / unit.ms)).append(unit.name);
    left %= unit.ms;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace market

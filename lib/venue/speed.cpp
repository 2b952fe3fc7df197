#include "venue/speed.hpp"

#include <charconv>
#include <cmath>

namespace market {

std::optional<Speed> parse_speed(std::string_view text) {
  if (text == "max") return Speed::max();
  double factor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), factor);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || !std::isfinite(factor) || factor <= 0 || factor > kFastestSpeed) return std::nullopt;
  return Speed::times(factor);
}

std::string to_text(Speed speed) {
  if (speed.is_max()) return "max";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, speed.factor()).ptr;
  return {text, end};
}

}  // namespace market

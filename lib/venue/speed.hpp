// Speed: how fast market time passes: so many seconds of it a second of wall time, or `max`: as fast as the
// machine can do what happens in it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace market {

inline constexpr double kFastestSpeed = 10'000;  // but for max

class Speed {
 public:
  constexpr Speed() = default;
  static constexpr Speed max() { return Speed(0); }
  // Above 0 and at most kFastestSpeed.
  static constexpr Speed times(double factor) { return Speed(factor); }

  constexpr bool is_max() const { return factor_ == 0; }
  constexpr double factor() const { return factor_; }  // unless it is max
  bool operator==(const Speed&) const = default;

 private:
  constexpr explicit Speed(double factor) : factor_(factor) {}
  double factor_ = 1;
};

// "1", "0.5", "60", "max". nullopt for anything else, and for what is out of range.
std::optional<Speed> parse_speed(std::string_view text);
std::string to_text(Speed speed);

}  // namespace market

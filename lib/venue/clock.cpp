#include "venue/clock.hpp"

#include <algorithm>

namespace market {
namespace {

std::int64_t system_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

VenueClock::VenueClock(Mode mode, double speed, Timestamp not_before)
    : mode_(mode),
      speed_(mode == Mode::wall ? 1 : speed),
      base_(std::max(system_ns(), not_before.ns())),
      started_(std::chrono::steady_clock::now()),
      wall_offset_ns_(std::max<std::int64_t>(0, not_before.ns() - system_ns())) {}

Timestamp VenueClock::now() const {
  if (mode_ == Mode::wall) return Timestamp(system_ns() + wall_offset_ns_);
  const std::chrono::nanoseconds elapsed = std::chrono::steady_clock::now() - started_;
  return Timestamp(base_.ns() + static_cast<std::int64_t>(static_cast<double>(elapsed.count()) * speed_));
}

std::chrono::nanoseconds VenueClock::wall_until(Timestamp time) const {
  constexpr double kFarthest = 1e18;
  const auto market_ns = static_cast<double>((time - now()).ns());
  return std::chrono::nanoseconds(
      static_cast<std::int64_t>(std::clamp(market_ns / speed_, -kFarthest, kFarthest)));
}

std::string_view to_text(VenueClock::Mode mode) {
  return mode == VenueClock::Mode::wall ? "wall" : "simulated";
}

}  // namespace market

#include "venue/clock.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace market {
namespace {

std::int64_t system_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

VenueClock::VenueClock(Mode mode, Speed speed, Timestamp not_before)
    : mode_(mode),
      speed_(mode == Mode::wall ? Speed() : speed),
      stands_(speed_.is_max()),
      base_(std::max(stands_ ? kSimulatedStart.ns() : system_ns(), not_before.ns())),
      started_(std::chrono::steady_clock::now()),
      wall_offset_ns_(std::max<std::int64_t>(0, not_before.ns() - system_ns())) {}

Timestamp VenueClock::time() const {
  if (mode_ == Mode::wall) return Timestamp(system_ns() + wall_offset_ns_);
  if (stands_) return base_;
  const std::chrono::nanoseconds elapsed = std::chrono::steady_clock::now() - started_;
  return Timestamp(base_.ns() +
                   static_cast<std::int64_t>(static_cast<double>(elapsed.count()) * speed_.factor()));
}

Timestamp VenueClock::now() const {
  const std::lock_guard lock(mutex_);
  return time();
}

std::chrono::nanoseconds VenueClock::wall_until(Timestamp until) const {
  constexpr double kFarthest = 1e18;
  const std::lock_guard lock(mutex_);
  const auto market_ns = static_cast<double>((until - time()).ns());
  const double wall_ns = !stands_ ? market_ns / speed_.factor() : market_ns > 0 ? kFarthest : 0;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(std::clamp(wall_ns, -kFarthest, kFarthest)));
}

VenueClock::Mode VenueClock::mode() const {
  const std::lock_guard lock(mutex_);
  return mode_;
}

Speed VenueClock::speed() const {
  const std::lock_guard lock(mutex_);
  return speed_;
}

void VenueClock::run(Speed speed) {
  MARKET_CHECK(!speed.is_max());
  const std::lock_guard lock(mutex_);
  base_ = time();
  started_ = std::chrono::steady_clock::now();
  mode_ = Mode::simulated;
  speed_ = speed;
  stands_ = false;
}

void VenueClock::hold(Speed speed) {
  const std::lock_guard lock(mutex_);
  base_ = time();
  mode_ = Mode::simulated;
  speed_ = speed;
  stands_ = true;
}

void VenueClock::advance_to(Timestamp to) {
  const std::lock_guard lock(mutex_);
  if (stands_) base_ = std::max(base_, to);
}

std::string_view to_text(VenueClock::Mode mode) {
  return mode == VenueClock::Mode::wall ? "wall" : "simulated";
}

}  // namespace market

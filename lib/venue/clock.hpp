// VenueClock: the time stamped on commands. It never goes backwards, not even over a restart.
//   wall       the system's time
//   simulated  goes on from where it was, at a speed, or stands and is moved by hand
// Thread rule: any thread. (That stamps never go backwards is up to the Venue.)
#pragma once
#include <chrono>
#include <mutex>
#include <string_view>

#include "core/timestamp.hpp"
#include "venue/speed.hpp"

namespace market {

// 2026-01-05T00:00:00Z, a Monday.
inline constexpr Timestamp kSimulatedStart{1'767'571'200'000'000'000};

class VenueClock {
 public:
  enum class Mode { wall, simulated };

  // Continues after `not_before`, the time of the last command in the journal (0 when there is none), at the
  // system's time if that is later. With speed max it stands, and what the system's time is has no part in
  // it: it begins at kSimulatedStart, or goes on from `not_before`, so that a simulation comes out the same
  // again.
  VenueClock(Mode mode, Speed speed, Timestamp not_before);

  Timestamp now() const;
  // How much wall time passes until `time`; negative when it has passed. At most about 30 years either way,
  // which is also what is said of a clock that stands.
  std::chrono::nanoseconds wall_until(Timestamp time) const;
  Mode mode() const;
  // At which time passes when it does; 1 for the system's.
  Speed speed() const;

  // From now on it is a simulated one that goes on at this speed, which is not max.
  void run(Speed speed);
  // From now on it is a simulated one that stands; `speed` is what speed() says meanwhile.
  void hold(Speed speed);
  // A clock that stands goes on to `time`, unless it is there already.
  void advance_to(Timestamp time);

 private:
  Timestamp time() const;  // under the lock

  mutable std::mutex mutex_;  // of the rest
  Mode mode_;
  Speed speed_;
  bool stands_;
  Timestamp base_;  // venue time at started_
  std::chrono::steady_clock::time_point started_;
  std::int64_t wall_offset_ns_ = 0;  // wall mode: added to the system's time
};

std::string_view to_text(VenueClock::Mode mode);

}  // namespace market

// VenueClock: the time stamped on commands. It never goes backwards, not even over a restart.
// wall: the system's time. simulated: from a start, at `speed` times the wall's pace.
// Thread rule: immutable after construction; any thread. (That stamps never go backwards is up to the Venue.)
#pragma once
#include <chrono>
#include <string_view>

#include "core/timestamp.hpp"

namespace market {

class VenueClock {
 public:
  enum class Mode { wall, simulated };

  // Continues after `not_before`, the time of the last command in the journal (0 when there is none).
  VenueClock(Mode mode, double speed, Timestamp not_before);

  Timestamp now() const;
  // How much wall time passes until `time`; negative when it has passed. At most about 30 years either way.
  std::chrono::nanoseconds wall_until(Timestamp time) const;
  Mode mode() const { return mode_; }
  double speed() const { return speed_; }

 private:
  Mode mode_;
  double speed_;
  Timestamp base_;  // venue time at started_
  std::chrono::steady_clock::time_point started_;
  std::int64_t wall_offset_ns_ = 0;  // wall mode: added to the system's time
};

std::string_view to_text(VenueClock::Mode mode);

}  // namespace market

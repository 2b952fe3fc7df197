#include "daemon/snapshot_log.hpp"

#include <string>

namespace market {
namespace {

constexpr std::chrono::minutes kPause{1};

}  // namespace

void SnapshotLog::note(const SnapshotStatus& status, Clock::time_point now) {
  if (status.error.empty()) {
    if (failing_)
      write_(LogLevel::info, "snapshots are written again, up to seq " + std::to_string(status.seq));
    failing_ = false;
    return;
  }
  if (now < next_line_) return;  // also when one has succeeded in between
  failing_ = true;
  next_line_ = now + kPause;
  write_(LogLevel::error, "a snapshot failed: " + status.error +
                              "; trading goes on and the journal keeps everything, it is tried again; such "
                              "failures are logged once a minute");
}

}  // namespace market

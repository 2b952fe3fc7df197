#include "daemon/snapshot_log.hpp"

#include <string>

namespace market {
namespace {

constexpr std::chrono::minutes kPause{1};

// What the failure means for the market.
std::string_view consequence_of(SnapshotFault fault) {
  switch (fault) {
    case SnapshotFault::none:
    case SnapshotFault::database:
      return "; trading goes on and the journal keeps everything, it is tried again; such failures are "
             "logged "
             "once a minute";
    case SnapshotFault::journal: return "; nothing more is acknowledged, and what was is in the journal";
  }
  return {};
}

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
  write_(LogLevel::error, "a snapshot failed: " + status.error + std::string(consequence_of(status.fault)));
}

}  // namespace market

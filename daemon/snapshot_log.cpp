#include "daemon/snapshot_log.hpp"

#include <string>

namespace market {
namespace {

constexpr std::chrono::minutes kPause{1};

}  // namespace

// What the failure means for the market.
std::string_view SnapshotLog::consequence_of(SnapshotFault fault) const {
  if (fault == SnapshotFault::journal)
    return "; nothing more is acknowledged, and what was is in the journal";
  if (durability_ == Durability::none)
    return "; trading goes on, but with durability none nothing keeps it until a snapshot is written; it is "
           "tried again; such failures are logged once a minute";
  return "; trading goes on and the journal keeps everything, it is tried again; such failures are logged "
         "once a minute";
}

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

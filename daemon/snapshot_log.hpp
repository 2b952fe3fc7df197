// SnapshotLog: tells the log when snapshots begin to fail, at most once a minute that they still do, and when
// they work again.
//
// Thread rule: one thread at a time.
#pragma once
#include <chrono>
#include <functional>
#include <string_view>

#include "daemon/log.hpp"
#include "store/journal.hpp"
#include "venue/snapshot_files.hpp"

namespace market {

class SnapshotLog {
 public:
  using Clock = std::chrono::steady_clock;
  using Write = std::function<void(LogLevel, std::string_view)>;

  explicit SnapshotLog(Durability durability, Write write = log_line)
      : durability_(durability), write_(std::move(write)) {}

  // After each attempt but the last one.
  void note(const SnapshotStatus& status, Clock::time_point now = Clock::now());

 private:
  std::string_view consequence_of(SnapshotFault fault) const;

  Durability durability_;
  Write write_;
  bool failing_ = false;
  Clock::time_point next_line_;
};

}  // namespace market

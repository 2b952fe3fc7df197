// SnapshotLog: tells the log when snapshots begin to fail, at most once a minute that they still do, and when
// they work again.
//
// Thread rule: one thread at a time.
#pragma once
#include <chrono>
#include <functional>
#include <string_view>

#include "daemon/log.hpp"
#include "venue/snapshot_files.hpp"

namespace market {

class SnapshotLog {
 public:
  using Clock = std::chrono::steady_clock;
  using Write = std::function<void(LogLevel, std::string_view)>;

  explicit SnapshotLog(Write write = log_line) : write_(std::move(write)) {}

  // After each attempt.
  void note(const SnapshotStatus& status, Clock::time_point now = Clock::now());

 private:
  Write write_;
  bool failing_ = false;
  Clock::time_point next_line_;
};

}  // namespace market

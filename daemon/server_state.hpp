// What the daemon knows of itself, shared by its parts. Set before the loops start unless atomic or guarded.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

#include "core/timestamp.hpp"

namespace market {

class SimulationControl;

// A text that one thread replaces while others copy it.
class GuardedText {
 public:
  explicit GuardedText(std::string text) : text_(std::move(text)) {}
  GuardedText& operator=(std::string text) {
    const std::lock_guard lock(mutex_);
    text_ = std::move(text);
    return *this;
  }
  operator std::string() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

// What may be between two points of a trader's equity over time. Both ends included.
struct HistoryIntervals {
  Duration shortest = Duration::seconds(1);
  Duration longest = Duration::seconds(365 * 86'400);
};
inline constexpr HistoryIntervals kHistoryIntervals;
constexpr bool is_history_interval(Duration interval) {
  return interval >= kHistoryIntervals.shortest && interval <= kHistoryIntervals.longest;
}

// Of all loops together.
struct FeedFigures {
  std::atomic<std::uint32_t> sse{0}, websocket{0};   // subscribers
  std::atomic<std::uint64_t> messages{0}, bytes{0};  // sent, of events
  std::atomic<std::uint64_t> conflated{0};           // left out for slow clients, who got a newer one
  std::atomic<std::uint64_t> closed_slow{0};
};

struct ServerState {
  std::string version;
  Timestamp started_at;  // wall time
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  GuardedText config_json{"{}"};  // the effective configuration, secrets masked, as a JSON object

  // Between two points of a trader's equity over time, unless a request says otherwise.
  std::atomic<Duration> history_interval{Duration::seconds(60)};

  std::atomic<bool> ready{false};
  std::atomic<bool> stopping{false};
  std::atomic<bool> journal_failed{false};
  // When the last snapshot that failed did.
  std::atomic<std::chrono::steady_clock::time_point> snapshot_failed_at{};
  SimulationControl* simulation = nullptr;  // the daemon's; nullptr where there is none
  FeedFigures feed;
};

}  // namespace market

// What the daemon knows of itself, shared by its parts. Set before the loops start unless atomic.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "core/timestamp.hpp"

namespace market {

struct ServerState {
  std::string version;
  Timestamp started_at;  // wall time
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  std::string config_json = "{}";  // the effective configuration, secrets masked, as a JSON object

  std::atomic<bool> ready{false};
  std::atomic<bool> stopping{false};
  std::atomic<bool> journal_failed{false};
  std::atomic<std::uint32_t> sse_clients{0};
  std::atomic<std::uint32_t> ws_clients{0};
};

}  // namespace market

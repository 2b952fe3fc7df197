// DueTimer: has the backend do what is due at its time although no request comes. Private to daemon/net.
//
// It looks again at least once a second, so a step of the system's clock delays nothing by more.
//
// Thread rule: look() from any thread; everything else happens on the loop's own.
#pragma once
#include <atomic>
#include <chrono>

#include "daemon/net/asio.hpp"
#include "daemon/net/server.hpp"

namespace market {

class DueTimer {
 public:
  DueTimer(io_context& io, const Backend& backend) : io_(io), backend_(backend), timer_(io) {}

  // Before the loop's thread starts.
  void start();
  // Notices when something is due earlier than was known.
  void look();

 private:
  using Clock = std::chrono::steady_clock;

  std::chrono::nanoseconds wait() const;  // until the next thing is due
  void arm();
  void act();

  io_context& io_;
  const Backend& backend_;
  steady_timer timer_;
  bool posted_ = false;  // something is due now: the loop acts next, without the timer
  std::atomic<Clock::time_point> armed_{Clock::time_point::max()};
};

}  // namespace market

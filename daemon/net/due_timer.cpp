#include "daemon/net/due_timer.hpp"

#include <algorithm>
#include <utility>

namespace market {
namespace {

constexpr std::chrono::nanoseconds kLongestWait = std::chrono::seconds(1);
// Earlier by less than this is the same time, read from the clock a moment later.
constexpr std::chrono::milliseconds kSame{1};

}  // namespace

void DueTimer::start() {
  if (backend_.until_due) arm();
}

void DueTimer::look() {
  if (!backend_.until_due) return;
  const Clock::time_point at = Clock::now() + wait();
  Clock::time_point armed = armed_;
  // Whoever moves it has the loop arm: one post, however many look at once.
  while (at + kSame < armed) {
    if (!armed_.compare_exchange_weak(armed, at)) continue;
    boost::asio::post(io_, [this] { arm(); });
    return;
  }
}

std::chrono::nanoseconds DueTimer::wait() const {
  return std::clamp(backend_.until_due().value_or(kLongestWait), std::chrono::nanoseconds(0), kLongestWait);
}

// Arming again cancels what was armed before. What becomes due after wait() has looked finds the timer not
// armed and has it armed once more.
void DueTimer::arm() {
  armed_ = Clock::time_point::max();
  const std::chrono::nanoseconds left = wait();
  const Clock::time_point at = Clock::now() + left;
  armed_ = at;
  timer_.expires_at(at);
  if (left > std::chrono::nanoseconds::zero())
    timer_.async_wait([this](NetError error) {
      if (!error) act();
    });
  else if (!std::exchange(posted_, true))
    boost::asio::post(io_, [this] {  // costs less than a timer that fires at once
      posted_ = false;
      act();
    });
}

void DueTimer::act() {
  backend_.do_what_is_due();
  arm();
}

}  // namespace market

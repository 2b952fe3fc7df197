#include "daemon/net/due_timer.hpp"

#include <algorithm>

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
  const Clock::time_point at = next();
  Clock::time_point armed = armed_;
  // Whoever moves it has the loop arm: one post, however many look at once.
  while (at + kSame < armed) {
    if (!armed_.compare_exchange_weak(armed, at)) continue;
    boost::asio::post(io_, [this] { arm(); });
    return;
  }
}

DueTimer::Clock::time_point DueTimer::next() const {
  const auto wait =
      std::clamp(backend_.until_due().value_or(kLongestWait), std::chrono::nanoseconds(0), kLongestWait);
  return Clock::now() + wait;
}

// Arming again cancels what was armed before. What becomes due after next() has looked finds the timer not
// armed and has it armed once more.
void DueTimer::arm() {
  armed_ = Clock::time_point::max();
  const Clock::time_point at = next();
  armed_ = at;
  timer_.expires_at(at);
  timer_.async_wait([this](NetError error) {
    if (error) return;
    backend_.do_what_is_due();
    arm();
  });
}

}  // namespace market

// DueTimer: what is due happens at its time, also when it becomes due earlier than was known.
#include "daemon/net/due_timer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

using namespace market;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

// A backend with things to do at given times, and a loop that does them.
class Duties {
 public:
  Duties() {
    backend_.until_due = [this] { return until_next(); };
    backend_.do_what_is_due = [this] { do_them(); };
    timer_.start();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Duties() {
    io_.stop();
    thread_.join();
  }

  Clock::time_point add(Clock::duration in) {
    const Clock::time_point at = Clock::now() + in;
    {
      const std::lock_guard lock(mutex_);
      due_.push_back(at);
    }
    timer_.look();
    return at;
  }
  // When the n-th one was done; waits for it at most ten seconds.
  std::optional<Clock::time_point> done(std::size_t n) {
    for (int i = 0; i < 10'000; ++i) {
      {
        const std::lock_guard lock(mutex_);
        if (done_.size() > n) return done_[n];
      }
      std::this_thread::sleep_for(1ms);
    }
    return std::nullopt;
  }
  std::size_t calls() {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  std::optional<std::chrono::nanoseconds> until_next() {
    const std::lock_guard lock(mutex_);
    if (due_.empty()) return std::nullopt;
    return *std::min_element(due_.begin(), due_.end()) - Clock::now();
  }
  void do_them() {
    const std::lock_guard lock(mutex_);
    ++calls_;
    const Clock::time_point now = Clock::now();
    for (std::size_t i = due_.size(); i-- > 0;) {
      if (due_[i] > now) continue;
      due_.erase(due_.begin() + static_cast<std::ptrdiff_t>(i));
      done_.push_back(now);
    }
  }

  std::mutex mutex_;
  std::vector<Clock::time_point> due_, done_;
  std::size_t calls_ = 0;
  io_context io_{1};
  boost::asio::executor_work_guard<io_context::executor_type> keep_{io_.get_executor()};
  Backend backend_;
  DueTimer timer_{io_, backend_};
  std::thread thread_;
};

// Not before its time, and with some patience for a busy machine not long after.
void check_in_time(std::optional<Clock::time_point> done, Clock::time_point due) {
  REQUIRE(done);
  CHECK(*done >= due);
  CHECK(*done - due < 500ms);
}

}  // namespace

TEST_CASE("something due in a while is done then, and nothing is done in between") {
  Duties duties;
  const auto due = duties.add(60ms);
  check_in_time(duties.done(0), due);
  CHECK(duties.calls() < 10);
}

TEST_CASE("what becomes due earlier than what was known comes first, and both come") {
  Duties duties;
  const auto late = duties.add(300ms);
  const auto early = duties.add(30ms);
  check_in_time(duties.done(0), early);
  check_in_time(duties.done(1), late);
}

TEST_CASE("what is overdue already is done at once") {
  Duties duties;
  const auto due = duties.add(-1s);
  const auto done = duties.done(0);
  REQUIRE(done);
  CHECK(*done - due < 1'500ms);
}

TEST_CASE("times farther than the longest wait are reached") {
  Duties duties;
  const auto due = duties.add(1'200ms);
  check_in_time(duties.done(0), due);
}

TEST_CASE("nothing is missed however often and from wherever something new becomes due") {
  Duties duties;
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&duties] {
      for (int i = 0; i < 200; ++i) {
        duties.add(std::chrono::microseconds(i * 37 % 5'000));
        std::this_thread::sleep_for(100us);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto last_added = Clock::now();
  const auto done = duties.done(399);
  REQUIRE(done);
  CHECK(*done - last_added < 500ms);
}

// Shows that the kernel wakes agents in order of (time, agent, sequence), stops where it is told, and can
// leave out a stretch of time.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/kernel.hpp"

using namespace market;
using namespace market::sim;

namespace {

class Recorder final : public Agent {
 public:
  Recorder(std::string name, std::vector<std::int64_t> first, std::vector<std::string>& log)
      : name_(std::move(name)), first_(std::move(first)), log_(log) {}

  void start(Kernel& kernel) override {
    for (std::size_t i = 0; i < first_.size(); ++i) kernel.schedule(Timestamp(first_[i]), i);
  }
  void wake(Kernel& kernel, Tag tag) override {
    log_.push_back(std::to_string(kernel.now().ns()) + name_ + std::to_string(tag));
  }
  void state(StateArchive&) override {}

 private:
  std::string name_;
  std::vector<std::int64_t> first_;
  std::vector<std::string>& log_;
};

// Wakes itself at once, `times` times.
class Insistent final : public Agent {
 public:
  explicit Insistent(Tag times) : times_(times) {}
  void start(Kernel& kernel) override { kernel.schedule(kernel.now(), 1); }
  void wake(Kernel& kernel, Tag tag) override {
    if (tag < times_) kernel.schedule(kernel.now(), tag + 1);
  }
  void state(StateArchive&) override {}

 private:
  Tag times_;
};

}  // namespace

TEST_CASE("events come by time, then agent, then sequence") {
  std::vector<std::string> log;
  Recorder a("a", {30, 10, 10}, log), b("b", {10, 5}, log);
  Kernel kernel{Timestamp(0)};
  kernel.add(a);
  kernel.add(b);
  CHECK(kernel.next_time() == Timestamp(5));
  CHECK(kernel.run_until(Timestamp(100)) == 5);
  CHECK(log == std::vector<std::string>{"5b1", "10a1", "10a2", "10b0", "30a0"});
  CHECK(kernel.next_time() == std::nullopt);
  CHECK(kernel.now() == Timestamp(100));
}

TEST_CASE("run_until includes its time and leaves later events") {
  std::vector<std::string> log;
  Recorder a("a", {10, 11}, log);
  Kernel kernel{Timestamp(0)};
  kernel.add(a);
  CHECK(kernel.run_until(Timestamp(10)) == 1);
  CHECK(kernel.next_time() == Timestamp(11));
  CHECK(kernel.now() == Timestamp(10));
}

TEST_CASE("run_until stops after the given number of events and goes on later") {
  Insistent agent(100);
  Kernel kernel{Timestamp(7)};
  kernel.add(agent);
  CHECK(kernel.run_until(Timestamp(7), 30) == 30);
  CHECK(kernel.next_time() == Timestamp(7));
  CHECK(kernel.run_until(Timestamp(7)) == 70);
  CHECK(kernel.next_time() == std::nullopt);
}

TEST_CASE("postpone moves all that is pending, in the same order") {
  std::vector<std::string> log;
  Recorder a("a", {10, 20}, log), b("b", {10}, log);
  Kernel kernel{Timestamp(0)};
  kernel.add(a);
  kernel.add(b);
  kernel.postpone(Duration(5));
  kernel.run_until(Timestamp(50));
  CHECK(log == std::vector<std::string>{"15a0", "15b0", "25a1"});
}

// The journal on a disk that fails or crashes at any operation: whatever was acknowledged is there exactly
// once afterwards, nothing is missing in between, and a failure ends the journal for good.
// MARKET_SOAK=1 tries every operation instead of some; MARKET_SEED chooses the run.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <vector>

#include "store/command_codec.hpp"
#include "store/journal.hpp"
#include "tests/support/crash_disk.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/random_commands.hpp"

using namespace market;
using namespace market::test;

namespace {

constexpr const char* kFile = "/data/journal.db";
constexpr std::size_t kCommands = 400;

struct Plan {
  const char* name;
  Durability durability;
  std::optional<Fault> fault;  // nothing: a crash
  Times times;
  Loss loss;
  bool torn;
};

const std::vector<Command>& commands() {
  static const std::vector<Command> all = [] {
    RandomCommands random(7);
    std::vector<Command> made;
    while (made.size() < kCommands) made.push_back(random.next());
    return made;
  }();
  return all;
}

std::string encoded(const Command& command) {
  std::string bytes;
  encode_command(bytes, command);
  return bytes;
}

Stamp stamp_of(Seq seq) {
  return {seq, Timestamp(static_cast<std::int64_t>(seq) * 1'000)};
}

// The venue's side of the bargain, over several starts on one disk: what it was told, and the seq of the
// snapshot on which it starts.
class Owner {
 public:
  Owner(CrashDisk& disk, Durability durability, std::uint64_t seed)
      : disk_(disk), durability_(durability), random_(seed) {}

  // Starts and appends until the commands are used up or the disk fails.
  void run() {
    try {
      Journal journal(kFile, durability_, disk_);
      appended_ = replay(journal);
      use(journal);
      acknowledged_ = std::max(acknowledged_, journal.durable_seq());
      CHECK(journal.failed() == (failures_ == 1));
      CHECK(failures_ <= 1);
      if (failures_ == 1) CHECK(journal.durable_seq() == durable_at_failure_);
    } catch (const JournalUnavailable&) {
      CHECK(disk_.failures() > 0);
    }
  }

  // Nothing is there that was never appended; and all that was acknowledged is, unless the power may have
  // taken it.
  void check(bool acknowledged_holds) {
    Journal journal(kFile, durability_, disk_);
    const Seq last = replay(journal);
    if (acknowledged_holds) CHECK(last >= acknowledged_);
    CHECK(last <= std::max(most_appended_, snapshot_));
  }

  // What follows is a new truth.
  void accept_loss() { acknowledged_ = 0; }

 private:
  Seq replay(Journal& journal) {
    Seq next = snapshot_ + 1;
    const Seq last = journal.replay(snapshot_, [&](const Command& command, Stamp stamp) {
      REQUIRE(stamp.seq == next);
      REQUIRE(stamp.time == stamp_of(next).time);
      REQUIRE(encoded(command) == encoded(commands().at(stamp.seq - 1)));
      ++next;
    });
    CHECK(last == next - 1);
    return last;
  }

  void use(Journal& journal) {
    failures_ = 0;
    journal.start(appended_, {[this](Seq) { wake(); },
                              [&](const std::string&) {
                                durable_at_failure_ = journal.durable_seq();
                                ++failures_;
                                wake();
                              }});
    while (appended_ < kCommands && !journal.failed()) {
      append_some(journal);
      wait(journal);
      if (random_() % 4 == 0) take_snapshot(journal);
    }
    journal.close();
  }

  void append_some(Journal& journal) {
    const std::size_t wanted = 1 + random_() % 20;
    for (std::size_t i = 0; i < wanted && appended_ < kCommands; ++i) {
      journal.append(commands()[appended_], stamp_of(appended_ + 1));
      ++appended_;
    }
    most_appended_ = std::max(most_appended_, appended_);
  }

  // The snapshot is on a disk of its own, which never fails.
  void take_snapshot(Journal& journal) {
    const Seq durable = journal.durable_seq();
    snapshot_ = std::max<Seq>(snapshot_, durable - std::min<Seq>(durable, random_() % 30));
    journal.drop_through(snapshot_);
  }

  void wait(const Journal& journal) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return journal.durable_seq() >= appended_ || failures_ > 0; });
  }

  void wake() {
    { const std::lock_guard lock(mutex_); }
    changed_.notify_all();
  }

  CrashDisk& disk_;
  const Durability durability_;
  std::mt19937_64 random_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<int> failures_{0};
  std::atomic<Seq> durable_at_failure_{0};
  Seq appended_ = 0;
  Seq most_appended_ = 0;
  Seq acknowledged_ = 0;
  Seq snapshot_ = 0;
};

void arm(CrashDisk& disk, const Plan& plan, std::uint64_t n) {
  if (plan.fault) {
    disk.fail_at(n, *plan.fault, plan.times);
  } else {
    disk.crash_at(n);
  }
}

// The fault, a start that meets another one, and a start on a disk that works again.
void check_fault_at(const Plan& plan, std::uint64_t n, std::uint64_t seed) {
  CAPTURE(n);
  CrashDisk disk;
  disk.set_seed(plan.torn ? seed + n : 0);
  Owner owner(disk, plan.durability, seed);
  const bool holds = plan.loss == Loss::kill || plan.durability == Durability::always;
  arm(disk, plan, n);
  owner.run();
  disk.revive(plan.loss);
  if (!holds) owner.accept_loss();
  arm(disk, plan, 1 + (seed + n) % 20);
  owner.run();
  disk.revive(plan.loss);
  owner.check(holds);
  if (!holds) owner.accept_loss();
  owner.run();
  disk.revive(plan.loss);
  owner.check(holds);
}

std::uint64_t operations_of_a_good_run(Durability durability, std::uint64_t seed) {
  CrashDisk disk;
  Owner owner(disk, durability, seed);
  owner.run();
  CHECK(disk.failures() == 0);
  return disk.operations();
}

}  // namespace

TEST_CASE("faults: what was acknowledged outlives every fault of the disk") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 20250307);
  const bool soak = environment_number("MARKET_SOAK", 0) != 0;
  INFO("MARKET_SEED=", seed);
  for (const Durability durability : {Durability::always, Durability::os}) {
    CAPTURE(to_text(durability));
    const std::uint64_t total = operations_of_a_good_run(durability, seed);
    const Plan plans[] = {
        {"one error", durability, Fault::io_error, Times::once, Loss::kill, false},
        {"one error, torn, then no power", durability, Fault::io_error, Times::once, Loss::power, true},
        {"errors", durability, Fault::io_error, Times::for_ever, Loss::kill, true},
        {"a full disk", durability, Fault::disk_full, Times::for_ever, Loss::kill, true},
        {"a short full disk", durability, Fault::disk_full, Times::once, Loss::power, false},
        {"a kill", durability, std::nullopt, Times::for_ever, Loss::kill, true},
        {"a power loss", durability, std::nullopt, Times::for_ever, Loss::power, false},
        {"a torn power loss", durability, std::nullopt, Times::for_ever, Loss::power, true},
    };
    for (const Plan& plan : plans) {
      CAPTURE(plan.name);
      const std::uint64_t step = soak ? 1 : std::max<std::uint64_t>(1, total / 12);
      for (std::uint64_t n = 1 + seed % step; n <= total + 5; n += n < 20 ? 1 : step) {
        check_fault_at(plan, n, seed);
      }
    }
  }
}

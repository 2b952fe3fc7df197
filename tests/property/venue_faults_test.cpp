// A whole venue - journal, snapshots, recovery - on a disk that fails or crashes at any operation: what was
// acknowledged is there afterwards, the state is the one that it was at that seq, the audit holds, and the
// venue goes on. Also when the recovery itself crashes.
// MARKET_SOAK=1 tries every operation instead of some; MARKET_SEED chooses the run.
#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <thread>

#include "tests/support/command_flow.hpp"
#include "tests/support/crash_disk.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/view_of.hpp"
#include "venue/venue.hpp"

using namespace market;
using namespace market::test;

namespace {

constexpr int kRounds = 4;     // of some commands and a snapshot
constexpr int kCommands = 25;  // in each
constexpr auto kPatience = std::chrono::seconds(20);

Venue::Options options_on(CrashDisk& disk) {
  Venue::Options options;
  options.journal_file = "/data/journal.db";
  options.database_file = "/data/market.db";
  options.snapshots_folder = "/nowhere";
  options.snapshot_interval = Duration::milliseconds(1);
  options.durability = Durability::always;
  options.disk = &disk;
  return options;
}

// One market over several starts, and what it was at each seq.
class Story {
 public:
  Story(CrashDisk& disk, std::uint64_t seed) : disk_(disk), flow_(seed), opening_(flow_.opening()) {}

  // Starts, trades and takes snapshots, until it is done or the disk fails. False when it did not even start.
  bool run(bool stops_cleanly) {
    try {
      Venue venue(options_on(disk_));
      check_recovered(venue);
      venue.start({});
      for (int round = 0; round < kRounds && !broken(); ++round) {
        for (int i = 0; i < kCommands && !broken(); ++i) submit_one(venue);
        wait(venue);
      }
      if (stops_cleanly) venue.close();
      durable_ = std::max(durable_, venue.durable_seq());
      return true;
    } catch (const JournalUnavailable&) {
      CHECK(disk_.failures() > 0);
    } catch (const StoreUnavailable&) {
      CHECK(disk_.failures() > 0);
    }
    return false;
  }

  Seq recovered() const { return recovered_; }
  Seq snapshots() const { return snapshots_; }

 private:
  bool broken() const { return disk_.crashed(); }

  void check_recovered(Venue& venue) {
    venue.with([&](Venue::Session& session) {
      recovered_ = session.seq();
      CHECK(recovered_ >= durable_);
      if (const auto known = hashes_.find(recovered_); known != hashes_.end())
        CHECK(session.exchange().state_hash() == known->second);
      for (const AuditCheck& check : session.exchange().audit()) CHECK_MESSAGE(check.ok, check.detail);
      CHECK(session.history().ledger().difference(session.exchange()) == "");
    });
    hashes_.erase(hashes_.upper_bound(recovered_), hashes_.end());  // what was lost happens otherwise now
  }

  void submit_one(Venue& venue) {
    venue.with([&](Venue::Session& session) {
      note(session);
      const MarketView view = view_of(session.exchange());
      const bool opens = session.exchange().company_count() == 0 || opened_ < opening_.size();
      if (session.exchange().company_count() == 0) opened_ = 0;
      const Command command = opens ? opening_[opened_++] : flow_.next(view, session.now());
      const auto applied = session.submit(command);
      if (applied && !applied->repeated && std::holds_alternative<PlaceOrder>(command))
        flow_.saw_order(applied->order);
      note(session);
    });
  }

  void note(Venue::Session& session) { hashes_[session.seq()] = session.exchange().state_hash(); }

  // Until a snapshot has everything, or it is clear that none will.
  void wait(Venue& venue) {
    const Seq seq = venue.with([&](Venue::Session& session) {
      note(session);
      return session.seq();
    });
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < end) {
      const SnapshotStatus status = venue.snapshot_status();
      durable_ = std::max(durable_, venue.durable_seq());
      snapshots_ = std::max(snapshots_, status.seq);
      if (status.seq >= seq || !status.error.empty() || broken()) return;
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    FAIL("no snapshot came");
  }

  CrashDisk& disk_;
  CommandFlow flow_;
  std::vector<Command> opening_;
  std::size_t opened_ = 0;
  std::map<Seq, std::uint64_t> hashes_;
  Seq durable_ = 0, recovered_ = 0, snapshots_ = 0;
};

std::uint64_t step() {
  return environment_number("MARKET_SOAK", 0) != 0 ? 1 : 5;
}

std::uint64_t operations_of_a_run(std::uint64_t seed) {
  CrashDisk disk;
  Story story(disk, seed);
  REQUIRE(story.run(true));
  REQUIRE(story.snapshots() > 0);
  return disk.operations();
}

}  // namespace

TEST_SUITE_BEGIN("faults");

TEST_CASE("a crash at any operation loses nothing that was acknowledged") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 5);
  CAPTURE(seed);
  const std::uint64_t operations = operations_of_a_run(seed);
  CAPTURE(operations);
  std::mt19937_64 random(seed);
  for (const Loss loss : {Loss::kill, Loss::power})
    for (std::uint64_t n = 1 + random() % step(); n <= operations; n += step()) {
      CAPTURE(n);
      CAPTURE(static_cast<int>(loss));
      CrashDisk disk;
      disk.set_seed(loss == Loss::power ? seed + n : 0);
      Story story(disk, seed);
      disk.crash_at(n);
      story.run(false);
      disk.revive(loss);
      // The recovery crashes as well, somewhere.
      disk.crash_at(1 + random() % 60);
      story.run(false);
      disk.revive(loss);
      REQUIRE(story.run(true));
      const Seq before = story.recovered();
      disk.reset_count();
      REQUIRE(story.run(true));
      CHECK(story.recovered() >= before);
    }
}

TEST_CASE("an operation that fails loses nothing, and snapshots go on after it") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 5);
  CAPTURE(seed);
  const std::uint64_t operations = operations_of_a_run(seed);
  std::mt19937_64 random(seed);
  for (const Times times : {Times::once, Times::for_ever})
    for (std::uint64_t n = 1 + random() % step(); n <= operations; n += step()) {
      CAPTURE(n);
      CAPTURE(static_cast<int>(times));
      CrashDisk disk;
      Story story(disk, seed);
      disk.fail_at(n, n % 2 == 0 ? Fault::disk_full : Fault::io_error, times);
      story.run(true);
      disk.revive(Loss::kill);
      REQUIRE(story.run(true));
      REQUIRE(story.run(true));
    }
}

TEST_SUITE_END();

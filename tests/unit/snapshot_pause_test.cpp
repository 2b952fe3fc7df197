// Snapshots that fail are tried more and more rarely, and none of the waiting holds up a stop.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/support/temp_folder.hpp"
#include "venue/snapshots.hpp"

using namespace market;

namespace {

// A venue whose journal is gone: no snapshot of it can be written.
class LostJournal final : public SnapshotSource {
 public:
  std::unique_ptr<SnapshotBatch> capture(Kind) override {
    ++attempts;
    auto batch = std::make_unique<SnapshotBatch>();
    batch->state.venue.seq = 1;
    return batch;
  }
  bool wait_until_durable(Seq) override { return false; }
  void written(const SnapshotBatch&, Seq) override { FAIL("nothing can be written"); }
  void failed(std::unique_ptr<SnapshotBatch>) override {}

  std::atomic<int> attempts{0};
};

}  // namespace

TEST_CASE("snapshot pause: it doubles with each failure up to a minute, or stays at a longer interval") {
  CHECK(snapshot_pause(Duration::seconds(5), 0) == Duration::seconds(5));
  CHECK(snapshot_pause(Duration::seconds(5), 1) == Duration::seconds(10));
  CHECK(snapshot_pause(Duration::seconds(5), 3) == Duration::seconds(40));
  CHECK(snapshot_pause(Duration::seconds(5), 4) == Duration::seconds(60));
  CHECK(snapshot_pause(Duration::seconds(5), 4'000'000'000) == Duration::seconds(60));
  CHECK(snapshot_pause(Duration::seconds(3'600), 9) == Duration::seconds(3'600));
}

// Pauses are never shorter than they should be, however busy the machine is.
TEST_CASE("snapshot pause: failing snapshots leave ever longer pauses, a stop does not wait for one") {
  const test::TempFolder folder;
  VenueStore store(folder.path / "market.db");
  LostJournal source;
  SnapshotOptions options;
  options.interval = Duration::milliseconds(10);
  Snapshots snapshots(store, source, options);
  const auto begun = std::chrono::steady_clock::now();
  snapshots.start();
  while (source.attempts < 5) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(std::chrono::steady_clock::now() - begun >= std::chrono::milliseconds(10 + 20 + 40 + 80 + 160));
  snapshots.set_interval(Duration::seconds(3'600));
  snapshots.stop();
  CHECK(source.attempts >= 6);
  CHECK(snapshots.status().failed == static_cast<std::uint64_t>(source.attempts));
  CHECK(snapshots.status().fault == SnapshotFault::journal);
}

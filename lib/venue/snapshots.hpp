// Snapshots: the thread that brings market.db up to date: every interval, when much has gathered, when
// somebody asks, and once more at the end. The venue stands still only while it copies out what changed;
// writing happens beside it.
//
// A snapshot that cannot be written is tried again, with everything since the last good one, after a pause
// that doubles with each failure up to a minute (or the interval, if that is longer); a copy and the stop do
// not wait for it. Meanwhile the venue goes on and its history stays in memory.
//
// Thread rule: start() and stop() from one thread, everything else from any.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <tl/expected.hpp>

#include "store/venue_store.hpp"
#include "venue/snapshot_files.hpp"

namespace market {

// Where snapshots come from: the venue, as this thread sees it.
class SnapshotSource {
 public:
  virtual ~SnapshotSource() = default;
  enum class Kind : std::uint8_t { periodic, last };  // the last one at a clean stop
  // What changed since the last snapshot that was written; nullptr when nothing did. Takes the venue's lock.
  virtual std::unique_ptr<SnapshotBatch> capture(Kind kind) = 0;
  // Returns when everything up to `seq` is durable, and what goes with the snapshot is kept; false when it
  // never will be.
  virtual bool wait_until_durable(Seq seq) = 0;
  // What became of it. The journal may be dropped as far as the snapshot before this one, `previous`.
  virtual void written(const SnapshotBatch& batch, Seq previous) = 0;
  virtual void failed(std::unique_ptr<SnapshotBatch> batch) = 0;
};

struct SnapshotOptions {
  std::filesystem::path folder;  // of the standalone copies
  Duration interval = Duration::seconds(5);
  std::size_t kept = 0;                                    // standalone copies; 0: all
  std::function<void(const SnapshotStatus&)> on_snapshot;  // after each attempt, on this thread
};

// The standalone copies in a folder, oldest first.
std::vector<SnapshotFile> snapshot_files_in(const std::filesystem::path& folder);

// How long to wait for the next snapshot after so many failures in a row.
Duration snapshot_pause(Duration interval, unsigned failures);

class Snapshots {
 public:
  // `store` and `source` must outlive it.
  Snapshots(VenueStore& store, SnapshotSource& source, SnapshotOptions options);
  ~Snapshots();

  void start();
  // Takes a last snapshot and ends the thread. Idempotent.
  void stop();

  void set_interval(Duration interval);
  // Much has gathered: do not wait for the interval.
  void hurry();

  using CopyDone = std::function<void(const tl::expected<SnapshotFile, std::string>&)>;
  void copy(CopyDone done);
  std::vector<SnapshotFile> files() const { return snapshot_files_in(options_.folder); }
  SnapshotStatus status() const;

 private:
  void run();
  void take(SnapshotSource::Kind kind);
  std::string write(SnapshotSource::Kind kind, SnapshotStatus& status);
  void answer(const std::deque<CopyDone>& copies);
  void tell(const SnapshotStatus& status);
  tl::expected<SnapshotFile, std::string> make_copy();
  void remove_unfinished();
  void remove_old_copies();

  VenueStore& store_;
  SnapshotSource& source_;
  SnapshotOptions options_;
  std::thread thread_;
  unsigned failures_ = 0;  // in a row; the thread's own

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  Duration interval_;
  std::deque<CopyDone> copies_;
  bool hurry_ = false;
  bool stopping_ = false;
  SnapshotStatus status_;
};

}  // namespace market

// Venue::Source: what the snapshots take from a venue. Private to lib/venue.
//
// Thread rule: note() under the venue's lock; has_room() from any thread; the rest on the snapshots'.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "venue/changed_rows.hpp"
#include "venue/feed_shelf.hpp"
#include "venue/venue.hpp"

namespace market {

class Venue::Source final : public SnapshotSource {
 public:
  Source(Venue& venue, const std::optional<StoredVenue>& stored, JournalKeep keep);

  // Takes in what the last command changed.
  void note();
  bool has_room() const;
  // Before the first snapshot: messages of commands up to `seq` are nowhere.
  void lose_feed(Seq seq) { shelf_.raise(seq); }
  // The database, or else the ring, has all messages of commands after this one. Any thread.
  // Of the messages up to it some may be gone; those that were overwritten before a snapshot had them, too.
  Seq feed_floor() const;

  std::unique_ptr<SnapshotBatch> capture(Kind kind) override;
  bool wait_until_durable(Seq seq) override;
  void written(const SnapshotBatch& batch, Seq previous) override;
  void failed(std::unique_ptr<SnapshotBatch> batch) override;

 private:
  // Rows of the state that were taken, on their way into a batch.
  struct Copy {
    ChangedRows::Rows rows;
    std::size_t orders = 0, traders = 0, positions = 0, client_ids = 0;  // done
  };
  template <class Work>
  void in_slices(std::size_t at_once, Work work);
  void copy_ahead(SnapshotBatch& batch, History::CopyProgress& history);
  bool copy_some(Copy& copy, SnapshotBatch& batch, std::size_t most) const;
  void copy_rest(SnapshotBatch& batch, History::CopyProgress& history, Kind kind);

  Venue& venue_;
  const JournalKeep keep_;
  std::shared_ptr<Companion> companion_;  // of the snapshot being taken
  ChangedRows changed_;                   // since the last capture
  std::vector<Copy> in_flight_;           // captured one after the other, and not written yet
  Seq written_ = 0;                       // seq of the last snapshot that was written
  void copy_feed(std::vector<FeedEvent>& events);
  bool ring_fills();
  FeedShelf shelf_;
  Seq lost_ = 0;  // see FeedShelf::next_floor(); of the snapshot being taken
  std::uint64_t feed_written_ = 0, feed_captured_ = 0;  // positions in the feed's ring
  std::atomic<std::uint64_t> feed_covered_{0};  // up to where the newest snapshot has it, or soon will
  std::uint64_t next_look_ = 0;                 // of ring_fills(): at this position of the ring
  std::chrono::steady_clock::time_point hurried_at_;
  std::atomic<std::uint64_t> unwritten_{0};  // events since
  std::uint64_t captured_ = 0;               // of these
  std::atomic<bool> failing_{false};
};

}  // namespace market

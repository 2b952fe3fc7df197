// FeedShelf: which messages of the feed are in the database: all after a floor, which rises when they have
// become many, or when some were overwritten in the ring before a snapshot had them.
//
// Thread rule: floor() from any thread, the rest from the snapshots' own.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <deque>
#include <vector>

#include "model/history_rows.hpp"

namespace market {

class FeedShelf {
 public:
  // Keeps rows of about `bytes`.
  explicit FeedShelf(std::size_t bytes = std::size_t{64} << 20) : bytes_(bytes) {}

  // Before the first snapshot.
  void restore(const std::vector<FeedRow>& rows, Seq floor) {
    add(rows);
    floor_ = floor;
  }

  // The floor of the next snapshot: `lost` is the last command of which messages were overwritten since the
  // one before, 0 when none was.
  Seq next_floor(Seq lost) const {
    std::size_t rows = 0, bytes = total_;
    while (bytes > bytes_ && rows + 1 < rows_.size()) bytes -= rows_[rows++].bytes;
    const Seq kept = rows > 0 ? rows_[rows].seq - 1 : 0;
    return std::max({floor(), kept, lost});
  }
  // Whatever is not above it may be gone from now on.
  void raise(Seq floor) { floor_ = floor; }
  // A snapshot with these and the floor was written.
  void wrote(const std::vector<FeedRow>& rows) {
    add(rows);
    while (rows_.size() > 1 && rows_[1].seq <= floor() + 1) {
      total_ -= rows_.front().bytes;
      rows_.pop_front();
    }
  }

  Seq floor() const { return floor_.load(std::memory_order_acquire); }

 private:
  struct Row {
    Seq seq;
    std::size_t bytes;
  };
  void add(const std::vector<FeedRow>& rows) {
    for (const FeedRow& row : rows) {
      rows_.push_back({row.seq, row.payload.size()});
      total_ += row.payload.size();
    }
  }

  const std::size_t bytes_;
  std::deque<Row> rows_;
  std::size_t total_ = 0;
  std::atomic<Seq> floor_{0};
};

}  // namespace market

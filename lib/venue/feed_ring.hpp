// FeedRing: the recent public happenings in the form in which the feed is made from them, oldest overwritten
// first. Filled under the venue's lock, read by the feed. A cursor is an absolute position that only grows.
//
// Thread rule: own mutex; any thread.
#pragma once
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "venue/feed_event.hpp"

namespace market {

class FeedRing {
 public:
  explicit FeedRing(std::size_t capacity = 1 << 17);

  void push(FeedEvent event) {
    push_with([&](FeedEvent& place) { place = std::move(event); });
  }
  // The same where it is kept, which holds an older event: fill(event) sets every member.
  template <class Fill>
  void push_with(Fill&& fill) {
    const std::lock_guard lock(mutex_);
    fill(next());
    ++end_;
  }

  // Before the first push: what an earlier process left behind, oldest first, and the seq of the newest event
  // that was overwritten already.
  void restore(std::vector<FeedEvent> events, Seq floor);

  std::size_t capacity() const { return capacity_; }
  // Position behind the newest event, and of the oldest one kept.
  std::uint64_t end() const;
  std::uint64_t begin() const;
  // The former, for the thread that pushes, which need not lock.
  std::uint64_t end_of_pushed() const { return end_; }

  // Copies events with seq <= up_to from position `cursor` on, at most `most`, and moves the cursor behind
  // them. False when the cursor points before begin(): what it would have read was overwritten (nothing is
  // copied).
  bool read(std::uint64_t& cursor, Seq up_to, std::size_t most, std::vector<FeedEvent>& out) const {
    return visit(cursor, up_to, most, [&](const FeedEvent& event) { out.push_back(event); });
  }
  // The same, calling visit(event) for each under the ring's lock.
  template <class F>
  bool visit(std::uint64_t& cursor, Seq up_to, std::size_t most, F&& visit) const {
    const std::lock_guard lock(mutex_);
    if (cursor < end_ - events_.size()) return false;
    for (; most > 0 && cursor < end_; --most, ++cursor) {
      const FeedEvent& event = events_[cursor % capacity_];
      if (event.seq > up_to) break;
      visit(event);
    }
    return true;
  }

  // The position of the first event after (seq, n), or after all of seq when n is absent. nullopt when events
  // after it may have been overwritten already.
  std::optional<std::uint64_t> find_after(Seq seq, std::optional<std::uint32_t> n) const;

  // The seq of the newest event ever overwritten; 0 while all are kept.
  Seq floor() const;
  // Before the first push: the events of commands up to `seq` were not pushed.
  void begin_after(Seq seq);

 private:
  FeedEvent& next();

  mutable std::mutex mutex_;
  std::vector<FeedEvent> events_;
  std::size_t capacity_;
  std::uint64_t end_ = 0;
  Seq floor_ = 0;
};

}  // namespace market

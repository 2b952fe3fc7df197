// FrameLog: the newest events of the venue's ring, and of those that somebody wants the frames, each made
// once for all subscribers of a transport. Most of what happens is for nobody here: a trader's orders and
// account.
//
// Thread rule: its loop's thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/feed/feed_frames.hpp"
#include "daemon/feed/feed_query.hpp"
#include "daemon/feed/subscription.hpp"

namespace market {

// Frames chosen for one send, in order.
struct FrameSelection {
  struct Cut {
    std::size_t end;         // of a frame, in text
    std::uint64_t position;  // behind the frame's event
    FeedPosition id;         // of the event
  };
  std::string text;
  std::vector<Cut> cuts;

  void clear() {
    text.clear();
    cuts.clear();
  }
};

class FrameLog {
 public:
  // Keeps at least so many events, if there were so many, and at most twice as many and what came last.
  explicit FrameLog(std::size_t events) : events_(events) {}

  // Forgets all: what is appended next stands at `position`.
  void restart(std::uint64_t position);
  void append(std::vector<FeedEvent>& events);  // the next ones of the ring, which are moved from

  std::uint64_t begin() const { return begin_; }
  std::uint64_t end() const { return begin_ + entries_.size(); }

  FeedPosition id(std::uint64_t position) const;
  // The frames of those events of [from, to), which lies in the log, that are wanted.
  void select(const Subscription& wanted, Framing framing, std::uint64_t from, std::uint64_t to,
              FrameSelection& out);

 private:
  struct Entry {
    FeedEvent event;
    std::array<std::string, 2> frames;  // by framing; empty until one is wanted
  };
  const std::string& frame_of(Entry& entry, Framing framing);

  std::size_t events_;
  std::uint64_t begin_ = 0;
  std::vector<Entry> entries_;
  std::string scratch_;
};

}  // namespace market

// FrameLog: the newest events of the venue's ring as frames, one behind the other, each made once for all
// subscribers of a transport. A frame has the position of its event in the ring.
//
// Thread rule: its loop's thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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
  // Keeps at least `bytes` of text, if there was so much, and at most twice as many and what came last.
  FrameLog(Framing framing, std::size_t bytes) : framing_(framing), bytes_(bytes) {}

  // Forgets all: what is appended next stands at `position`.
  void restart(std::uint64_t position);
  void append(const std::vector<FeedEvent>& events);  // the next ones of the ring

  Framing framing() const { return framing_; }
  std::uint64_t begin() const { return begin_; }
  std::uint64_t end() const { return begin_ + frames_.size(); }

  // The frames of [from, to), which lies in the log. Views are valid until the next append.
  std::string_view text(std::uint64_t from, std::uint64_t to) const;
  FeedPosition id(std::uint64_t position) const { return frames_[position - begin_].id; }
  // The first position of [from, to) whose frame ends at `offset` of text(from, to) or behind it.
  std::uint64_t position_at(std::uint64_t from, std::uint64_t to, std::size_t offset) const;
  // Those of [from, to) that are wanted.
  void select(const Subscription& wanted, std::uint64_t from, std::uint64_t to, FrameSelection& out) const;

 private:
  struct Frame {
    std::size_t end;  // in text_
    FeedPosition id;
    Channel channel;
    CompanyId company;
    std::optional<TraderId> trader;
  };

  std::size_t offset(std::uint64_t position) const {
    return position == begin_ ? 0 : frames_[position - begin_ - 1].end;
  }
  void trim();

  Framing framing_;
  std::size_t bytes_;
  std::uint64_t begin_ = 0;
  std::string text_;
  std::vector<Frame> frames_;
};

}  // namespace market

#include "daemon/feed/frame_log.hpp"

#include <algorithm>

namespace market {

void FrameLog::restart(std::uint64_t position) {
  begin_ = position;
  text_.clear();
  frames_.clear();
}

void FrameLog::append(const std::vector<FeedEvent>& events) {
  if (text_.size() > 2 * bytes_) trim();
  for (const FeedEvent& event : events) {
    append_event_frame(text_, framing_, {event.seq, event.n, event.time}, event.symbol, event.what);
    frames_.push_back({text_.size(), {event.seq, event.n}, channel_of(event), event.company, event.trader});
  }
}

// Down to bytes_ at once, so that moving the rest to the front costs little a frame.
void FrameLog::trim() {
  const std::size_t gone = text_.size() - bytes_;
  const auto first = std::upper_bound(frames_.begin(), frames_.end(), gone,
                                      [](std::size_t size, const Frame& frame) { return size < frame.end; });
  if (first == frames_.begin()) return;
  const std::size_t cut = std::prev(first)->end;
  begin_ += static_cast<std::uint64_t>(first - frames_.begin());
  frames_.erase(frames_.begin(), first);
  text_.erase(0, cut);
  for (Frame& frame : frames_) frame.end -= cut;
}

std::string_view FrameLog::text(std::uint64_t from, std::uint64_t to) const {
  const std::size_t begin = offset(from);
  return std::string_view(text_).substr(begin, offset(to) - begin);
}

std::uint64_t FrameLog::position_at(std::uint64_t from, std::uint64_t to, std::size_t offset_in_text) const {
  const std::size_t wanted = offset(from) + offset_in_text;
  const auto begin = frames_.begin() + static_cast<std::ptrdiff_t>(from - begin_);
  const auto end = frames_.begin() + static_cast<std::ptrdiff_t>(to - begin_);
  const auto found = std::lower_bound(begin, end, wanted,
                                      [](const Frame& frame, std::size_t size) { return frame.end < size; });
  return begin_ + static_cast<std::uint64_t>(found - frames_.begin());
}

void FrameLog::select(const Subscription& wanted, std::uint64_t from, std::uint64_t to,
                      FrameSelection& out) const {
  out.clear();
  for (std::uint64_t position = from; position < to; ++position) {
    const Frame& frame = frames_[position - begin_];
    if (!wanted.wants(frame.channel, frame.company, frame.trader)) continue;
    const std::size_t begin = offset(position);
    out.text.append(text_, begin, frame.end - begin);
    out.cuts.push_back({out.text.size(), position + 1, frame.id});
  }
}

}  // namespace market

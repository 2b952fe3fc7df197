#include "daemon/feed/frame_log.hpp"

#include <utility>

namespace market {

void FrameLog::restart(std::uint64_t position) {
  begin_ = position;
  entries_.clear();
}

// The oldest go many at a time, so that moving the rest to the front costs little an event.
void FrameLog::append(std::vector<FeedEvent>& events) {
  if (entries_.size() > 2 * events_) {
    const std::size_t gone = entries_.size() - events_;
    entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(gone));
    begin_ += gone;
  }
  for (FeedEvent& event : events) entries_.push_back({std::move(event), {}});
}

FeedPosition FrameLog::id(std::uint64_t position) const {
  const FeedEvent& event = entries_[position - begin_].event;
  return {event.seq, event.n};
}

void FrameLog::select(const Subscription& wanted, Framing framing, std::uint64_t from, std::uint64_t to,
                      FrameSelection& out) {
  out.clear();
  for (std::uint64_t position = from; position < to; ++position) {
    Entry& entry = entries_[position - begin_];
    const FeedEvent& event = entry.event;
    if (!wanted.wants(channel_of(event), event.company, event.trader)) continue;
    out.text += frame_of(entry, framing);
    out.cuts.push_back({out.text.size(), position + 1, {event.seq, event.n}});
  }
}

const std::string& FrameLog::frame_of(Entry& entry, Framing framing) {
  std::string& frame = entry.frames[static_cast<std::size_t>(framing)];
  if (frame.empty()) {
    scratch_.clear();
    const FeedEvent& event = entry.event;
    append_event_frame(scratch_, framing, {event.seq, event.n, event.time}, event.symbol, event.what);
    frame.assign(scratch_);
  }
  return frame;
}

}  // namespace market

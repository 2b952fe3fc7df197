#include "daemon/feed/frame_log.hpp"

#include <algorithm>
#include <utility>

namespace market {

void FrameLog::add_listener(const Subscription& subscription) {
  for (const Channel channel : kAllChannels) {
    if (subscription.of(channel).empty() || heard(channel).listeners++ > 0) continue;
    heard(channel).from = all_from_ = end();
  }
}

void FrameLog::remove_listener(const Subscription& subscription) {
  for (const Channel channel : kAllChannels)
    if (!subscription.of(channel).empty()) --heard(channel).listeners;
}

void FrameLog::restart(std::uint64_t position) {
  begin_ = all_from_ = position;
  ids_.clear();
  entries_.clear();
  spare_frames_.clear();
  for (Heard& one : heard_) one.from = position;
}

std::optional<std::size_t> FrameLog::read(const FeedRing& ring, Seq up_to, std::size_t most) {
  forget_oldest();
  const std::uint64_t first = end();
  std::uint64_t cursor = first;
  const bool is_there = ring.visit(cursor, up_to, most, [&](const FeedEvent& event) {
    if (heard(channel_of(event)).listeners > 0) entries_.push_back({end(), event, {}});
    ids_.push_back({event.seq, event.n});
  });
  if (!is_there) return std::nullopt;
  return end() - first;
}

// Many at a time, so that moving the rest to the front costs little an event.
void FrameLog::forget_oldest() {
  if (ids_.size() <= 2 * events_) return;
  const std::size_t gone = ids_.size() - events_;
  ids_.erase(ids_.begin(), ids_.begin() + static_cast<std::ptrdiff_t>(gone));
  begin_ += gone;
  const auto first_kept = entries_.begin() + static_cast<std::ptrdiff_t>(first_at(begin_));
  for (auto entry = entries_.begin(); entry != first_kept; ++entry)
    for (std::string& frame : entry->frames)
      if (!frame.empty()) spare_frames_.push_back(std::move(frame));
  entries_.erase(entries_.begin(), first_kept);
}

bool FrameLog::has(const Subscription& subscription, std::uint64_t position) const {
  if (position < begin_) return false;
  if (position >= all_from_) return true;
  return std::all_of(kAllChannels.begin(), kAllChannels.end(), [&](Channel channel) {
    return subscription.of(channel).empty() || position >= heard_[static_cast<std::size_t>(channel)].from;
  });
}

std::size_t FrameLog::first_at(std::uint64_t position) const {
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), position,
                       [](const Entry& entry, std::uint64_t wanted) { return entry.position < wanted; });
  return static_cast<std::size_t>(found - entries_.begin());
}

void FrameLog::select(const Subscription& wanted, Framing framing, std::uint64_t from, std::uint64_t to,
                      FrameSelection& out, const OpenedBooks* opened) {
  out.clear();
  for (std::size_t i = first_at(from); i < entries_.size() && entries_[i].position < to; ++i) {
    const FeedEvent& event = entries_[i].event;
    if (!wanted.wants(channel_of(event), event.company, event.trader)) continue;
    const auto opening = opened != nullptr ? opened->opening_before(event) : std::nullopt;
    if (opening)
      append_event_frame(out.text, framing, {event.seq, event.n, event.time}, event.symbol,
                         following(event, *opening));
    else
      out.text += frame_of(entries_[i], framing);
    out.cuts.push_back({out.text.size(), entries_[i].position + 1, {event.seq, event.n}});
  }
}

bool FrameLog::follows(const OpenedBooks& opened, std::uint64_t from, std::uint64_t to) const {
  if (opened.empty()) return false;
  for (std::size_t i = first_at(from); i < entries_.size() && entries_[i].position < to; ++i)
    if (opened.opening_before(entries_[i].event)) return true;
  return false;
}

void FrameLog::note_sent(OpenedBooks& opened, std::uint64_t from, std::uint64_t to) const {
  for (std::size_t i = first_at(from); i < entries_.size() && entries_[i].position < to; ++i)
    opened.sent(entries_[i].event);
}

const std::string& FrameLog::frame_of(Entry& entry, Framing framing) {
  std::string& frame = entry.frames[static_cast<std::size_t>(framing)];
  if (frame.empty()) {
    scratch_.clear();
    const FeedEvent& event = entry.event;
    append_event_frame(scratch_, framing, {event.seq, event.n, event.time}, event.symbol, event.what);
    if (!spare_frames_.empty()) {
      frame = std::move(spare_frames_.back());
      spare_frames_.pop_back();
    }
    frame.assign(scratch_);
  }
  return frame;
}

}  // namespace market

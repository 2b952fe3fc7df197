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
  const auto first_kept = first_at(begin_);
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

std::vector<FrameLog::Entry>::iterator FrameLog::first_at(std::uint64_t position) {
  return std::lower_bound(entries_.begin(), entries_.end(), position,
                          [](const Entry& entry, std::uint64_t wanted) { return entry.position < wanted; });
}

void FrameLog::select(const Subscription& wanted, Framing framing, std::uint64_t from, std::uint64_t to,
                      FrameSelection& out) {
  out.clear();
  for (auto entry = first_at(from); entry != entries_.end() && entry->position < to; ++entry) {
    const FeedEvent& event = entry->event;
    if (!wanted.wants(channel_of(event), event.company, event.trader)) continue;
    out.text += frame_of(*entry, framing);
    out.cuts.push_back({out.text.size(), entry->position + 1, {event.seq, event.n}});
  }
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

#include "venue/feed_ring.hpp"

#include <algorithm>

namespace market {

FeedRing::FeedRing(std::size_t capacity) : capacity_(capacity) {}

// The vector grows up to the capacity and is then used as a ring: position p lives at p % capacity.
void FeedRing::push(FeedEvent event) {
  const std::lock_guard lock(mutex_);
  if (events_.size() < capacity_) {
    events_.push_back(std::move(event));
  } else {
    FeedEvent& oldest = events_[end_ % capacity_];
    floor_ = oldest.seq;
    oldest = std::move(event);
  }
  ++end_;
}

void FeedRing::restore(std::vector<FeedEvent> events, Seq floor) {
  for (FeedEvent& event : events) push(std::move(event));
  const std::lock_guard lock(mutex_);
  floor_ = std::max(floor_, floor);
}

std::uint64_t FeedRing::end() const {
  const std::lock_guard lock(mutex_);
  return end_;
}

std::uint64_t FeedRing::begin() const {
  const std::lock_guard lock(mutex_);
  return end_ - events_.size();
}

std::optional<std::uint64_t> FeedRing::find_after(Seq seq, std::optional<std::uint32_t> n) const {
  const std::lock_guard lock(mutex_);
  const bool all_of_it = !n.has_value();
  // What was overwritten last may have had further messages behind (seq, n) only if it was of a later
  // command, or of this one and not wholly seen.
  if (seq < floor_ || (seq == floor_ && floor_ != 0 && !all_of_it)) return std::nullopt;
  std::uint64_t low = end_ - events_.size(), high = end_;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const FeedEvent& event = events_[middle % capacity_];
    const bool seen = event.seq < seq || (event.seq == seq && (all_of_it || event.n <= *n));
    if (seen)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

void FeedRing::begin_after(Seq seq) {
  const std::lock_guard lock(mutex_);
  floor_ = std::max(floor_, seq);
}

Seq FeedRing::floor() const {
  const std::lock_guard lock(mutex_);
  return floor_;
}

}  // namespace market

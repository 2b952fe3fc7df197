#include "venue/feed_ring.hpp"

#include <algorithm>

namespace market {
namespace {

// So many events before they are overwritten their memory is asked for, and that of what they point to: they
// were not touched for long.
constexpr std::uint64_t kEventAhead = 12, kContentAhead = 6;

void prefetch(const FeedEvent& event) {
  constexpr std::size_t kCacheLine = 64;
  const auto* const begin = reinterpret_cast<const char*>(&event);
  for (std::size_t at = 0; at < sizeof event; at += kCacheLine) __builtin_prefetch(begin + at, 1);
  __builtin_prefetch(begin + sizeof event - 1, 1);
}

// The count of those who share it, which stands before it.
template <class T>
void prefetch(const std::shared_ptr<const T>& shared) {
  __builtin_prefetch(reinterpret_cast<const char*>(shared.get()) - sizeof(std::uint64_t), 1);
}

void prefetch_content(const FeedEvent& event) {
  if (const auto* order = std::get_if<OrderUpdate>(&event.what)) prefetch(order->order);
  if (const auto* account = std::get_if<std::shared_ptr<const AccountUpdate>>(&event.what))
    prefetch(*account);
  if (const auto* book = std::get_if<std::shared_ptr<const BookUpdate>>(&event.what)) prefetch(*book);
}

}  // namespace

// Of what is reserved only what is used takes memory.
FeedRing::FeedRing(std::size_t capacity) : capacity_(capacity) {
  events_.reserve(capacity);
}

// The vector grows up to the capacity and is then used as a ring: position p lives at p % capacity.
FeedEvent& FeedRing::next() {
  if (events_.size() < capacity_) return events_.emplace_back();
  prefetch(events_[(end_ + kEventAhead) % capacity_]);
  prefetch_content(events_[(end_ + kContentAhead) % capacity_]);
  FeedEvent& oldest = events_[end_ % capacity_];
  floor_ = oldest.seq;
  return oldest;
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

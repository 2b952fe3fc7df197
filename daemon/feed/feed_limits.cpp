#include "daemon/feed/feed_limits.hpp"

#include <utility>

namespace market {
namespace {

Problem too_many_for_one(std::uint32_t most) {
  Problem problem{429,
                  "rate_limited",
                  "a key, or an address without one, has at most " + std::to_string(most) +
                      " subscribers of the feed at a time: close one",
                  {}};
  problem.retry_after = Duration::seconds(10);
  return problem;
}

}  // namespace

FeedLimits::Place& FeedLimits::Place::operator=(Place&& other) noexcept {
  give_back();
  limits_ = std::exchange(other.limits_, nullptr);
  who_ = std::move(other.who_);
  return *this;
}

void FeedLimits::Place::give_back() {
  if (limits_ == nullptr) return;
  const std::lock_guard lock(limits_->mutex_);
  --limits_->taken_;
  const auto found = limits_->taken_by_.find(who_);
  if (--found->second == 0) limits_->taken_by_.erase(found);
  limits_ = nullptr;
}

tl::expected<void, Problem> FeedLimits::count(const std::string& who) {
  std::uint32_t& taken = taken_by_[who];
  if (taken >= for_each_) return tl::unexpected(too_many_for_one(for_each_));
  ++taken;
  return {};
}

tl::expected<FeedLimits::Place, Problem> FeedLimits::take(const std::string& who) {
  const std::lock_guard lock(mutex_);
  if (taken_ >= in_all_) {
    return tl::unexpected(Problem{
        503, "too_many_connections", "the feed has as many subscribers as it can serve; retry later", {}});
  }
  if (auto counted = count(who); !counted) return tl::unexpected(counted.error());
  ++taken_;
  Place place;
  place.limits_ = this;
  place.who_ = who;
  return place;
}

tl::expected<void, Problem> FeedLimits::move(Place& place, const std::string& who) {
  const std::lock_guard lock(mutex_);
  if (place.who_ == who) return {};
  if (auto counted = count(who); !counted) return counted;
  const auto found = taken_by_.find(place.who_);
  if (--found->second == 0) taken_by_.erase(found);
  place.who_ = who;
  return {};
}

}  // namespace market

#include "daemon/feed/conflation.hpp"

#include <array>
#include <memory>
#include <unordered_map>
#include <utility>

#include "daemon/feed/channel.hpp"

namespace market {

namespace {

using Newest = std::unordered_map<CompanyId, std::size_t>;

// Makes one change of a company's book out of events[i] and the one that `newest` names.
void merge_into(Newest& newest, std::vector<FeedEvent>& events, std::size_t i) {
  using Update = std::shared_ptr<const BookUpdate>;
  const auto [found, first] = newest.emplace(events[i].company, i);
  if (first) return;
  auto& later = std::get<Update>(events[i].what);
  later = std::make_shared<const BookUpdate>(merged(*std::get<Update>(events[found->second].what), *later));
  found->second = i;
}

}  // namespace

void keep_newest_states(std::vector<FeedEvent>& events) {
  std::array<Newest, kChannelNames.size()> newest;
  const auto newest_of = [&](const FeedEvent& event) -> std::size_t& {
    return newest[event.what.index()][event.company];
  };
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (is_state(channel_of(events[i]))) newest_of(events[i]) = i;
    if (channel_of(events[i]) == Channel::book) merge_into(newest[events[i].what.index()], events, i);
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Channel channel = channel_of(events[i]);
    const bool stale = (is_state(channel) || channel == Channel::book) && newest_of(events[i]) != i;
    if (!stale) std::swap(events[kept++], events[i]);
  }
  events.resize(kept);
}

}  // namespace market

#include "daemon/feed/conflation.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <unordered_map>
#include <utility>

#include "daemon/feed/channel.hpp"
#include "daemon/feed/feed_position.hpp"

namespace market {

namespace {

using Newest = std::unordered_map<CompanyId, std::size_t>;
using Update = std::shared_ptr<const BookUpdate>;
using Events = std::vector<FeedEvent>;

bool is_book(const FeedEvent& event) {
  return channel_of(event) == Channel::book;
}

// A company's message that tells of a split is one of its own as well.
bool is_mere_state(const FeedEvent& event) {
  const auto* company = std::get_if<std::shared_ptr<const CompanyState>>(&event.what);
  return is_state(channel_of(event)) && (company == nullptr || !(*company)->split);
}

// Whether nothing that is sent later can stand for it.
bool stands_alone(const FeedEvent& event) {
  return !is_mere_state(event) && !is_book(event);
}

void drop_older_states(Events& events) {
  std::array<Newest, kChannelNames.size()> newest;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (is_state(channel_of(events[i]))) newest[events[i].what.index()][events[i].company] = i;
  std::size_t i = 0;
  const auto is_older = [&](const FeedEvent& event) {
    const std::size_t at = i++;
    return is_mere_state(event) && newest[event.what.index()][event.company] != at;
  };
  events.erase(std::remove_if(events.begin(), events.end(), is_older), events.end());
}

std::size_t end_of_command(const Events& events, std::size_t begin) {
  std::size_t end = begin;
  while (end < events.size() && events[end].seq == events[begin].seq) ++end;
  return end;
}

// Makes one change of each company's book of those in events [begin, end), which are whole commands. Where
// there was something to merge, the ids are those of an opening: whoever is cut within needs the books anew.
void merge_books(Events& events, std::size_t begin, std::size_t end, std::vector<bool>& gone) {
  Newest newest;
  bool any = false;
  for (std::size_t i = begin; i < end; ++i) {
    if (!is_book(events[i])) continue;
    const auto [found, first] = newest.emplace(events[i].company, i);
    if (first) continue;
    const std::size_t earlier = std::exchange(found->second, i);
    auto& later = std::get<Update>(events[i].what);
    later = std::make_shared<const BookUpdate>(merged(*std::get<Update>(events[earlier].what), *later));
    any = gone[earlier] = true;
  }
  if (!any) return;
  FeedPosition told;
  for (std::size_t i = begin; i < end; ++i) {
    if (gone[i]) continue;
    const Seq seq = events[i].seq;
    told = i + 1 < end ? next_id_in_opening(told, seq) : next_id(told, seq);
    events[i].n = *told.n;
  }
}

void merge_books_between(Events& events) {
  std::vector<bool> gone(events.size());
  std::size_t begin = 0;  // of the commands that told states alone
  for (std::size_t i = 0; i < events.size();) {
    const std::size_t end = end_of_command(events, i);
    const auto at = [&](std::size_t k) { return events.begin() + static_cast<std::ptrdiff_t>(k); };
    // More of the last command may follow.
    if (end == events.size() || std::any_of(at(i), at(end), stands_alone)) {
      merge_books(events, begin, i, gone);
      begin = end;
    }
    i = end;
  }
  std::size_t i = 0;
  const auto is_gone = [&](const FeedEvent&) { return gone[i++]; };
  events.erase(std::remove_if(events.begin(), events.end(), is_gone), events.end());
}

}  // namespace

void keep_newest_states(std::vector<FeedEvent>& events) {
  drop_older_states(events);
  merge_books_between(events);
}

}  // namespace market

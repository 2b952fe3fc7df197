#include "venue/queue_ranks.hpp"

#include <algorithm>

namespace market {

const std::vector<QueueRanks::Given>& QueueRanks::after_command(const Exchange& exchange,
                                                                std::vector<OrderId>& named) {
  given_.clear();
  if (named.size() == 1) {  // the usual case
    if (exchange.next_in_queue(named.front()) == OrderId()) give(named.front());
    return given_;
  }
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  marks_.assign(named.size(), Mark());
  path_.clear();
  chains_.clear();
  for (std::uint32_t i = 0; i < named.size(); ++i)
    if (marks_[i].fate == Fate::unknown) follow(exchange, named, i);
  for (const Chain& front : chains_) {
    if (!front.is_front) continue;
    for (const Chain* chain = &front;; chain = &chains_[chain->continued]) {
      for (std::uint32_t i = chain->begin; i < chain->end; ++i) give(named[path_[i]]);
      if (chain->continued == kNone) break;
    }
  }
  return given_;
}

// Each order is walked over once: behind it lies what was decided before, or its own way to the end.
void QueueRanks::follow(const Exchange& exchange, const std::vector<OrderId>& named, std::uint32_t first) {
  const auto begin = static_cast<std::uint32_t>(path_.size());
  for (std::uint32_t at = first;;) {
    path_.push_back(at);
    const auto behind = exchange.next_in_queue(named[at]);
    if (!behind) return close(begin, Fate::keeps, kNone);
    if (*behind == OrderId()) return close(begin, Fate::gets, kNone);
    const auto found = std::lower_bound(named.begin(), named.end(), *behind);
    if (found == named.end() || *found != *behind) return close(begin, Fate::keeps, kNone);
    at = static_cast<std::uint32_t>(found - named.begin());
    if (marks_[at].fate != Fate::unknown) return close(begin, marks_[at].fate, marks_[at].chain);
  }
}

void QueueRanks::close(std::uint32_t begin, Fate fate, std::uint32_t continued) {
  const auto end = static_cast<std::uint32_t>(path_.size());
  const auto chain = fate == Fate::gets ? static_cast<std::uint32_t>(chains_.size()) : kNone;
  for (std::uint32_t i = begin; i < end; ++i) marks_[path_[i]] = {fate, chain};
  if (fate != Fate::gets) return;
  if (continued != kNone) chains_[continued].is_front = false;
  chains_.push_back({begin, end, continued, true});
}

}  // namespace market

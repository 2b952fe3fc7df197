// FeedBars: which bars are still growing, so that the feed's channel `bars` can tell each once when it is
// over: with the first command of the venue, about whatever company, whose time is not before the bar's end.
//
// Thread rule: under the venue's lock.
#pragma once
#include <compare>
#include <set>
#include <vector>

#include "model/trade.hpp"
#include "venue/history.hpp"

namespace market {

class FeedBars {
 public:
  struct Finished {
    CompanyId company;
    FinishedBar bar;
  };

  // The bars that are over at `now`, by their end, company and interval; `history` has taken in the command
  // of that time already. Valid until the next call.
  const std::vector<Finished>& take_finished(const History& history, Timestamp now);
  // A trade of the command, after take_finished(): its bars grow from now on.
  void note(const Trade& trade);
  // What a start knows: those of the newest bars that are not over at `exchange`'s time.
  void restore(const Exchange& exchange, const History& history);

 private:
  struct Growing {
    Timestamp end;
    CompanyId company;
    BarInterval interval;
    auto operator<=>(const Growing&) const = default;
  };

  std::set<Growing> growing_;
  // By company: the start of the shortest bar of its newest trade. While that grows, so do the longer ones
  // around it.
  std::vector<Timestamp> newest_;
  std::vector<Finished> finished_;
};

}  // namespace market

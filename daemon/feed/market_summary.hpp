// MarketSummary: when the feed's channel `market` has its next message, and what it says: the lines of all
// companies, as GET /v1/market has them. It is no part of what can be resumed.
//
// Thread rule: its loop's thread.
#pragma once
#include <chrono>
#include <string>

#include "venue/venue.hpp"

namespace market {

class MarketSummary {
 public:
  using Clock = std::chrono::steady_clock;

  MarketSummary(Venue& venue, Duration interval) : venue_(venue), interval_(interval.ns()) {}

  bool is_due(Clock::time_point now) const { return now >= due_; }

  struct Items {
    Seq seq = 0;       // they show the market as this command left it
    std::string json;  // an array
  };
  // Copies them out of the venue; the next ones are due an interval after `now`.
  Items take(Clock::time_point now);

 private:
  Venue& venue_;
  std::chrono::nanoseconds interval_;
  Clock::time_point due_ = Clock::now();
};

}  // namespace market

// MarketSummary: when the feed's channel `market` has its next message, and what it says: the lines of all
// companies, as GET /v1/market has them. It is no part of what can be resumed.
//
// Thread rule: its loop's thread.
#pragma once
#include <chrono>
#include <vector>

#include "venue/venue.hpp"
#include "wire/market_json.hpp"

namespace market {

class MarketSummary {
 public:
  using Clock = std::chrono::steady_clock;

  MarketSummary(Venue& venue, Duration interval) : venue_(venue), interval_(interval.ns()) {}

  bool is_due(Clock::time_point now) const { return now >= due_; }

  struct Lines {
    Seq seq = 0;  // they show the market as this command left it
    std::vector<MarketLine> lines;
  };
  // Copies them out of the venue; the next one is due an interval after `now`.
  Lines take(Clock::time_point now);

 private:
  Venue& venue_;
  std::chrono::nanoseconds interval_;
  Clock::time_point due_ = Clock::now();
};

}  // namespace market

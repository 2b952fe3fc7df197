// FeedStart: where a subscription begins: the state of the market at one seq and the place in the ring right
// behind it, read together under the venue's lock, so that what follows joins without a hole.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "daemon/feed/feed_frames.hpp"
#include "daemon/feed/feed_query.hpp"
#include "daemon/feed/subscription.hpp"
#include "venue/venue.hpp"
#include "wire/feed_replies.hpp"
#include "wire/problem.hpp"

namespace market {

struct FeedStart {
  Seq seq = 0;
  std::uint32_t next_n = 0;  // counts on from the messages that command `seq` caused
  Timestamp time;
  std::uint64_t position = 0;  // where the client reads on
  FeedPosition seen;           // what it has then
  std::uint64_t end = 0;       // of the ring
  FeedPosition newest;         // the newest message of `seq`
  bool resumed = false;        // from `position` on; else with a snapshot
  bool archived = false;       // it resumes behind `seen` in the database, and has no position yet
  std::optional<Seq> gap_from;
  Subscription subscription;                                           // what was had and what was asked for
  std::vector<SubscribedChannel> channels;                             // the same in words
  std::vector<std::pair<Symbol, decltype(FeedEvent::what)>> snapshot;  // of what was not had
};

// Adds `query` to what a client has.
[[nodiscard]] tl::expected<FeedStart, Problem> start_feed(Venue& venue, const FeedQuery& query,
                                                          const Subscription& had);

// What is left of a subscription without the channels and companies of `query` (no symbols: all), and the
// same in words. A part of "all companies" cannot be left out: 400.
struct FeedRest {
  Subscription subscription;
  std::vector<SubscribedChannel> channels;
};
[[nodiscard]] tl::expected<FeedRest, Problem> remove_from_feed(Venue& venue, const FeedQuery& query,
                                                               const Subscription& had);

// The gap, if there is one, and the snapshot. They count on behind the messages of their command, so that
// resuming from any of them repeats nothing. `head` is that of the first one.
void append_opening(std::string& out, Framing framing, const FeedStart& start, MessageHead head);

}  // namespace market

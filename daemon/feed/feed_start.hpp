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
  Timestamp time;
  FeedPosition told;           // the id of the client's newest message
  std::uint64_t position = 0;  // where the client reads on
  FeedPosition seen;           // what it has then
  std::uint64_t end = 0;       // of the ring
  bool resumed = false;        // from `position` on; else with a snapshot
  bool reopens = false;   // from within an opening: it gets a new one when it has been sent what followed
  bool archived = false;  // it resumes behind `seen` in the database, and has no position yet
  std::optional<Seq> gap_from;
  Subscription subscription;                                           // what was had and what was asked for
  std::vector<SubscribedChannel> channels;                             // the same in words
  std::vector<std::pair<Symbol, decltype(FeedEvent::what)>> snapshot;  // of what was not had
  std::vector<CompanyId> books;                                        // which the snapshot tells whole

  bool has_opening() const { return gap_from || !snapshot.empty(); }
};

// Adds `query` to what a client has, whose newest message had the id `told`.
[[nodiscard]] tl::expected<FeedStart, Problem> start_feed(Venue& venue, const FeedQuery& query,
                                                          const Subscription& had,
                                                          const FeedPosition& told = {});

// What of it is told by single events alone, as splits are: no snapshot can stand for those that were missed.
Subscription without_states(Subscription subscription);

// What is left of a subscription without the channels and companies of `query` (no symbols: all), and the
// same in words. A part of "all companies" cannot be left out: 400.
struct FeedRest {
  Subscription subscription;
  std::vector<SubscribedChannel> channels;
};
[[nodiscard]] tl::expected<FeedRest, Problem> remove_from_feed(Venue& venue, const FeedQuery& query,
                                                               const Subscription& had);

// The gap, if there is one, and the snapshot. `start.told` becomes the id of the last of them, the only one
// from which a client can resume without a new opening.
void append_opening(std::string& out, Framing framing, FeedStart& start);

}  // namespace market

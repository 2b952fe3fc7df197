// FeedPosition: the id "<seq>-<n>" of a message of the feed, from which a client can go on.
//
// The messages of command `seq` have the numbers n from 0. What no command made (an opening, a summary, a
// heartbeat, a reply) stands behind all of them and counts n from kBehindCommand: odd within an opening,
// which must be sent again whole to whoever resumes there, even where nothing is missing. What is sent to him
// before that is so has its own n and kOwed more, since then he still is within an opening; what comes next
// stands behind all these, from kBehindOwed.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/ids.hpp"

namespace market {

// "99123-4": the message n of the command seq was the last one seen. "99123": all of that command was.
struct FeedPosition {
  Seq seq = 0;
  std::optional<std::uint32_t> n;

  bool operator==(const FeedPosition&) const = default;
};

std::optional<FeedPosition> parse_feed_position(std::string_view text);

inline constexpr std::uint32_t kBehindCommand = 1'000'000'000;
inline constexpr std::uint32_t kOwed = 2'000'000'000, kBehindOwed = 3'000'000'000;

// With an n, which a message needs.
FeedPosition as_id(const FeedPosition& position);
// The later one, as an id.
FeedPosition later_id(const FeedPosition& a, const FeedPosition& b);
// Of the next message that no command made, behind the id `told` and all messages of command `seq`, which is
// not before that of `told`.
FeedPosition next_id(const FeedPosition& told, Seq seq);
FeedPosition next_id_in_opening(const FeedPosition& told, Seq seq);
// The id behind which an opening stands that was owed until then.
FeedPosition behind_owed(Seq seq);

bool is_in_opening(const FeedPosition& position);
// Of a message that was sent while an opening was owed.
bool is_owed(const FeedPosition& position);
// The same place among the messages of commands.
FeedPosition seen_of_commands(const FeedPosition& position);

}  // namespace market

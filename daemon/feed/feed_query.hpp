// What a client of GET /v1/feed asks for: contract section 3.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/ids.hpp"
#include "daemon/feed/channel.hpp"
#include "model/names.hpp"
#include "wire/problem.hpp"

namespace market {

// "99123-4": the message n of the command seq was the last one seen. "99123": all of that command was.
struct FeedPosition {
  Seq seq = 0;
  std::optional<std::uint32_t> n;

  bool operator==(const FeedPosition&) const = default;
};

std::optional<FeedPosition> parse_feed_position(std::string_view text);

struct FeedQuery {
  ChannelSet channels = ChannelSet::usual();
  std::vector<Symbol> symbols;  // empty: all companies, those registered later as well
  std::optional<FeedPosition> since;
};

// `query` is the part of the target behind '?', not decoded. A Last-Event-ID wins over `since`, because a
// browser that reconnects repeats the old query.
tl::expected<FeedQuery, Problem> parse_feed_query(std::string_view query, std::string_view last_event_id);

}  // namespace market

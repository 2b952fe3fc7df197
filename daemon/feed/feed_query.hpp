// What a client of GET /v1/feed asks for: contract section 3.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "daemon/feed/channel.hpp"
#include "daemon/feed/feed_position.hpp"
#include "model/names.hpp"
#include "wire/problem.hpp"

namespace market {

inline constexpr std::size_t kMostSymbols = 1'000;  // that a request may name

struct FeedQuery {
  ChannelSet channels = ChannelSet::usual();
  std::vector<Symbol> symbols;  // empty: all companies, those registered later as well
  std::optional<FeedPosition> since;
};

// `query` is the part of the target behind '?', not decoded. A Last-Event-ID wins over `since`, because a
// browser that reconnects repeats the old query.
tl::expected<FeedQuery, Problem> parse_feed_query(std::string_view query, std::string_view last_event_id);

}  // namespace market

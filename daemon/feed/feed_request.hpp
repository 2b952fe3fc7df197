// What a WebSocket client of the feed may say: contract section 3.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "daemon/feed/feed_query.hpp"
#include "wire/problem.hpp"

namespace market {

struct FeedRequest {
  enum class Action : std::uint8_t { subscribe, unsubscribe, auth };
  Action action = Action::subscribe;
  FeedQuery query;            // subscribe, unsubscribe; of the latter without `since`
  bool all_channels = false;  // unsubscribe: none was named
  std::string key;            // auth
};

// {"action":"subscribe","channels":[…],"symbols":[…],"since":"99123-4"}, the same with "unsubscribe" and
// without `since`, or {"action":"auth","key":"…"}.
[[nodiscard]] tl::expected<FeedRequest, Problem> parse_feed_request(std::string_view text);

}  // namespace market

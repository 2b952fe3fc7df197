// parse_feed_query: what a feed subscription may say, and that everything else is refused with the
// parameter's name.
#include "daemon/feed/feed_query.hpp"

#include <doctest/doctest.h>

using namespace market;

namespace {

FeedQuery query_of(std::string_view query, std::string_view last_event_id = {}) {
  const auto result = parse_feed_query(query, last_event_id);
  REQUIRE_MESSAGE(result.has_value(), result.error().detail);
  return *result;
}

Problem refused(std::string_view query, std::string_view last_event_id = {}) {
  const auto result = parse_feed_query(query, last_event_id);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().status == 400);
  CHECK(result.error().code == "invalid_request");
  REQUIRE(result.error().errors.size() == 1);
  return result.error();
}

}  // namespace

TEST_CASE("left out, trades, quotes and companies are subscribed from now on") {
  for (const char* query : {"", "&", "&&"}) {
    const FeedQuery all = query_of(query);
    for (const Channel usual : {Channel::trades, Channel::quotes, Channel::companies})
      CHECK(all.channels.has(usual));
    CHECK_FALSE(all.channels.has(Channel::book));
    CHECK_FALSE(all.channels.has(Channel::market));
    CHECK(all.symbols.empty());
    CHECK_FALSE(all.since);
  }
}

TEST_CASE("channels, symbols and since are read, percent-encoded or not") {
  const FeedQuery query = query_of("channels=trades&symbols=ACME%2CBRK.B&since=99123-4");
  CHECK(query.channels.has(Channel::trades));
  CHECK_FALSE(query.channels.has(Channel::quotes));
  REQUIRE(query.symbols.size() == 2);
  CHECK(query.symbols[1].view() == "BRK.B");
  CHECK(query.since == FeedPosition{99123, 4});
  CHECK(query_of("channels=quotes,trades").channels.has(Channel::trades));
  CHECK(query_of("channels=companies").channels.has(Channel::companies));
  const ChannelSet named = query_of("channels=companies,trades,quotes,book,bars,market").channels;
  for (std::size_t i = 0; i < kChannelNames.size(); ++i)
    CHECK(named.has(static_cast<Channel>(i)) == !is_private(static_cast<Channel>(i)));
  CHECK(query_of("channels=orders").channels.has(Channel::orders));
  CHECK_FALSE(query_of("").channels.has(Channel::orders));  // only to those who ask
  CHECK_FALSE(query_of("").channels.has(Channel::account));
  CHECK(query_of("since=0").since == FeedPosition{0, std::nullopt});
}

TEST_CASE("a Last-Event-ID wins over since") {
  CHECK(query_of("since=5", "9-1").since == FeedPosition{9, 1});
  CHECK(refused("since=5", "x").errors[0].field == "Last-Event-ID");
}

TEST_CASE("a typo never passes") {
  CHECK(refused("chanels=trades").detail.find("did you mean channels?") != std::string::npos);
  CHECK(refused("depth=3").errors[0].field == "depth");
  CHECK(
      refused("channels=books")
          .detail.find("this server has trades, quotes, companies, book, bars, orders, account and market") !=
      std::string::npos);
  CHECK(refused("channels=trades,nonsense").errors[0].field == "channels");
  CHECK(refused("channels=").errors[0].field == "channels");
  CHECK(refused("channels").errors[0].field == "channels");
  CHECK(refused("channels=trades&channels=quotes").detail.find("more than once") != std::string::npos);
  CHECK(refused("symbols=").errors[0].field == "symbols");
  CHECK(refused("symbols=acme").errors[0].field == "symbols");
  CHECK(refused("symbols=A,,B").errors[0].field == "symbols");
  for (const char* since : {"since=", "since=-1", "since=1-", "since=-", "since=1-2-3", "since=abc",
                            "since=1.5", "since=99999999999999999999", "since=1-4294967296", "since=%31%"}) {
    CAPTURE(since);
    CHECK(refused(since).errors[0].field == "since");
  }
}

TEST_CASE("what is echoed is printable and short") {
  const Problem problem = refused("symbols=%00%ff" + std::string(5'000, 'a'));
  CHECK(problem.detail.size() < 200);
  CHECK(problem.detail.find("\"??aaa") != std::string::npos);
}

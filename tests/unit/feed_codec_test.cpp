// Shows that the feed's messages come out of the database's rows as they went in, whatever row they lie in,
// and that a row which nobody wrote is refused.
#include "venue/feed_codec.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/support/environment.hpp"

using namespace market;
using namespace market::test;

namespace {

FeedEvent trade_event(Seq seq, std::uint32_t n) {
  FeedEvent event;
  event.seq = seq;
  event.n = n;
  event.time = Timestamp(static_cast<std::int64_t>(1'000 * seq + n));
  Trade trade;
  trade.id = TradeId(seq * 10 + n);
  trade.price = Price(1'000'000);
  trade.quantity = Quantity(n + 1);
  event.what = trade;
  return event;
}

// Of commands 10, 12, 14 … some messages each, of one command very many.
std::vector<FeedEvent> many_events() {
  std::vector<FeedEvent> events;
  for (Seq seq = 10; seq < 900; seq += 2)
    for (std::uint32_t n = 0; n < (seq == 500 ? 3'000 : 1 + seq % 4); ++n)
      events.push_back(trade_event(seq, n));
  return events;
}

std::vector<FeedEvent> unpacked(const std::vector<FeedRow>& rows) {
  std::vector<FeedEvent> events;
  for (const FeedRow& row : rows) CHECK(unpack_feed(row, events));
  return events;
}

void check_equal(const std::vector<FeedEvent>& found, const std::vector<FeedEvent>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i].seq == expected[i].seq);
    CHECK(found[i].n == expected[i].n);
    CHECK(encode_feed_event(found[i]) == encode_feed_event(expected[i]));
  }
}

}  // namespace

TEST_CASE("feed rows: messages come back in order, those of one command out of one row") {
  const std::vector<FeedEvent> events = many_events();
  const std::vector<FeedRow> rows = pack_feed(events, 0);
  check_equal(unpacked(rows), events);
  CHECK(rows.size() < events.size() / 50);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    std::vector<FeedEvent> before;
    CHECK(unpack_feed(rows[i - 1], before));
    CHECK(before.back().seq < rows[i].seq);
    CHECK(rows[i].n == 0);
  }
}

TEST_CASE("feed rows: what lies up to the floor is left out") {
  const std::vector<FeedEvent> events = many_events();
  std::vector<FeedEvent> wanted = events;
  std::erase_if(wanted, [](const FeedEvent& event) { return event.seq <= 501; });
  check_equal(unpacked(pack_feed(events, 501)), wanted);
  CHECK(pack_feed(events, 900).empty());
}

TEST_CASE("feed rows: one of an earlier version holds a message alone") {
  const FeedEvent event = trade_event(7, 3);
  check_equal(unpacked({{7, 3, encode_feed_event(event)}}), {event});
}

TEST_CASE("feed rows: changed and cut bytes are refused or give other messages, never more") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 1);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const FeedRow row = pack_feed({trade_event(10, 0), trade_event(10, 1), trade_event(12, 0)}, 0).at(0);
  for (std::size_t size = 0; size < row.payload.size(); ++size) {
    std::vector<FeedEvent> events;
    const bool whole = unpack_feed({row.seq, row.n, row.payload.substr(0, size)}, events);
    CHECK((!whole || events.size() < 3));
  }
  for (int i = 0; i < 20'000; ++i) {
    FeedRow changed = row;
    changed.payload[random() % row.payload.size()] = static_cast<char>(random());
    std::vector<FeedEvent> events;
    (void)unpack_feed(changed, events);
    CHECK(events.size() <= row.payload.size());
  }
}

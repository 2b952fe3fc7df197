// Shows that the replay of a journal that is longer than the feed's memory leaves the feed as it was, as far
// as that memory reaches, and says from where.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/order_builder.hpp"
#include "tests/support/temporary_folder.hpp"
#include "venue/feed_codec.hpp"
#include "venue/venue.hpp"

using namespace market;
using namespace market::test;

namespace {

Venue::Options options_of_long_replay(const std::filesystem::path& folder) {
  Venue::Options options;
  options.journal_file = folder / "journal.db";
  options.database_file = folder / "market.db";
  options.snapshots_folder = folder / "snapshots";
  options.snapshot_interval = Duration::seconds(3'600);
  options.durability = Durability::os;
  return options;
}

// The last messages of the ring, with their places.
std::vector<std::string> last_messages(const Venue& venue, std::size_t most) {
  const FeedRing& ring = venue.feed();
  std::uint64_t cursor = ring.end() - std::min<std::uint64_t>(most, ring.end() - ring.begin());
  std::vector<FeedEvent> events;
  CHECK(ring.read(cursor, UINT64_MAX, most, events));
  std::vector<std::string> out;
  for (const FeedEvent& event : events)
    out.push_back(std::to_string(event.seq) + "-" + std::to_string(event.n) + " " + encode_feed_event(event));
  return out;
}

}  // namespace

TEST_CASE("a journal longer than the feed's memory: its end has the same messages after the replay") {
  const TemporaryFolder lived, replayed;
  std::vector<std::string> messages;
  Seq last = 0;
  {
    Venue venue(options_of_long_replay(lived.path()));
    venue.start({});
    const auto submit = [&](const Command& command) {
      venue.with([&](Venue::Session& session) { REQUIRE(session.submit(command).has_value()); });
    };
    submit(RegisterCompany{
        .symbol = Symbol("ACME"), .shares = Quantity(1'000'000'000), .initial_price = price("100")});
    submit(RegisterTrader{.slug = Slug("alice"), .holdings = {{CompanyId(0), Quantity(500'000'000)}}});
    submit(RegisterTrader{.slug = Slug("bob"), .cash = money("100000000000")});
    for (int i = 0; i < 70'000; ++i) {
      submit(sell(1 + i % 7).at("100").from(TraderId(0), CompanyId(0)));
      submit(buy(1 + i % 5).at(i % 3 == 0 ? "99" : "100").from(TraderId(1), CompanyId(0)));
    }
    messages = last_messages(venue, 100'000);
    last = venue.with([](const Venue::Session& session) { return session.seq(); });
    while (venue.durable_seq() < last) std::this_thread::yield();
    for (const char* file : {"journal.db", "journal.db-wal"})
      std::filesystem::copy(lived.path() / file, replayed.path() / file);
  }
  Venue venue(options_of_long_replay(replayed.path()));
  CHECK(venue.with([](const Venue::Session& session) { return session.seq(); }) == last);
  CHECK(last_messages(venue, 100'000) == messages);
  const Seq known_after = last - venue.feed().capacity();
  CHECK(venue.feed().floor() >= known_after);
  CHECK(venue.feed_floor() >= known_after);
  CHECK_FALSE(venue.feed().find_after(known_after - 1, std::nullopt).has_value());
}

// Venue: what is submitted is applied, journaled, remembered and published; a restart finds all of it again.
#include "venue/venue.hpp"

#include <doctest/doctest.h>

#include <unistd.h>
#include <filesystem>

using namespace market;

namespace {

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("market-venue-test-" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  Venue::Options options(Durability durability = Durability::os) const {
    return {.journal_file = path / "journal.db", .durability = durability};
  }
};

Applied must(tl::expected<Applied, Refused> applied) {
  REQUIRE_MESSAGE(applied.has_value(), applied.error().detail);
  return *applied;
}

PlaceOrder limit(TraderId trader, Side side, std::int64_t quantity, std::int64_t price_units) {
  PlaceOrder order;
  order.trader = trader;
  order.side = side;
  order.quantity = Quantity(quantity);
  order.limit_price = Price(price_units);
  return order;
}

// A company and two traders; bob buys 4 of the 10 that alice offers at 100.00.
void trade_once(Venue& venue) {
  venue.with([](Venue::Session& session) {
    must(session.submit(RegisterCompany{
        .symbol = Symbol("ACME"), .shares = Quantity(1000), .initial_price = Price(990'000)}));
    must(session.submit(RegisterTrader{.slug = Slug("alice"), .holdings = {{CompanyId(0), Quantity(10)}}}));
    must(session.submit(RegisterTrader{.slug = Slug("bob"), .cash = Money(100'000'000)}));
    must(session.submit(limit(TraderId(0), Side::sell, 10, 1'000'000)));
    must(session.submit(limit(TraderId(1), Side::buy, 4, 1'000'000)));
  });
}

}  // namespace

TEST_CASE("a restart finds the same state, the same history and the same feed") {
  const Folder folder;
  std::uint64_t hash = 0;
  Seq seq = 0;
  std::uint64_t messages = 0;
  {
    Venue venue(folder.options());
    venue.start({});
    trade_once(venue);
    venue.with([&](Venue::Session& session) {
      hash = session.exchange().state_hash();
      seq = session.seq();
    });
    messages = venue.feed().end();
  }
  Venue again(folder.options());
  again.start({});
  again.with([&](Venue::Session& session) {
    CHECK(session.seq() == seq);
    CHECK(session.exchange().state_hash() == hash);
    REQUIRE(session.history().trades().size() == 1);
    CHECK(session.history().trade(TradeId(1)).quantity == Quantity(4));
    REQUIRE(session.history().ended(OrderId(2)) != nullptr);
    CHECK(session.history().ended(OrderId(2))->status == OrderStatus::filled);
    CHECK(session.history().trades_of(*session.history().ended(OrderId(2))).size() == 1);
    CHECK(session.history().orders_of(TraderId(1)).size() == 1);
  });
  CHECK(again.feed().end() == messages);
}

TEST_CASE("a trade and the quotes it changes are published under one seq") {
  const Folder folder;
  Venue venue(folder.options(Durability::none));
  venue.start({});
  trade_once(venue);
  std::vector<FeedEvent> events;
  std::uint64_t cursor = 0;
  REQUIRE(venue.feed().read(cursor, UINT64_MAX, 100, events));
  REQUIRE(events.size() == 3);  // alice's ask; the trade; the ask that is left
  CHECK(std::get<TopOfBook>(events[0].what).ask_size == Quantity(10));
  CHECK(std::get<Trade>(events[1].what).quantity == Quantity(4));
  CHECK(std::get<TopOfBook>(events[2].what).ask_size == Quantity(6));
  CHECK(events[1].seq == events[2].seq);
  CHECK(events[1].n == 0);
  CHECK(events[2].n == 1);
}

TEST_CASE("a refused command uses no seq and publishes nothing") {
  const Folder folder;
  Venue venue(folder.options(Durability::none));
  venue.start({});
  venue.with([](Venue::Session& session) {
    const Seq before = session.seq();
    CHECK_FALSE(session.submit(Deposit{.trader = TraderId(7), .amount = Money(1)}).has_value());
    CHECK(session.seq() == before);
  });
  CHECK(venue.feed().end() == 0);
}

TEST_CASE("the day's statistics follow the trades and start anew with the day") {
  const Folder folder;
  Venue venue(folder.options(Durability::none));
  venue.start({});
  trade_once(venue);
  venue.with([](Venue::Session& session) {
    const DayStats today = session.history().day(session.exchange(), CompanyId(0), session.now());
    CHECK(today.trades == 1);
    CHECK(today.volume == Quantity(4));
    CHECK(today.turnover == Amount(4'000'000));
    CHECK(today.previous_close == Price(990'000));
    const Timestamp tomorrow = session.now() + Duration::seconds(86'400);
    const DayStats next = session.history().day(session.exchange(), CompanyId(0), tomorrow);
    CHECK(next.trades == 0);
    CHECK(next.previous_close == Price(1'000'000));
  });
}

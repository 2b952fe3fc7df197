// Venue: what is submitted is applied, journaled, remembered and published; a restart finds all of it again.
#include "venue/venue.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

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

PlaceOrder gtd(PlaceOrder order, Timestamp expires_at) {
  order.time_in_force = TimeInForce::gtd;
  order.terms.emplace().expires_at = expires_at;
  return order;
}

std::vector<FeedEvent> feed_of(const Venue& venue, std::uint64_t from = 0) {
  std::vector<FeedEvent> events;
  REQUIRE(venue.feed().read(from, UINT64_MAX, 1'000, events));
  return events;
}

// Those for everybody.
std::vector<FeedEvent> public_feed_of(const Venue& venue, std::uint64_t from = 0) {
  std::vector<FeedEvent> events = feed_of(venue, from);
  std::erase_if(events, [](const FeedEvent& one) { return one.trader.has_value(); });
  return events;
}

// Market time runs faster than the clock.
Venue::Options racing(Venue::Options options, double speed) {
  options.clock_mode = VenueClock::Mode::simulated;
  options.speed = Speed::times(speed);
  return options;
}

template <class Condition>
bool comes_true(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
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

const CompanyState& state_in(const FeedEvent& event) {
  return *std::get<std::shared_ptr<const CompanyState>>(event.what);
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
    CHECK(session.history().trades()[TradeId(1)].quantity == Quantity(4));
    REQUIRE(session.history().ended(OrderId(2)) != nullptr);
    CHECK(session.history().ended(OrderId(2))->status == OrderStatus::filled);
    CHECK(session.history().trades_of(*session.history().ended(OrderId(2)), 10).size() == 1);
  });
  CHECK(again.feed().end() == messages);
}

TEST_CASE("a trade and the quotes it changes are published under one seq") {
  const Folder folder;
  Venue venue(folder.options(Durability::none));
  venue.start({});
  trade_once(venue);
  const std::vector<FeedEvent> events = public_feed_of(venue);
  // The company, its book; alice's ask and what it does to the book; the trade, the ask that is left, the
  // book.
  REQUIRE(events.size() == 7);
  CHECK(state_in(events[0]).status == CompanyStatus::trading);
  CHECK(std::get<TopOfBook>(events[2].what).ask_size == Quantity(10));
  CHECK(std::get<Trade>(events[4].what).quantity == Quantity(4));
  CHECK(std::get<TopOfBook>(events[5].what).ask_size == Quantity(6));
  for (std::uint32_t n = 0; n < 3; ++n) {
    CHECK(events[4 + n].seq == events[4].seq);
    CHECK(events[4 + n].n == n);
  }
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

TEST_CASE("what is due happens before a reader looks, with the time at which it was due") {
  const Folder folder;
  Venue venue(racing(folder.options(), 1e4));
  venue.start({});
  trade_once(venue);
  CHECK(venue.next_due());  // the day's end
  const Timestamp due = venue.with([](Venue::Session& session) {
    const Timestamp expiry = session.now() + Duration::seconds(3'600);
    must(session.submit(gtd(limit(TraderId(1), Side::buy, 1, 500'000), expiry)));
    return expiry;
  });
  REQUIRE(comes_true([&] { return venue.clock().now() >= due; }));
  venue.with([&](Venue::Session& session) {
    const Order* const order = session.history().ended(OrderId(3));
    REQUIRE(order != nullptr);
    CHECK(order->status == OrderStatus::expired);
    CHECK(order->reason == EndReason::expired);
    CHECK(order->updated_at == due);
  });
}

TEST_CASE("what is due is done once, in time, journaled, and comes out the same after a restart") {
  const Folder folder;
  std::uint64_t hash = 0;
  Seq seq = 0;
  std::size_t messages = 0;
  {
    Venue venue(racing(folder.options(), 1e6));
    venue.start({});
    trade_once(venue);
    REQUIRE(comes_true([&] {
      venue.do_what_is_due();
      return venue.with([](Venue::Session& session) { return session.seq(); }) >= 8;  // three days have ended
    }));
    venue.close();
    venue.with([&](Venue::Session& session) {
      hash = session.exchange().state_hash();
      seq = session.seq();
      CHECK(session.exchange().company(CompanyId(0)).reference_price == Price(1'000'000));
    });
    messages = venue.feed().end();
  }
  Venue again(racing(folder.options(), 1e6));
  again.with([&](Venue::Session& session) {  // not started: nothing becomes due yet
    CHECK(session.seq() == seq);
    CHECK(session.exchange().state_hash() == hash);
  });
  CHECK(again.feed().end() == messages);
  CHECK(again.next_due());
}

TEST_CASE("rules are submitted at the start, and later, only where they differ") {
  const Folder folder;
  Venue::Options options = folder.options();
  options.rules.collar = Rate(100'000);
  const auto seq = [](Venue& venue) {
    return venue.with([](Venue::Session& session) { return session.seq(); });
  };
  {
    Venue venue(options);
    venue.start({});
    CHECK(seq(venue) == 1);
    venue.with([](Venue::Session& session) { CHECK(session.exchange().rules().collar == Rate(100'000)); });
    venue.configure(options.settings, options.rules);
    CHECK(seq(venue) == 1);
    venue.configure(options.settings, {});
    CHECK(seq(venue) == 2);
  }
  Venue again(folder.options());
  again.start({});
  CHECK(seq(again) == 2);
}

TEST_CASE(
    "each change of a company and of what its auction would do is published, with the quote before it") {
  const Folder folder;
  Venue venue(folder.options(Durability::none));
  venue.start({});
  trade_once(venue);
  const std::uint64_t before = venue.feed().end();
  const auto submit = [&](const Command& command) {
    return venue.with([&](Venue::Session& session) {
      must(session.submit(command));
      return session.seq();
    });
  };
  submit(StartAuction{.company = CompanyId(0)});
  const Seq bid = submit(limit(TraderId(1), Side::buy, 5, 1'000'000));
  submit(limit(TraderId(1), Side::buy, 1, 900'000));  // behind the best: neither quote nor auction change
  const Seq uncross = submit(Uncross{.company = CompanyId(0)});
  auto events = public_feed_of(venue, before);
  std::erase_if(events, [](const FeedEvent& one) {
    return std::holds_alternative<std::shared_ptr<const BookUpdate>>(one.what);
  });
  REQUIRE(events.size() == 6);
  const CompanyState& begun = state_in(events[0]);
  CHECK(begun.status == CompanyStatus::auction);
  REQUIRE(begun.auction);
  CHECK(begun.auction->kind == AuctionKind::manual);
  CHECK_FALSE(begun.indication.price);

  CHECK(events[1].seq == bid);
  CHECK(std::get<TopOfBook>(events[1].what).bid_size == Quantity(5));
  const CompanyState& bidden = state_in(events[2]);
  CHECK(events[2].seq == bid);
  CHECK(events[2].n == 1);
  CHECK(bidden.indication.price == Price(1'000'000));
  CHECK(bidden.indication.quantity == Quantity(5));
  CHECK(bidden.indication.imbalance == Quantity(1));
  CHECK(bidden.indication.side == Side::sell);

  CHECK(std::get<Trade>(events[3].what).auction);
  CHECK(std::get<TopOfBook>(events[4].what).ask_size == Quantity(1));
  CHECK(state_in(events[5]) == CompanyState{});
  CHECK(events[5].seq == uncross);
  CHECK(events[5].n == 2);
}

// A client must tell a split from a crash.
TEST_CASE("a split is published once, with the company's state") {
  const Folder folder;
  Venue venue(folder.options(Durability::none));
  venue.start({});
  trade_once(venue);
  const std::uint64_t before = venue.feed().end();
  venue.with([&](Venue::Session& session) {
    must(session.submit(SplitShares{.company = CompanyId(0), .to = 6, .from = 4}));
    must(session.submit(HaltCompany{.company = CompanyId(0), .reason = "news"}));
  });
  std::vector<CompanyState> states;
  for (const FeedEvent& event : feed_of(venue, before))
    if (const auto* state = std::get_if<std::shared_ptr<const CompanyState>>(&event.what))
      states.push_back(**state);
  REQUIRE(states.size() == 2);
  CHECK(states[0].split == ShareSplit{3, 2});
  CHECK(states[0].status == CompanyStatus::trading);
  CHECK_FALSE(states[1].split);
}

TEST_CASE("bars of a company grow with its trades") {
  const Folder folder;
  Venue venue(folder.options(Durability::none));
  venue.start({});
  trade_once(venue);
  venue.with([](Venue::Session& session) {
    const auto& bars = session.history().bars(CompanyId(0), BarInterval::d1);
    REQUIRE(bars.size() == 1);
    CHECK(bars[0].close == Price(1'000'000));
    CHECK(bars[0].volume == Quantity(4));
    CHECK(bars[0].time == bar_start(session.now(), BarInterval::d1));
    CHECK(session.history().bars(CompanyId(1), BarInterval::m1).empty());
  });
}

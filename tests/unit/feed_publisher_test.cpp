// FeedPublisher: a company's state is told when it differs, and that of a large auction no oftener than it is
// cheap to work out.
#include "venue/feed_publisher.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "tests/support/order_builder.hpp"

using namespace market;
using namespace market::test;

namespace {

constexpr TraderId kTrader(0);
constexpr CompanyId kAcme(0);

// ACME in an auction by hand, with bids of one share at so many prices below 100.00.
struct Auction {
  Exchange exchange;
  History history;
  FeedPublisher publisher;
  Timestamp time{1'767'571'200'000'000'000};

  explicit Auction(int levels) {
    submit(RegisterCompany{
        .symbol = Symbol("ACME"), .shares = Quantity(1'000'000), .initial_price = price("100.00")});
    submit(RegisterTrader{
        .slug = Slug("alice"), .cash = money("1000000000"), .holdings = {{kAcme, Quantity(100'000)}}});
    submit(StartAuction{.company = kAcme});
    for (int i = 0; i < levels; ++i) bid(price("100.00").units() - 100 * i);
    wait(FeedPublisher::kIndicationPause);
    offer();  // from here on each offer changes the indication
  }

  void submit(const Command& command) {
    const Stamp stamp{exchange.seq() + 1, time};
    const auto applied = exchange.apply(command, stamp);
    REQUIRE_MESSAGE(applied.has_value(), applied.error().detail);
    history.record(exchange);
    publisher.publish(exchange, history, stamp);
  }
  void bid(std::int64_t units) {
    PlaceOrder order = buy(1).at("100.00").from(kTrader, kAcme);
    order.limit_price = Price(units);
    submit(order);
  }
  void offer() { submit(sell(1).at("100.00").allow_self_trade().from(kTrader, kAcme)); }
  void wait(Duration duration) { time = time + duration; }

  std::size_t states_after(std::uint64_t from) const {
    std::vector<FeedEvent> events;
    REQUIRE(publisher.ring().read(from, UINT64_MAX, 100'000, events));
    std::size_t count = 0;
    for (const FeedEvent& event : events)
      count += std::holds_alternative<std::shared_ptr<const CompanyState>>(event.what);
    return count;
  }
};

template <class F>
std::chrono::nanoseconds time_of(F&& f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return std::chrono::steady_clock::now() - start;
}

}  // namespace

TEST_CASE("a small auction tells each change of its indication") {
  Auction small(50);
  const std::uint64_t before = small.publisher.ring().end();
  for (int i = 0; i < 20; ++i) small.offer();
  CHECK(small.states_after(before) == 20);
}

TEST_CASE(
    "a large auction tells its indication once in so much market time, a change of the company always") {
  Auction large(300);
  const std::uint64_t before = large.publisher.ring().end();
  for (int i = 0; i < 20; ++i) large.offer();
  CHECK(large.states_after(before) == 0);
  for (int i = 0; i < 20; ++i) {  // half a second
    large.wait(Duration::milliseconds(25));
    large.offer();
  }
  CHECK(large.states_after(before) == 5);
  large.submit(StartAuction{.company = kAcme, .ends_at = large.time + Duration::seconds(60)});
  CHECK(large.states_after(before) == 6);
  large.submit(HaltCompany{.company = kAcme, .reason = "news"});
  CHECK(large.states_after(before) == 7);
}

TEST_CASE("publishing orders of a very large auction costs far less than as many indications") {
  constexpr int kOrders = 300;
  Auction large(5'000);
  const auto indications = time_of([&] {
    for (int i = 0; i < kOrders; ++i) static_cast<void>(large.exchange.auction_indication(kAcme));
  });
  const auto orders = time_of([&] {
    for (int i = 0; i < kOrders; ++i) large.offer();
  });
  CHECK(orders.count() < indications.count() / 2);
}

TEST_CASE("a company that is as it was told is not told again") {
  Auction market(1);
  market.submit(HaltCompany{.company = kAcme, .reason = "news"});
  const std::uint64_t before = market.publisher.ring().end();
  market.submit(HaltCompany{.company = kAcme, .reason = "news"});
  market.submit(UpdateCompany{.company = kAcme, .name = "Acme Limited"});
  market.submit(RegisterTrader{.slug = Slug("bob"), .holdings = {{kAcme, Quantity(5)}}});
  CHECK(market.states_after(before) == 0);
  market.submit(HaltCompany{.company = kAcme, .reason = "other news"});
  CHECK(market.states_after(before) == 1);
}

// Exchange::restore takes only rows that an exchange may have had, and names the first that is not one.
#include <doctest/doctest.h>

#include "tests/unit/restore_desk.hpp"

using namespace market;
using namespace market::test;

TEST_CASE("a market with everything in it is restored, its rows in any order") {
  StateImage image = make_market();
  Exchange exchange;
  REQUIRE(exchange.restore(image).empty());
  require_sound(exchange);
  std::reverse(image.orders.begin(), image.orders.end());
  std::reverse(image.client_ids.begin(), image.client_ids.end());
  std::reverse(image.positions.begin(), image.positions.end());
  Exchange other;
  REQUIRE(other.restore(image).empty());
  CHECK(other.state_hash() == exchange.state_hash());
  CHECK(other.last_order_id() == OrderId(kOrders));
  CHECK(other.events().empty());
}

TEST_CASE("an empty venue is restored") {
  Exchange exchange;
  REQUIRE(exchange.restore(Exchange().image()).empty());
  CHECK(exchange.state_hash() == Exchange().state_hash());
}

TEST_CASE("next_in_queue tells who stands behind an order") {
  Exchange exchange;
  REQUIRE(exchange.restore(make_market()).empty());
  CHECK(exchange.next_in_queue(OrderId(kBid)) == OrderId(kBid2));
  CHECK(exchange.next_in_queue(OrderId(kBid2)) == OrderId());
  CHECK(exchange.next_in_queue(OrderId(kStop)) == OrderId());
  CHECK_FALSE(exchange.next_in_queue(OrderId(kTakeProfit)));
  CHECK_FALSE(exchange.next_in_queue(OrderId(kTaker)));
  CHECK_FALSE(exchange.order_image(OrderId(kTaker)));
}

TEST_CASE("a client order id is found as long as it counts, however old") {
  Exchange exchange;
  REQUIRE(exchange.restore(make_market()).empty());
  CHECK(exchange.client_id_image(TraderId(1), ClientOrderId("taker"))->ended_place == 1);
  CHECK(exchange.client_id_image(TraderId(0), ClientOrderId("first"))->order == OrderId(kBid));
  CHECK_FALSE(exchange.client_id_image(TraderId(0), ClientOrderId("taker")));
  CHECK(exchange.client_id_image(OrderId(kBid))->text == ClientOrderId("first"));
  CHECK_FALSE(exchange.client_id_image(OrderId(kBid2)));
}

TEST_CASE("damaged companies are refused") {
  check_faults({
      {"company 7: its id is not the next one", [](auto& i) { i.companies[0].company.id = CompanyId(7); }},
      {"company 0: its symbol is not one", [](auto& i) { i.companies[0].company.symbol = Symbol("acme"); }},
      {"company 1: its symbol is that of another one",
       [](auto& i) { i.companies[1].company.symbol = Symbol("ACME"); }},
      {"company 0: its status is unknown",
       [](auto& i) { i.companies[0].company.status = no_such<CompanyStatus>(); }},
      {"company 1: its auction is not that of its status",
       [](auto& i) { i.companies[1].company.auction.reset(); }},
      {"company 1: the kind of its auction is unknown",
       [](auto& i) { i.companies[1].company.auction->kind = no_such<AuctionKind>(); }},
      {"company 0: its shares are out of range",
       [](auto& i) { i.companies[0].company.shares = Quantity(0); }},
      {"company 0: its shares are not those of all who hold them",
       [](auto& i) { i.companies[0].company.treasury_shares -= Quantity(1); }},
      {"company 0: tick_size must be above 0", [](auto& i) { i.companies[0].company.ticks.base = Price(); }},
      {"company 0: lot_size must lie between 1 and 1000000000000",
       [](auto& i) { i.companies[0].company.lot_size = Quantity(0); }},
      {"company 0: a price of it is out of range",
       [](auto& i) { i.companies[0].company.last_price = Price(); }},
      {"company 0: the cash of its issuer is out of range",
       [](auto& i) { i.companies[0].issuer_revenue = Money(-1); }},
      {"company 0: its shares bought, sold and traded are not the same",
       [](auto& i) { ++i.companies[0].bought; }},
      {"company 0: its window does not end with one price", [](auto& i) { i.companies[0].highs.clear(); }},
      {"company 0: the prices of its window are out of order",
       [](auto& i) { i.companies[0].lows.push_back(i.companies[0].lows[0]); }},
      {"company 0: a price of its window is out of range",
       [](auto& i) { i.companies[0].lows[0].time = Timestamp(INT64_MAX); }},
      {"the venue has 3 companies, not 2", [](auto& i) { i.companies.pop_back(); }},
      {"the fees: schedule \"none\" is used by ACME: keep it or change the company first",
       [](auto& i) { i.companies[0].company.fee_schedule = "none"; }},
  });
}

TEST_CASE("damaged traders and positions are refused") {
  check_faults({
      {"trader 7: its id is not the next one", [](auto& i) { i.traders[0].trader.id = TraderId(7); }},
      {"trader 0: its slug is not one", [](auto& i) { i.traders[0].trader.slug = Slug("Alice"); }},
      {"trader 1: its slug is that of another one",
       [](auto& i) { i.traders[1].trader.slug = Slug("alice"); }},
      {"trader 0: its cash is out of range", [](auto& i) { i.traders[0].cash = Money(-1); }},
      {"trader 0: max_open_orders must be at least 1",
       [](auto& i) { i.traders[0].trader.limits.max_open_orders = 0; }},
      {"trader 1: its order rate is not that of its limits",
       [](auto& i) { i.traders[1].order_rate_next.reset(); }},
      {"trader 1: its order rate is out of range", [](auto& i) { i.traders[1].order_rate_next = INT64_MAX; }},
      {"trader 0: its dead man's switch is out of range",
       [](auto& i) { i.traders[0].cancel_deadline = Timestamp(-1); }},
      {"trader 0: what it traded is out of range or out of order",
       [](auto& i) { i.traders[0].volumes.push_back(i.traders[0].volumes[0]); }},
      {"the venue has 3 traders, not 2", [](auto& i) { i.traders.pop_back(); }},
      {"position of trader 9 in company 0: its trader is unknown",
       [](auto& i) { i.positions[0].trader = TraderId(9); }},
      {"position of trader 0 in company 9: its company is unknown",
       [](auto& i) { i.positions[0].company = CompanyId(9); }},
      {"position of trader 0 in company 0: its quantity is out of range",
       [](auto& i) { i.positions[0].quantity = Quantity(-1); }},
      {"position of trader 0 in company 0: it stands twice",
       [](auto& i) { i.positions.push_back(i.positions[0]); }},
  });
}

TEST_CASE("a damaged venue and damaged client order ids are refused") {
  check_faults({
      {"the venue: its seq is out of range", [](auto& i) { i.venue.seq = UINT64_MAX; }},
      {"the venue: its last order is out of range", [](auto& i) { i.venue.last_order = OrderId(1'000'000); }},
      {"the venue: its phase is unknown", [](auto& i) { i.venue.phase = no_such<SessionPhase>(); }},
      {"the venue: its next session is missing or too early", [](auto& i) { i.venue.next_session.reset(); }},
      {"the venue: its collar is out of range", [](auto& i) { i.venue.rules.collar = Rate(0); }},
      {"the venue: a sum of its money is out of range", [](auto& i) { i.venue.deposits = Amount(-1); }},
      {"the venue: the cash of all accounts is not what was paid in",
       [](auto& i) { i.venue.deposits += Amount(1); }},
      {"the venue: the fees taken are not those paid and distributed",
       [](auto& i) { i.venue.fees_taken += Amount(1); }},
      {"the fees: the shares of the distribution must sum to 1",
       [](auto& i) { i.venue.fees.distribution.clear(); }},
      {"client order id of order 1: its trader is unknown",
       [](auto& i) { client_id(i, "first").trader = TraderId(9); }},
      {"client order id of order 4: its order is not an open one of its trader",
       [](auto& i) {
         client_id(i, "taker").ended_at.reset();
         i.venue.first_ended_client_id = 2;
       }},
      {"client order id of order 4: it is not the next that ended",
       [](auto& i) { client_id(i, "taker").ended_place = 2; }},
      {"client order id of order 1: its order is open",
       [](auto& i) { client_id(i, "taker").order = OrderId(kBid); }},
      {"client order id of order 4: it stands twice",
       [](auto& i) {
         i.client_ids.push_back(client_id(i, "taker"));
         i.client_ids.back().ended_place = 2;
       }},
      {"client order id of order 1: its text is not one",
       [](auto& i) { client_id(i, "first").text = ClientOrderId(); }},
  });
}

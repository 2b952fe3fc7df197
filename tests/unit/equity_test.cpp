// Equity over time and the leaderboard, worked by hand and against the engine's accounts.
#include "venue/equity.hpp"
#include "venue/leaderboard.hpp"

#include <doctest/doctest.h>

#include "tests/unit/api_desk.hpp"
#include "tests/unit/past_books.hpp"

using namespace market;
using namespace market::test;

namespace {

EquityQuery every(std::int64_t seconds, TraderId trader, const PastBooks& books) {
  EquityQuery query;
  query.trader = trader;
  query.interval = Duration::seconds(seconds);
  query.end = books.now;
  query.ends_now = true;
  return query;
}

// "10:01:00 1000.00 900.00": time of day, equity, cash.
std::vector<std::string> lines(const PastBooks& books, const EquityQuery& query) {
  std::vector<std::string> out;
  for (const EquityPoint& point : equity_over_time(books.exchange, books.history, query).points)
    out.push_back(to_rfc3339(point.time).substr(11, 8) + " " + to_text(point.equity) + " " +
                  to_text(point.cash));
  return out;
}

using Lines = std::vector<std::string>;

// What the account is worth now, by the engine.
Amount equity_now(const Exchange& exchange, TraderId trader) {
  Amount equity = exchange.account(trader).cash;
  for (std::uint32_t i = 0; i < exchange.company_count(); ++i)
    equity += wide_notional(exchange.company(CompanyId(i)).last_price,
                            exchange.position(trader, CompanyId(i)).quantity);
  return equity;
}

// Without fees, so that the figures stay round.
PastBooks& without_fees(PastBooks& books) {
  FeeTable table = default_fee_table();
  table.schedules[0].maker.bps = Rate();
  table.schedules[0].taker.bps = Rate();
  books.apply(SetFees{table});
  return books;
}

// A trade of `shares` at a price between two others.
void trade_at(PastBooks& books, std::string_view price, std::int64_t shares = 1) {
  books.place(books.trader("maker"), sell(shares).at(price));
  books.place(books.trader("taker"), buy(shares).at(price));
}

}  // namespace

// The opening, each full minute and now; shares at the last price of the time, before the first trade at the
// price of registration.
TEST_CASE("points lie at the opening, at multiples of the interval and now") {
  PastBooks books;
  without_fees(books);
  books.join("maker", "0", 1'000);
  books.join("taker", "100000");
  books.wait(20);
  const TraderId alice = books.join("alice", "50", 10);
  books.wait(50);  // 10:01:10
  trade_at(books, "12.00");
  books.wait(55);  // 10:02:05
  trade_at(books, "11.00");
  books.apply(Deposit{alice, money("1")});
  books.wait(5);

  const EquityQuery minutes = every(60, alice, books);
  const Lines all{"10:00:20 150.00 50.00", "10:01:00 150.00 50.00", "10:02:00 170.00 50.00",
                  "10:02:10 161.00 51.00"};
  CHECK(lines(books, minutes) == all);

  EquityQuery back = minutes;
  back.newest_first = true;
  CHECK(lines(books, back) == Lines(all.rbegin(), all.rend()));

  EquityQuery part = minutes;
  part.start = books.now - Duration::seconds(70);  // 10:01:00, included
  part.end = books.now - Duration::seconds(10);    // 10:02:00, included
  part.ends_now = false;
  CHECK(lines(books, part) == Lines{all[1], all[2]});
  part.newest_first = true;
  CHECK(lines(books, part) == Lines{all[2], all[1]});

  CHECK(lines(books, every(86'400, alice, books)) == Lines{all[0], all[3]});
  EquityQuery before = minutes;
  before.end = books.now - Duration::seconds(1'000);
  CHECK(lines(books, before).empty());
  before.newest_first = true;
  CHECK(lines(books, before).empty());
}

// A multiple of the interval that is the opening, or now, is one point.
TEST_CASE("points that fall together are one") {
  PastBooks books;
  const TraderId alice = books.join("alice", "50");
  CHECK(lines(books, every(60, alice, books)) == Lines{"10:00:00 50.00 50.00"});
  books.wait(60);
  EquityQuery query = every(60, alice, books);
  CHECK(lines(books, query) == Lines{"10:00:00 50.00 50.00", "10:01:00 50.00 50.00"});
  query.newest_first = true;
  CHECK(lines(books, query) == Lines{"10:01:00 50.00 50.00", "10:00:00 50.00 50.00"});
}

// A page holds no more than was asked for and says whether there is more.
TEST_CASE("a page of points knows whether there are more") {
  PastBooks books;
  const TraderId alice = books.join("alice", "50");
  books.wait(120);
  EquityQuery query = every(60, alice, books);
  query.most = 2;
  const EquityPage page = equity_over_time(books.exchange, books.history, query);
  CHECK(page.points.size() == 2);
  CHECK(page.more);
  query.most = 3;
  CHECK_FALSE(equity_over_time(books.exchange, books.history, query).more);
  query.most = 1;
  query.newest_first = true;
  CHECK(equity_over_time(books.exchange, books.history, query).points[0].time == books.now);
}

// Prices before a split are the old ones for what was held then; a trade after it counts as it is.
TEST_CASE("a split changes shares and prices at its time, and no earlier point") {
  PastBooks books;
  without_fees(books);
  books.join("maker", "0", 1'000);
  books.join("taker", "100000");
  const TraderId alice = books.join("alice", "0", 10);
  const TraderId bob = books.join("bob", "0", 3);
  books.wait(60);
  trade_at(books, "12.00");
  books.wait(60);
  books.apply(SplitShares{books.acme(), 3, 1});
  CHECK(books.history.price_at(books.acme(), books.now) == price("4.00"));
  CHECK(books.history.price_at(books.acme(), books.now - Duration(1)) == price("12.00"));
  trade_at(books, "5.00");  // at the same time, after it
  CHECK(books.history.price_at(books.acme(), books.now) == price("5.00"));
  books.wait(60);
  books.apply(SplitShares{books.acme(), 1, 2});
  CHECK(books.history.price_at(books.acme(), books.now) == books.exchange.company(books.acme()).last_price);
  CHECK(lines(books, every(60, alice, books)) == Lines{"10:00:00 100.00 0.00", "10:01:00 120.00 0.00",
                                                       "10:02:00 150.00 0.00", "10:03:00 150.00 0.00"});
  CHECK(lines(books, every(60, bob, books)).back() == "10:03:00 45.00 5.00");  // 9 are 4 and half of 10.00
}

// Before its first trade a company's price is that of its registration, with the splits since.
TEST_CASE("a company that never traded has its first price, split as it was") {
  PastBooks books;
  const Timestamp listed = books.now;
  books.wait(60);
  books.join("alice", "0", 10);
  books.apply(SplitShares{books.acme(), 4, 1});
  CHECK(books.history.price_at(books.acme(), listed) == price("10.00"));
  CHECK(books.history.price_at(books.acme(), books.now) == price("2.50"));
}

// The last point is what the engine says of the account, whatever happened on the way.
TEST_CASE("equity now is that of the account") {
  PastBooks books;
  books.join("maker", "10", 1'000);
  books.join("taker", "100000");
  for (int i = 0; i < 20; ++i) {
    books.wait(37);
    trade_at(books, i % 2 == 0 ? "12.34" : "9.87", 1 + i);
    if (i % 7 == 3) books.apply(SplitShares{books.acme(), 3, 2});
    if (i % 7 == 5) books.apply(SplitShares{books.acme(), 2, 3});
    if (i % 5 == 4)
      books.apply(PayDividend{books.acme(), money("0.0123"), Money(), AccountRef::issuer(books.acme())});
    for (const char* name : {"maker", "taker"}) {
      EquityQuery query = every(60, books.trader(name), books);
      query.newest_first = true;
      const EquityPage page = equity_over_time(books.exchange, books.history, query);
      CHECK(page.points[0] == EquityPoint{books.now, equity_now(books.exchange, books.trader(name)),
                                          books.exchange.account(books.trader(name)).cash});
    }
  }
}

namespace {

std::vector<std::string> leaders(const PastBooks& books, LeaderOrder by) {
  std::vector<std::string> names;
  for (const Leader& leader : leaderboard(books.exchange, books.history, by))
    names.push_back(books.exchange.trader(leader.trader).slug.str());
  return names;
}

}  // namespace

// By what they have, what they made, and what they made of what they brought in.
TEST_CASE("the leaderboard in its three orders") {
  PastBooks books;
  without_fees(books);
  books.join("zoe", "100");
  const TraderId rich = books.join("rich", "100000");
  const TraderId maker = books.join("maker", "0", 100);  // brought in 1000.00
  const TraderId taker = books.join("taker", "1000");
  books.join("adam", "100");
  const TraderId gone = books.join("gone", "5");
  books.join("lucky", "0");
  books.apply(CloseTrader{gone});
  books.place(maker, sell(10).at("20.00"));
  books.place(taker, buy(10).at("20.00"));
  books.apply(IssueShares{books.acme(), rich, Quantity(10)});
  trade_at(books, "25.00", 2);

  // maker has 250.00 and 88 at 25.00, taker 750.00 and 12 at 25.00, rich made 10 × 5.00.
  const auto table = leaderboard(books.exchange, books.history, LeaderOrder::profit);
  REQUIRE(table.size() == 6);
  CHECK(table[0].trader == maker);
  CHECK(table[0].equity == money("2450"));
  CHECK(table[0].pnl == money("1450"));
  CHECK(table[0].brought_in == money("1000"));
  using Names = std::vector<std::string>;
  CHECK(leaders(books, LeaderOrder::equity) == Names{"rich", "maker", "taker", "adam", "zoe", "lucky"});
  CHECK(leaders(books, LeaderOrder::profit) == Names{"maker", "rich", "taker", "adam", "lucky", "zoe"});
  CHECK(leaders(books, LeaderOrder::profit_rate) == Names{"maker", "taker", "rich", "adam", "zoe", "lucky"});

  // Who takes out all that was brought in keeps the profit and the return on it.
  books.apply(Withdraw{maker, money("250")});
  const Leader best = leaderboard(books.exchange, books.history, LeaderOrder::profit_rate).front();
  CHECK(best.trader == maker);
  CHECK(best.equity == money("2200"));
  CHECK(best.pnl == money("1450"));
  CHECK(best.brought_in == money("1000"));
}

// Returns that differ by less than their four decimals, of sums that 128 bits cannot multiply, and losses.
TEST_CASE("returns are compared exactly") {
  PastBooks books;
  without_fees(books);
  books.list("BIG", "100000000000000");  // 10^14
  const CompanyId big = company_named(books.exchange, "BIG");
  const TraderId a = books.join("a", "1000000");
  const TraderId b = books.join("b", "1000000");
  books.apply(IssueShares{big, a, Quantity(400'000)});
  books.apply(IssueShares{big, b, Quantity(500'000)});
  books.apply(PayDividend{big, money("1"), Money(), AccountRef::issuer(big)});
  // Both made 1.00 a share; a brought in a little more cash for each share.
  CHECK(leaders(books, LeaderOrder::profit_rate) == std::vector<std::string>{"b", "a"});
  books.apply(PayDividend{big, Money(), money("900000"), AccountRef::of(a)});  // a loses 500000, b wins it
  CHECK(leaders(books, LeaderOrder::profit_rate) == std::vector<std::string>{"b", "a"});
}

// GET /v1/traders/{id}/history: its points, the setting behind it, its pages.
TEST_CASE("equity over time over REST") {
  Desk desk;
  const std::string alice = desk.trader("alice", 50);
  const Reply now = desk.send("GET", "/v1/traders/me/history", alice);
  REQUIRE_MESSAGE(now.status == 200, now.body.dump());
  REQUIRE(now.body["items"].size() >= 2);  // the opening and now
  CHECK(now.body["items"][0]["equity"] == "15000.00");
  CHECK(now.body["items"][0]["cash"] == "10000.00");
  const std::string opened = now.body["items"][0]["time"];
  CHECK(desk.admin("GET", "/v1/traders/alice").body["created_at"].get<std::string>() == opened);

  const Reply first = desk.admin("GET", "/v1/traders/alice/history?limit=1");
  CHECK(first.body["items"].size() == 1);
  const std::string cursor = first.body["next"];
  const Reply second = desk.admin("GET", "/v1/traders/alice/history?limit=1&cursor=" + cursor);
  REQUIRE(second.body["items"].size() == 1);
  CHECK(second.body["items"][0]["time"] > opened);
  CHECK(desk.admin("GET", "/v1/traders/alice/history?end=" + opened).body["items"].size() == 1);

  const Reply newest = desk.admin("GET", "/v1/traders/alice/history?order=desc&limit=1&interval=365d");
  const std::string next = newest.body["next"];
  const Reply oldest = desk.admin("GET", "/v1/traders/alice/history?order=desc&interval=365d&cursor=" + next);
  REQUIRE(oldest.body["items"].size() == 1);
  CHECK(oldest.body["items"][0]["time"] == opened);
  CHECK(oldest.body["next"].is_null());

  for (const char* wrong :
       {"interval=0.5", "interval=366d", "interval=often", "start=yesterday", "depth=1"}) {
    CAPTURE(wrong);
    CHECK(desk.admin("GET", std::string("/v1/traders/alice/history?") + wrong).status == 400);
  }
  CHECK(desk.send("GET", "/v1/traders/bob/history", alice).status == 403);
  for (const char* cursor_text : {"d0", "d18446744073709551615", "d9223372036854775807"}) {
    CAPTURE(cursor_text);
    CHECK(
        desk.admin("GET", std::string("/v1/traders/alice/history?order=desc&cursor=") + cursor_text).status ==
        200);
  }
  const Reply beyond = desk.admin("GET", "/v1/traders/alice/history?cursor=a18446744073709551615");
  CHECK(beyond.body["items"].empty());
}

// GET /v1/leaderboard: any key may read it, its ranks go over pages.
TEST_CASE("the leaderboard over REST") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  desk.trader("bob", 10);
  REQUIRE(desk.admin("POST", "/v1/traders", {{"id", "carol"}, {"name", "Carol"}}).status == 201);
  const Reply all = desk.send("GET", "/v1/leaderboard?by=return", alice);
  REQUIRE_MESSAGE(all.status == 200, all.body.dump());
  REQUIRE(all.body["items"].size() == 3);
  CHECK(all.body["items"][0] == json({{"rank", 1},
                                      {"trader", "alice"},
                                      {"name", "alice"},
                                      {"equity", "10000.00"},
                                      {"return", "0.0000"},
                                      {"pnl", "0.00"}}));
  CHECK(all.body["items"][2]["return"].is_null());
  const Reply first = desk.admin("GET", "/v1/leaderboard?limit=1");
  CHECK(first.body["items"][0]["trader"] == "bob");
  const Reply rest = desk.admin("GET", "/v1/leaderboard?cursor=" + first.body["next"].get<std::string>());
  REQUIRE(rest.body["items"].size() == 2);
  CHECK(rest.body["items"][0]["rank"] == 2);
  CHECK(desk.admin("GET", "/v1/leaderboard?by=luck").status == 400);
  CHECK(desk.open("/v1/leaderboard").status == 401);
}

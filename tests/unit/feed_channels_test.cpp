// The messages of the feed's channels book, bars and market, to the letter, and when they come.
#include <doctest/doctest.h>

#include "tests/unit/feed_desk.hpp"

using namespace market;
using namespace market::test;

namespace {

using Texts = std::vector<std::string>;

PlaceOrder alice(const OrderBuilder& order) {
  return order.from(FeedDesk::kAlice, FeedDesk::kAcme);
}
PlaceOrder bob(const OrderBuilder& order) {
  return order.from(FeedDesk::kBob, FeedDesk::kAcme);
}

std::string delta(const std::string& head, const std::string& rest) {
  return "{" + head + R"(,"type":"book_delta","time":"2026-01-05T00:00:00.000000000Z","symbol":"ACME",)" +
         rest + "}";
}

}  // namespace

// The checksums: CRC-32 of "10105" and so on, as zlib.crc32 of Python gives it.
TEST_CASE("a delta names the levels that changed, with what stands there now, and links to the one before") {
  FeedDesk desk;
  CHECK(desk.submit(alice(sell(5).at("10.10")), "book_delta") ==
        Texts{delta(R"("seq":4,"n":1)",
                    R"("prev_seq":1,"bids":[],"asks":[{"price":"10.10","quantity":5,"orders":1}],)"
                    R"("checksum":102032381)")});
  CHECK(desk.submit(alice(sell(7).at("10.10")), "book_delta") ==
        Texts{delta(R"("seq":5,"n":1)",
                    R"("prev_seq":4,"bids":[],"asks":[{"price":"10.10","quantity":12,"orders":2}],)"
                    R"("checksum":3182682443)")});
  // Takes 5 and 7 away and rests with what is left.
  CHECK(desk.submit(bob(buy(20).at("10.10")), "book_delta") ==
        Texts{delta(R"("seq":6,"n":3)",
                    R"("prev_seq":5,"bids":[{"price":"10.10","quantity":8,"orders":1}],)"
                    R"("asks":[{"price":"10.10","quantity":0,"orders":0}],"checksum":2024120128)")});
}

TEST_CASE("a company that is registered has its empty book told, which its first delta links to") {
  FeedDesk desk;
  CHECK(desk.submit(
            RegisterCompany{.symbol = Symbol("BETA"), .shares = Quantity(1), .initial_price = price("1.00")},
            "book") ==
        Texts{R"({"seq":4,"n":1,"type":"book","time":"2026-01-05T00:00:00.000000000Z","symbol":"BETA",)"
              R"("bids":[],"asks":[],"checksum":0})"});
  const auto deltas = desk.submit(buy(1).at("1.00").from(FeedDesk::kBob, CompanyId(1)), "book_delta");
  REQUIRE(deltas.size() == 1);
  CHECK(deltas[0].find(R"("symbol":"BETA","prev_seq":4,)") != std::string::npos);
}

TEST_CASE("a command that leaves every level as it was has no delta") {
  FeedDesk desk;
  desk.submit(alice(sell(5).at("10.10")));
  CHECK(desk.submit(bob(buy(5).at("10.00").ioc()), "book_delta").empty());
  CHECK(desk.submit(HaltCompany{.company = FeedDesk::kAcme}, "book_delta").empty());
  // The grid of prices changes; the levels do not.
  CHECK(desk.submit(UpdateCompany{.company = FeedDesk::kAcme, .tick_size = Price(1)}, "book_delta").empty());
}

TEST_CASE("one delta covers all that a command did to a book, best prices first") {
  FeedDesk desk;
  for (const char* at : {"10.10", "10.30", "10.20"}) desk.submit(alice(sell(5).at(at)));
  for (const char* at : {"9.10", "9.30", "9.20"}) desk.submit(bob(buy(5).at(at)));
  const Texts all = desk.submit(CancelAll{}, "book_delta");
  REQUIRE(all.size() == 1);
  const auto gone = [](const std::string& at) {
    return R"({"price":")" + at + R"(","quantity":0,"orders":0})";
  };
  CHECK(all[0].find(R"("prev_seq":9,"bids":[)" + gone("9.30") + "," + gone("9.20") + "," + gone("9.10") +
                    R"(],"asks":[)" + gone("10.10") + "," + gone("10.20") + "," + gone("10.30") +
                    R"(],"checksum":0})") != std::string::npos);
}

TEST_CASE("an amendment to another price empties the old level and fills the new one") {
  FeedDesk desk;
  desk.submit(alice(sell(5).at("10.10")));
  const Texts moved =
      desk.submit(AmendOrder{.order = OrderId(1), .limit_price = price("10.40")}, "book_delta");
  REQUIRE(moved.size() == 1);
  CHECK(moved[0].find(R"("asks":[{"price":"10.10","quantity":0,"orders":0},)"
                      R"({"price":"10.40","quantity":5,"orders":1}])") != std::string::npos);
}

TEST_CASE("a split moves all levels in one delta") {
  FeedDesk desk;
  desk.submit(alice(sell(5).at("10.10")));
  const Texts split = desk.submit(SplitShares{.company = FeedDesk::kAcme, .to = 2, .from = 1}, "book_delta");
  REQUIRE(split.size() == 1);
  CHECK(split[0].find(R"("asks":[{"price":"5.05","quantity":10,"orders":1},)"
                      R"({"price":"10.10","quantity":0,"orders":0}])") != std::string::npos);
}

TEST_CASE("in an auction the book may be crossed, and the feed says so") {
  FeedDesk desk;
  desk.submit(StartAuction{.company = FeedDesk::kAcme});
  desk.submit(alice(sell(5).at("10.00")));
  CHECK(desk.submit(bob(buy(3).at("10.20")), "book_delta").size() == 1);
  const BookUpdate book = whole_book(desk.exchange, FeedDesk::kAcme);
  REQUIRE((book.bids.size() == 1 && book.asks.size() == 1));
  CHECK(book.bids[0].price > book.asks[0].price);
  const Texts uncrossed = desk.submit(Uncross{.company = FeedDesk::kAcme}, "book_delta");
  REQUIRE(uncrossed.size() == 1);
  CHECK(uncrossed[0].find(R"("bids":[{"price":"10.20","quantity":0,"orders":0}],)"
                          R"("asks":[{"price":"10.00","quantity":2,"orders":1}])") != std::string::npos);
}

TEST_CASE("a whole book is told with the checksum of its deltas") {
  FeedDesk desk;
  desk.submit(alice(sell(5).at("10.10")));
  std::string text;
  append_book_message(text, {4, 1, desk.time}, Symbol("ACME"), whole_book(desk.exchange, FeedDesk::kAcme));
  CHECK(text ==
        R"({"seq":4,"n":1,"type":"book","time":"2026-01-05T00:00:00.000000000Z","symbol":"ACME","bids":[],)"
        R"("asks":[{"price":"10.10","quantity":5,"orders":1}],"checksum":102032381})");
}

TEST_CASE("updates that follow each other make one that does the same") {
  const auto level = [](std::int64_t units, std::int64_t shares) {
    return BookLevel{Price(units), Quantity(shares), shares > 0 ? 1u : 0u};
  };
  const BookUpdate first{3, {level(300, 5), level(100, 1)}, {level(400, 7)}, 1};
  const BookUpdate second{4, {level(200, 2), level(100, 0)}, {level(400, 6), level(500, 1)}, 2};
  CHECK(merged(first, second) ==
        BookUpdate{3, {level(300, 5), level(200, 2), level(100, 0)}, {level(400, 6), level(500, 1)}, 2});
  const BookUpdate whole{std::nullopt, first.bids, first.asks, 1};
  CHECK(merged(whole, second) ==
        BookUpdate{std::nullopt, {level(300, 5), level(200, 2)}, {level(400, 6), level(500, 1)}, 2});
  CHECK(merged(second, whole) == whole);
}

TEST_CASE("bars are told when a command comes at or after their end, whatever company it is about") {
  FeedDesk desk;
  desk.list("BETA");
  desk.submit(alice(sell(5).at("10.10")));
  CHECK(desk.submit(bob(buy(3).at("10.10")), "bar").empty());
  desk.wait(Duration::milliseconds(999));
  CHECK(desk.submit(bob(buy(1).at("10.10")), "bar").empty());
  desk.wait(Duration::milliseconds(1));
  CHECK(desk.submit(HaltCompany{.company = CompanyId(1)}, "bar") ==
        Texts{R"({"seq":8,"n":1,"type":"bar","time":"2026-01-05T00:00:01.000000000Z","symbol":"ACME",)"
              R"("interval":"1s","bar":{"time":"2026-01-05T00:00:00.000000000Z","open":"10.10",)"
              R"("high":"10.10","low":"10.10","close":"10.10","volume":4,"trades":2,"vwap":"10.10"}})"});
  // A trade shows the end of earlier bars and does not belong to them.
  desk.wait(Duration::seconds(59));
  const Texts minute = desk.submit(bob(buy(1).at("10.10")), "bar");
  REQUIRE(minute.size() == 1);
  CHECK(minute[0].find(R"("interval":"1m")") != std::string::npos);
  CHECK(minute[0].find(R"("volume":4)") != std::string::npos);
  desk.wait(Duration::seconds(86'400));
  CHECK(desk.submit(HaltCompany{.company = CompanyId(1), .reason = "late"}, "bar").size() == 6);
}

TEST_CASE("the market's summary has a line for each company") {
  MarketLine line;
  line.symbol = Symbol("ACME");
  line.last_price = line.previous_close = price("10.00");
  std::string items, text;
  append_market_items(items, std::vector{line});
  append_market_message(text, {4, 1, Timestamp(0)}, items);
  CHECK(text == R"({"seq":4,"n":1,"type":"market","time":"1970-01-01T00:00:00.000000000Z","items":[)"
                R"({"symbol":"ACME","last_price":"10.00","change":"0.00","change_percent":"0.00","bid":null,)"
                R"("bid_size":0,"ask":null,"ask_size":0,"volume":0,"trades":0,"status":"trading"}]})");
}

// market book --watch: the copy of a book that it keeps is the exchange's, and one that is not proved is
// begun again.
#include <doctest/doctest.h>

#include "cli/book_copy.hpp"
#include "cli/json.hpp"
#include "tests/unit/cli_harness.hpp"
#include "tests/unit/feed_desk.hpp"

using namespace market;
using namespace market::test;
using market::cli::BookCopy;

namespace {

cli::Json book_message(const FeedDesk& desk) {
  std::string text;
  append_book_message(text, {desk.exchange.seq(), 0, desk.time}, Symbol("ACME"),
                      whole_book(desk.exchange, FeedDesk::kAcme));
  return *cli::parse_json(text);
}

cli::Json one_delta(FeedDesk& desk, const Command& command) {
  const auto deltas = desk.submit(command, "book_delta");
  REQUIRE(deltas.size() == 1);
  return *cli::parse_json(deltas[0]);
}

PlaceOrder alices(const OrderBuilder& order) {
  return order.from(FeedDesk::kAlice, FeedDesk::kAcme);
}

std::string watched(const std::string& type, const std::string& head, const std::string& bids,
                    const std::string& checksum) {
  return "id: 1-0\nevent: " + type + "\ndata: {\"type\":\"" + type +
         "\",\"n\":0,\"time\":\"2026-01-31T09:30:00.123456789Z\",\"symbol\":\"ACME\"," + head +
         ",\"bids\":[" + bids + "],\"asks\":[],\"checksum\":" + checksum + "}\n\n";
}

}  // namespace

TEST_CASE("cli book copy: the feed's messages make the exchange's book") {
  FeedDesk desk;
  desk.submit(alices(sell(5).at("10.10")));
  BookCopy copy;
  CHECK(copy.take(book_message(desk)) == BookCopy::Taken::changed);
  for (const Command& command : std::vector<Command>{
           alices(sell(7).at("10.20")), buy(4).at("9.90").from(FeedDesk::kBob, FeedDesk::kAcme),
           buy(6).at("10.20").from(FeedDesk::kBob, FeedDesk::kAcme), CancelAll{}}) {
    CHECK(copy.take(one_delta(desk, command)) == BookCopy::Taken::changed);
    CHECK(copy.seq() == desk.exchange.seq());
    for (const Side side : {Side::buy, Side::sell})
      CHECK(copy.best(side, 100) == desk.exchange.levels(FeedDesk::kAcme, side, 100));
  }
}

TEST_CASE("cli book copy: what was missed, damaged or is old is noticed") {
  FeedDesk desk;
  BookCopy copy;
  const cli::Json empty = book_message(desk);
  const cli::Json first = one_delta(desk, alices(sell(5).at("10.10")));
  const cli::Json second = one_delta(desk, alices(sell(7).at("10.20")));
  CHECK(copy.take(first) == BookCopy::Taken::broken);  // nothing to change yet
  CHECK(copy.take(empty) == BookCopy::Taken::changed);
  CHECK(copy.take(second) == BookCopy::Taken::broken);  // the first is missing
  CHECK(copy.take(empty) == BookCopy::Taken::changed);
  CHECK(copy.take(first) == BookCopy::Taken::changed);
  CHECK(copy.take(first) == BookCopy::Taken::known);
  cli::Json damaged = second;
  damaged["asks"][0]["quantity"] = 8;
  CHECK(copy.take(damaged) == BookCopy::Taken::broken);
  CHECK(copy.take(second) == BookCopy::Taken::broken);  // until a whole book comes
  cli::Json senseless = empty;
  senseless["bids"] = "none";
  CHECK(copy.take(senseless) == BookCopy::Taken::broken);
}

// The checksums are zlib.crc32 of "9905" and "9906".
TEST_CASE("cli book watch: a line a change, and a broken book is begun again") {
  cli::FakeServer server;
  std::vector<std::string> since;
  server.http.Get("/v1/companies/ACME", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("{}", "application/json");
  });
  server.http.Get("/v1/feed", [&](const httplib::Request& request, httplib::Response& response) {
    since.push_back(request.get_param_value("since"));
    CHECK(request.get_param_value("channels") == "book");
    CHECK(request.get_param_value("symbols") == "ACME");
    std::string events =
        watched("book", "\"seq\":4", R"({"price":"9.90","quantity":5,"orders":1})", "237520120");
    if (since.size() == 1)
      events += watched("book_delta", R"("seq":5,"prev_seq":4)",
                        R"({"price":"9.90","quantity":6,"orders":1})", "7");
    else
      events += watched("book_delta", R"("seq":6,"prev_seq":4)",
                        R"({"price":"9.90","quantity":6,"orders":2})", "2535527746");
    response.set_content(events, "text/event-stream");
  });
  server.start();
  cli::TestUser user(server.url());
  const auto result = user.run({"market", "book", "acme", "--watch", "--count", "3"});
  CHECK(result.err.empty());
  CHECK(result.exit == 0);
  const std::string whole =
      R"({"symbol":"ACME","bids":[{"price":"9.90","quantity":5,"orders":1}],"asks":[],"seq":4})"
      "\n";
  CHECK(result.out ==
        whole + whole +
            R"({"symbol":"ACME","bids":[{"price":"9.90","quantity":6,"orders":2}],"asks":[],"seq":6})"
            "\n");
  CHECK(since == std::vector<std::string>{"", ""});
  CHECK(user.run({"market", "book", "ACME", "--watch", "--level", "3"}).exit == 2);
}

// The channel `book`: to each client every message of a book names the one before it, the opening first, and
// whatever the venue did between them.
#include <charconv>
#include <map>

#include "tests/unit/served_feed.hpp"

using namespace market;
using namespace market::test;

namespace {

Seq number_in(const std::string& text, std::string_view name) {
  const std::size_t at = text.find(name);
  REQUIRE(at != std::string::npos);
  Seq value = 0;
  std::from_chars(text.data() + at + name.size(), text.data() + text.size(), value);
  return value;
}

// How many changes there are; each has to follow what its company's book told before.
std::size_t count_chained(const std::vector<std::string>& texts) {
  std::map<std::string, Seq> last;
  std::size_t changes = 0;
  for (const std::string& text : texts) {
    const bool is_change = says(text, R"("type":"book_delta")");
    if (!is_change && !says(text, R"("type":"book")")) continue;
    INFO(text);
    Seq& before = last[says(text, R"("symbol":"ACME")") ? "ACME" : "BETA"];
    if (is_change) {
      REQUIRE(before > 0);
      CHECK(number_in(text, R"("prev_seq":)") == before);
      ++changes;
    }
    before = number_in(text, R"("seq":)");
  }
  return changes;
}

std::vector<std::string> events_of(const FakeOut& out) {
  std::vector<std::string> texts;
  for (const Frame& frame : frames_in(out.received)) texts.push_back(frame.data);
  return texts;
}

}  // namespace

TEST_CASE("feed books: the first change follows the opening, for each client its own") {
  ServedFeed desk;
  const auto early = desk.subscribe("channels=book");
  desk.quote(desk.acme, 1);
  desk.pump();
  desk.submit(Deposit{.trader = TraderId(1), .amount = money("1")});  // a command of no book
  const auto late = desk.subscribe("channels=book");
  const auto same = desk.subscribe("channels=book");
  for (int i = 0; i < 3; ++i) {
    desk.quote(desk.beta, 1);
    desk.quote(desk.acme, 1);
    if (i != 1) desk.pump();
  }
  desk.pump();
  CHECK(count_chained(events_of(*early)) == 7);
  CHECK(count_chained(events_of(*late)) == 6);
  const auto changes = of_event(frames_in(late->received), "book_delta");
  CHECK(changes == of_event(frames_in(same->received), "book_delta"));
  CHECK(after(of_event(frames_in(early->received), "book_delta"), 3) == after(changes, 2));
}

TEST_CASE("feed books: a client that takes little at a time, and one that is too slow, find no hole") {
  for (const bool too_slow : {false, true}) {
    CAPTURE(too_slow);
    ServedFeed desk;
    desk.quote(desk.acme, 1);
    desk.submit(Deposit{.trader = TraderId(1), .amount = money("1")});
    const auto out = desk.subscribe("channels=book,trades");
    out->takes = 0;
    for (int i = 0; i < (too_slow ? 9'000 : 3); ++i) {
      desk.quote(desk.beta, 1);
      desk.quote(desk.acme, 1);
      if (i % 100 == 0) desk.pump();
    }
    const std::size_t opened = out->received.size();
    for (int i = 0; i < 2'000; ++i) {
      out->takes = 7;
      out->drain();
      desk.pump();
    }
    CHECK(out->received.size() > opened);
    const std::size_t changes = count_chained(events_of(*out));
    CHECK(changes >= 2);
    CHECK((changes == 6) == !too_slow);
  }
}

TEST_CASE("feed books: a book that a WebSocket adds, or leaves and takes again, begins a chain of its own") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  desk.quote(desk.beta, 1);
  const auto out = desk.subscribe("channels=book&symbols=ACME");
  const auto change_book = [&](const char* action) {
    out->client->received(
        masked(std::string(R"({"action":")") + action + R"(","channels":["book"],"symbols":["BETA"]})"));
    desk.pump();
    desk.submit(Deposit{.trader = TraderId(1), .amount = money("1")});
  };
  for (const char* action : {"subscribe", "unsubscribe", "subscribe"}) {
    desk.quote(desk.acme, 1);
    change_book(action);
    desk.quote(desk.beta, 1);
    desk.quote(desk.acme, 1);
    desk.pump();
  }
  CHECK(count_chained(texts_in(out->received)) == 8);
}

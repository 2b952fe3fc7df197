// Ids of the feed: what a client was sent is behind it, what it was not is before it, whatever message it
// names.
#include "daemon/feed/feed_position.hpp"

#include "tests/unit/served_feed.hpp"

using namespace market;
using namespace market::test;

namespace {

using Seconds = std::chrono::seconds;

FeedPosition id_in(const std::string& json) {
  unsigned long long seq = 0;
  unsigned n = 0;
  REQUIRE_MESSAGE(std::sscanf(json.c_str(), "{\"seq\":%llu,\"n\":%u,", &seq, &n) == 2, json);
  return {seq, n};
}

bool comes_later(const FeedPosition& id, const FeedPosition& before) {
  return id != before && later_id(id, before) == id;
}

void check_rising(const std::vector<std::string>& messages) {
  for (std::size_t i = 1; i < messages.size(); ++i) {
    CAPTURE(messages[i - 1]);
    CAPTURE(messages[i]);
    CHECK(comes_later(id_in(messages[i]), id_in(messages[i - 1])));
  }
}

std::vector<std::string> data_of(const std::vector<Frame>& frames) {
  std::vector<std::string> data;
  for (const Frame& frame : frames) data.push_back(frame.data);
  return data;
}

// Without their ids and times.
std::vector<std::string> what_they_say(const std::vector<Frame>& frames) {
  std::vector<std::string> out;
  for (const Frame& frame : frames)
    out.push_back(frame.event + frame.data.substr(frame.data.find("\"symbol\"")));
  return out;
}

}  // namespace

TEST_CASE("an id of what no command made is behind its command's messages, and odd within an opening") {
  const FeedPosition none;
  CHECK(next_id(none, 5) == FeedPosition{5, 1'000'000'000});
  CHECK(next_id(FeedPosition{5, 7}, 5) == FeedPosition{5, 1'000'000'000});
  CHECK(next_id(FeedPosition{5, 1'000'000'000}, 5) == FeedPosition{5, 1'000'000'002});
  CHECK(next_id(FeedPosition{5, 1'000'000'003}, 5) == FeedPosition{5, 1'000'000'004});
  CHECK(next_id(FeedPosition{4, 1'000'000'003}, 5) == FeedPosition{5, 1'000'000'000});
  CHECK(next_id_in_opening(none, 5) == FeedPosition{5, 1'000'000'001});
  CHECK(next_id_in_opening(FeedPosition{5, 1'000'000'001}, 5) == FeedPosition{5, 1'000'000'003});
  CHECK(is_in_opening({5, 1'000'000'001}));
  for (const FeedPosition& other : {FeedPosition{5, std::nullopt}, {5, 1}, {5, 1'000'000'000}})
    CHECK_FALSE(is_in_opening(other));
  CHECK(seen_of_commands({5, 1'000'000'001}) == FeedPosition{5, std::nullopt});
  CHECK(seen_of_commands({5, 3}) == FeedPosition{5, 3});
  CHECK(is_in_opening({5, 2'000'000'004}));
  CHECK(seen_of_commands({5, 2'000'000'004}) == FeedPosition{5, 4});
  CHECK(next_id_in_opening(behind_owed(5), 5) == FeedPosition{5, 3'000'000'001});
  CHECK(next_id(behind_owed(5), 5) == FeedPosition{5, 3'000'000'000});
  CHECK(later_id({5, std::nullopt}, {5, 3}) == FeedPosition{5, 1'000'000'000});
  CHECK(later_id({5, 9}, {6, 0}) == FeedPosition{6, 0});
}

TEST_CASE("ids never go back in a quiet market: an opening, the summary, heartbeats, an event, the end") {
  ServedFeed desk;
  const auto out = desk.subscribe("channels=quotes,market");
  auto now = StreamService::Clock::now();
  for (int i = 0; i < 3; ++i) desk.service->tick(now += Seconds(20));
  desk.quote(desk.acme, 1);
  desk.service->tick(now += Seconds(20));
  desk.service->stop();
  const auto frames = frames_in(out->received);
  CHECK(of_event(frames, "market").size() == 4);
  CHECK(of_event(frames, "quote").size() == 3);
  check_rising(data_of(frames));
  const auto quiet = desk.subscribe("channels=trades");
  desk.service->tick(now += Seconds(20));
  desk.service->tick(now += Seconds(20));
  CHECK(of_event(frames_in(quiet->received), "heartbeat").size() == 2);
  check_rising(data_of(frames_in(quiet->received)));
}

TEST_CASE("ids never go back over a WebSocket that subscribes, unsubscribes and says what is wrong") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const auto out = desk.subscribe("");
  for (const char* text :
       {R"({"action":"auth","key":"bobs"})", R"({"action":"subscribe","channels":["quotes"]})",
        R"({"action":"subscribe","channels":["book"]})", "no json", R"({"action":"unsubscribe"})",
        R"({"action":"subscribe","channels":["book","companies"]})"})
    out->client->received(masked(text));
  const auto texts = texts_in(out->received);
  CHECK(texts.size() == 6 + 2 + 2 + 4);
  check_rising(texts);
}

TEST_CASE("amid a backlog no message has an id beyond what its client was sent") {
  ServedFeed desk;
  const auto out = desk.subscribe("channels=quotes,market");
  auto now = StreamService::Clock::now();
  for (int second = 0; second < 3; ++second) {
    for (int i = 0; i < 5'000; ++i) desk.quote(desk.acme, 1);
    desk.service->tick(now += Seconds(20));
  }
  desk.pump();
  const auto frames = frames_in(out->received);
  CHECK(of_event(frames, "market").size() >= 1);
  CHECK(of_event(frames, "quote").size() == 2 + 15'000);
  check_rising(data_of(frames));
}

TEST_CASE("a stop amid a backlog says up to where its client was sent, and the rest is there to be resumed") {
  ServedFeed desk;
  for (const bool socket : {false, true}) {
    desk.websocket_key = socket ? kNonce : "";
    const auto out = desk.subscribe("channels=trades");
    for (int i = 0; i < 5'000; ++i) desk.trade(desk.acme, 1);
    desk.service->stop();
    CHECK(out->closed);
    auto got = socket ? texts_in(out->received) : data_of(frames_in(out->received));
    REQUIRE(got.size() > 1);
    CHECK(says(got.back(), R"("event":"stopping")"));
    CHECK(says(out->received, std::string("\x03\xe9", 2)) == socket);  // 1001
    const FeedPosition id = id_in(got.back());
    got.pop_back();
    CHECK(got.size() < 5'000);
    CHECK(later_id(id, id_in(got.back())) == id);

    desk.websocket_key.clear();
    const auto rest = desk.subscribe("channels=trades", std::to_string(id.seq) + "-" + std::to_string(*id.n));
    CHECK(got.size() + frames_in(rest->received).size() == 5'000);
  }
}

TEST_CASE("whoever resumes within an opening gets a whole one again, and from its end nothing") {
  ServedFeed desk;
  desk.quote(desk.acme, 3);
  for (const char* query : {"channels=book", "channels=quotes,companies,book,trades,orders"}) {
    FakeOut out;
    REQUIRE(desk.open(query, out, "", "Bearer good").has_value());
    const auto opening = frames_in(out.received);
    REQUIRE(opening.size() >= 2);
    for (std::size_t seen = 0; seen < opening.size(); ++seen) {
      CAPTURE(opening[seen].id);
      FakeOut again;
      REQUIRE(desk.open(query, again, opening[seen].id, "Bearer good").has_value());
      desk.pump();
      const auto frames = frames_in(again.received);
      if (seen + 1 == opening.size())
        CHECK(frames.empty());
      else
        CHECK(what_they_say(frames) == what_they_say(opening));
      check_rising(data_of(frames));
    }
  }
}

TEST_CASE("what happened since it was cut within an opening comes first, then the opening as it is now") {
  ServedFeed desk;
  for (const bool socket : {false, true}) {
    desk.websocket_key.clear();
    const auto opening = frames_in(desk.subscribe("channels=trades,book")->received);
    REQUIRE(opening.size() == 2);
    desk.trade(desk.acme, 3);
    desk.quote(desk.acme, 4);
    std::vector<std::string> got;
    if (socket) {
      desk.websocket_key = kNonce;
      const auto out = desk.subscribe("");
      out->client->received(
          masked(R"({"action":"subscribe","channels":["trades","book"],"since":")" + opening[0].id + "\"}"));
      desk.pump();
      desk.quote(desk.beta, 5);
      desk.pump();
      got = texts_in(out->received);
      REQUIRE(says(got.at(0), R"("type":"subscription")"));
      CHECK(says(got[0], "\"n\":1000000001,"));  // cut behind it, there is still the opening to come
      got.erase(got.begin());
    } else {
      const auto out = desk.subscribe("channels=trades,book", opening[0].id);
      desk.quote(desk.beta, 5);
      desk.pump();
      got = data_of(frames_in(out->received));
    }
    REQUIRE(got.size() == 4);
    CHECK(says(got[0], R"("type":"trade")"));
    CHECK(says(got[1], R"("type":"book","time")"));
    CHECK(says(got[1], R"("symbol":"ACME","bids":[{"price":"50.00","quantity")"));
    CHECK(says(got[2], R"("symbol":"BETA")"));
    CHECK(says(got[3], R"("type":"book_delta")"));
    CHECK(says(got[3], R"("symbol":"BETA")"));
    check_rising(got);
  }
}

TEST_CASE("whoever is still owed an opening when the server stops gets it from the next one") {
  ServedFeed desk;
  const auto opening = frames_in(desk.subscribe("channels=trades,book")->received);
  for (int i = 0; i < 5'000; ++i) desk.trade(desk.acme, 1);
  FakeOut out;
  REQUIRE(desk.open("channels=trades,book", out, opening.at(0).id).has_value());
  desk.service->stop();
  auto got = frames_in(out.received);
  REQUIRE(got.size() > 1);
  CHECK(got.back().event == "server");
  CHECK(of_event(got, "book").empty());
  const std::size_t trades = of_event(got, "trade").size();
  CHECK(trades < 5'000);
  const auto rest = frames_in(desk.subscribe("channels=trades,book", got.back().id)->received);
  CHECK(trades + of_event(rest, "trade").size() == 5'000);
  CHECK(of_event(rest, "book").size() == 2);
}

TEST_CASE("to whom nothing is owed any more by the channels he names now no trade comes twice") {
  ServedFeed desk;
  const auto opening = frames_in(desk.subscribe("channels=trades,book")->received);
  for (int i = 0; i < 4; ++i) desk.submit(sell(1).at("100").from(TraderId(0), desk.acme));
  desk.submit(buy(4).at("100").from(TraderId(1), desk.acme));
  const auto owed = frames_in(desk.subscribe("channels=trades,book", opening.at(0).id)->received);
  REQUIRE(of_event(owed, "trade").size() == 4);
  const auto out = desk.subscribe("channels=trades", owed[0].id);
  auto now = StreamService::Clock::now();
  desk.service->tick(now += Seconds(20));
  const auto frames = frames_in(out->received);
  REQUIRE(frames.size() == 4);  // three trades and a heartbeat
  check_rising(data_of(frames));
  CHECK(frames_in(desk.subscribe("channels=trades", frames.back().id)->received).empty());
}

TEST_CASE("a split is told to whoever was cut within his opening before it") {
  ServedFeed desk;
  const auto opening = frames_in(desk.subscribe("channels=companies")->received);
  desk.submit(SplitShares{.company = desk.acme, .to = 2, .from = 1});
  const auto frames = frames_in(desk.subscribe("channels=companies", opening.at(0).id)->received);
  REQUIRE(frames.size() == 3);
  CHECK(says(frames[0].data, R"("split":{"to":2,"from":1})"));
  CHECK(says(frames[1].data, R"("split":null)"));
}

TEST_CASE(
    "whoever is cut again and again before it has a whole opening still gets one, and every trade once") {
  ServedFeed desk;
  const std::string query = "channels=trades,book,quotes";
  const auto resume = [&](const std::string& id) { return frames_in(desk.subscribe(query, id)->received); };
  const auto opening = frames_in(desk.subscribe(query)->received);
  REQUIRE(opening.size() == 4);
  for (int i = 1; i <= 3; ++i) desk.trade(desk.acme, i);
  desk.quote(desk.beta, 1);
  // Reads so many messages each time; the last time all.
  for (std::size_t first = 1; first <= 8; ++first) {
    for (std::size_t second = 1; second <= 4; ++second) {
      CAPTURE(first);
      CAPTURE(second);
      std::vector<Frame> got = {opening[0]};
      for (const std::size_t most : {first, second, SIZE_MAX}) {
        const auto more = resume(got.back().id);
        got.insert(got.end(), more.begin(),
                   more.begin() + static_cast<std::ptrdiff_t>(std::min(most, more.size())));
      }
      check_rising(data_of(got));
      CHECK(of_event(got, "trade").size() == 3);
      // Of each company the newest book and quote stand as a whole behind all else.
      const auto last = after(got, got.size() - 4);
      CHECK(what_they_say(last) == what_they_say(frames_in(desk.subscribe(query)->received)));
      CHECK(resume(got.back().id).empty());
      CHECK(of_event(got, "book_delta").empty());
    }
  }
}

TEST_CASE("a WebSocket that resumes is answered with the place where it does, until more has come") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const auto out = desk.subscribe("");
  const Seq first = desk.trade(desk.acme, 1);
  const Seq second = desk.trade(desk.acme, 2);
  out->client->received(
      masked(R"({"action":"subscribe","channels":["trades"],"since":")" + std::to_string(first) + "\"}"));
  desk.pump();
  const auto texts = texts_in(out->received);
  REQUIRE(texts.size() == 2);
  CHECK(id_in(texts[0]).seq == first);
  CHECK(id_in(texts[1]).seq == second);
  check_rising(texts);
}

TEST_CASE("before it subscribes a WebSocket is told no place, so that no id goes back when it resumes") {
  ServedFeed desk;
  const Seq first = desk.trade(desk.acme, 1);
  desk.trade(desk.acme, 2);
  desk.websocket_key = kNonce;
  const auto out = desk.subscribe("");
  auto now = StreamService::Clock::now();
  out->client->received(masked("no json") + masked(R"({"action":"auth","key":"bobs"})"));
  desk.service->tick(now += Seconds(20));
  out->client->received(
      masked(R"({"action":"subscribe","channels":["trades"],"since":")" + std::to_string(first) + "\"}"));
  desk.pump();
  const auto texts = texts_in(out->received);
  REQUIRE(texts.size() == 5);  // error, authenticated, heartbeat, subscription, trade
  for (std::size_t i = 0; i < 3; ++i) CHECK(id_in(texts[i]).seq == 0);
  CHECK(id_in(texts[3]).seq == first);
  check_rising(texts);
}

TEST_CASE("ids stay above that of a client whatever it says it has") {
  CHECK_FALSE(parse_feed_position("5-4294967295"));
  ServedFeed desk;
  const auto out = desk.subscribe("channels=trades", "4-4000000000");
  auto now = StreamService::Clock::now();
  desk.service->tick(now += Seconds(20));
  desk.service->tick(now += Seconds(20));
  check_rising(data_of(frames_in(out->received)));
  CHECK(id_in(data_of(frames_in(out->received)).at(0)) == FeedPosition{4, 4'000'000'002});
}

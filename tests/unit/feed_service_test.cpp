// FeedService: a client is sent each thing once, in order, only when it is durable, and can go on where it
// stopped.
#include <chrono>
#include <set>
#include <thread>

#include "tests/unit/served_feed.hpp"

using namespace market;
using namespace market::test;

TEST_CASE("a subscription opens with the quotes as they are and goes on with what happens") {
  ServedFeed desk;
  desk.quote(desk.acme, 7);
  const auto out = desk.subscribe("");
  CHECK(out->received.find("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n") == 0);
  CHECK(out->received.find("X-Market-Seq: 5\r\n") != std::string::npos);
  auto frames = frames_in(out->received);
  REQUIRE(frames.size() == 4);  // one a company and channel
  CHECK(frames[0].event == "quote");
  CHECK(frames[0].data.find("\"symbol\":\"ACME\",\"bid\":\"50.00\",\"bid_size\":7") != std::string::npos);
  CHECK(frames[0].id == "5-1000000001");  // behind what command 5 caused, which is part of this state
  CHECK(frames[1].id == "5-1000000003");
  CHECK(frames[3].event == "company");
  CHECK(frames[3].id == "5-1000000006");
  CHECK(frames[3].data.find(
            "\"symbol\":\"BETA\",\"status\":\"trading\",\"reason\":null,\"split\":null,\"auction\":null}") !=
        std::string::npos);

  const Seq seq = desk.trade(desk.beta, 3);
  desk.pump();
  frames = after(frames_in(out->received), 4);
  REQUIRE(frames.size() == 3);
  CHECK(frames[0].event == "quote");
  CHECK(frames[1].event == "trade");
  CHECK(frames[1].id == std::to_string(seq) + "-0");
  CHECK(frames[1].data.find("{\"seq\":" + std::to_string(seq) + ",\"n\":0,\"type\":\"trade\"") == 0);
  CHECK(frames[2].id == std::to_string(seq) + "-1");
  CHECK(desk.state.feed.sse == 1);
}

TEST_CASE("channels and symbols choose, and the numbering does not depend on them") {
  ServedFeed desk;
  const auto all = desk.subscribe("");
  const auto trades = desk.subscribe("channels=trades");
  const auto beta = desk.subscribe("symbols=BETA");
  CHECK(frames_in(trades->received).empty());
  desk.trade(desk.acme, 1);
  desk.trade(desk.beta, 2);
  desk.quote(desk.beta, 3);
  desk.pump();
  const auto live = after(frames_in(all->received), 4);
  CHECK(live.size() == 7);
  CHECK(frames_in(trades->received) == of_event(live, "trade"));
  const auto of_beta = after(frames_in(beta->received), 2);
  CHECK(of_beta == after(live, 3));
}

TEST_CASE("the companies channel tells of halts and of what an auction would do, and can be resumed") {
  ServedFeed desk;
  const auto out = desk.subscribe("channels=companies&symbols=ACME");
  desk.submit(HaltCompany{.company = desk.acme, .reason = "news"});
  desk.submit(HaltCompany{.company = desk.beta, .reason = "others"});
  desk.submit(StartAuction{.company = desk.acme});
  desk.submit(sell(5).at("100").from(TraderId(0), desk.acme));
  const Seq bid = desk.submit(buy(8).at("101").from(TraderId(1), desk.acme));
  desk.submit(Uncross{.company = desk.acme});
  desk.pump();
  const auto frames = frames_in(out->received);
  REQUIRE(frames.size() == 5);  // as it was, halted, the auction, its indication, trading again
  CHECK(frames[1].data.find("\"status\":\"halted\",\"reason\":\"news\",\"split\":null,\"auction\":null}") !=
        std::string::npos);
  CHECK(frames[2].data.find("\"auction\":{\"kind\":\"manual\",\"ends_at\":null,\"price\":null,\"quantity\":0,"
                            "\"imbalance\":0,\"side\":null}") != std::string::npos);
  CHECK(frames[3].data.find("\"quantity\":5,\"imbalance\":3,\"side\":\"buy\"}}") != std::string::npos);
  CHECK(frames[3].id.rfind(std::to_string(bid) + "-", 0) == 0);
  CHECK(frames[4].data.find("\"status\":\"trading\"") != std::string::npos);
  for (std::size_t seen = 1; seen < frames.size(); ++seen) {
    const auto again = desk.subscribe("channels=companies&symbols=ACME&since=" + frames[seen].id);
    CHECK(frames_in(again->received) == after(frames, seen + 1));
  }
}

TEST_CASE("a slow client gets the newest state of a company") {
  ServedFeed desk;
  const auto slow = desk.subscribe("");
  slow->blocked = true;
  for (int i = 0; i < 10'000; ++i) {
    desk.submit(HaltCompany{.company = desk.acme, .reason = std::string(100, 'x') + std::to_string(i)});
    if (i % 500 == 0) desk.pump();
  }
  desk.submit(HaltCompany{.company = desk.acme, .reason = "last"});
  desk.pump();
  slow->blocked = false;
  slow->drain();
  desk.pump();
  const auto frames = frames_in(slow->received);
  CHECK(frames.size() < 9'000);
  CHECK(frames.back().data.find("\"reason\":\"last\"") != std::string::npos);
}

TEST_CASE("only what is durable is sent") {
  ServedFeed desk;
  FakeOut out;
  const Seq joined = desk.quote(desk.acme, 1);
  out.durable = joined - 1;
  REQUIRE(desk.open("", out).has_value());
  desk.pump(joined - 1);
  CHECK(out.received.empty());
  const Seq next = desk.quote(desk.acme, 2);
  out.durable = joined;
  out.drain();
  desk.pump(joined);
  CHECK(frames_in(out.received).size() == 4);
  out.durable = next;
  out.drain();
  desk.pump(next);
  CHECK(frames_in(out.received).size() == 5);
}

TEST_CASE("resuming at every possible place loses nothing and repeats nothing") {
  ServedFeed desk;
  const auto whole = desk.subscribe("since=0");
  for (int i = 1; i <= 5; ++i) desk.trade(i % 2 == 0 ? desk.acme : desk.beta, i);
  desk.pump();
  const auto frames = frames_in(whole->received);
  REQUIRE(frames.size() == 17);  // each company registered, then three messages a trade
  for (std::size_t seen = 0; seen < frames.size(); ++seen) {
    CAPTURE(frames[seen].id);
    const auto header = desk.subscribe("since=1", frames[seen].id);
    const auto query = desk.subscribe("since=" + frames[seen].id);
    CHECK(frames_in(header->received) == after(frames, seen + 1));
    CHECK(frames_in(query->received) == after(frames, seen + 1));
  }
  const std::string last_seq = frames.back().id.substr(0, frames.back().id.find('-'));
  CHECK(frames_in(desk.subscribe("since=" + last_seq)->received).empty());
  desk.quote(desk.acme, 9);  // those who resumed are live now
  desk.pump();
  CHECK(frames_in(whole->received).size() == 18);
}

TEST_CASE("a channel that nobody listened to until now is whole for whoever resumes in it or adds it") {
  ServedFeed desk;
  const auto trades = desk.subscribe("channels=trades");
  const Seq before = desk.quote(desk.acme, 1);
  for (int i = 0; i < 20; ++i) {
    desk.trade(desk.acme, 1);
    desk.quote(desk.beta, 1);
    desk.pump();
  }
  const std::string since = "&since=" + std::to_string(before);
  const auto quotes = desk.subscribe("channels=quotes" + since);
  CHECK(frames_in(quotes->received).size() == 60);
  const auto both = desk.subscribe("channels=trades,quotes" + since);
  desk.trade(desk.acme, 1);
  desk.pump();
  CHECK(of_event(frames_in(both->received), "quote") == frames_in(quotes->received));
  CHECK(of_event(frames_in(both->received), "trade") == frames_in(trades->received));
  CHECK(frames_in(trades->received).size() == 21);
  CHECK(desk.state.feed.conflated == 0);

  desk.websocket_key = kNonce;
  const auto socket = desk.subscribe("channels=trades");
  quotes->leave();
  both->leave();
  desk.trade(desk.acme, 1);
  desk.pump();  // no quotes are heard
  socket->client->received(masked(R"({"action":"subscribe","channels":["quotes"]})"));
  desk.trade(desk.acme, 1);
  desk.pump();
  const auto texts = texts_in(socket->received);
  REQUIRE(texts.size() == 1 + 1 + 2 + 3);  // a trade, the answer, the opening, a quote, a trade and a quote
  CHECK(says(texts[4], R"("type":"quote")"));
  CHECK(says(texts[5], R"("type":"trade")"));
  CHECK(says(texts[6], R"("type":"quote")"));
}

TEST_CASE("a subscription without quotes can be resumed before it saw anything") {
  ServedFeed desk;
  const auto out = desk.subscribe("channels=trades");
  const std::size_t at = out->received.find("\nid: ");
  REQUIRE(at != std::string::npos);
  const std::string id = out->received.substr(at + 5, out->received.find('\n', at + 1) - at - 5);
  desk.trade(desk.acme, 5);
  CHECK(frames_in(desk.subscribe("channels=trades", id)->received).size() == 1);
}

TEST_CASE("what is too old is a gap, then the state as it is now") {
  ServedFeed desk;
  const Seq before = desk.trade(desk.acme, 1);
  for (int i = 0; i < 60'000; ++i) desk.trade(desk.acme, 1);  // three messages each
  REQUIRE(desk.venue->feed().begin() > 0);
  const Seq now = desk.venue->with([](Venue::Session& session) { return session.seq(); });
  auto frames = frames_in(desk.subscribe("since=" + std::to_string(before))->received);
  REQUIRE(frames.size() == 5);
  CHECK(frames[0].event == "gap");
  CHECK(frames[0].data.find("\"from\":" + std::to_string(before + 1) + ",\"to\":" + std::to_string(now)) !=
        std::string::npos);
  CHECK(frames[1].event == "quote");
  frames = frames_in(desk.subscribe("channels=trades&since=" + std::to_string(before) + "-0")->received);
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].data.find("\"from\":" + std::to_string(before) + ",") != std::string::npos);
}

TEST_CASE("a client that resumes gets a long past in pieces, however slowly it reads") {
  ServedFeed desk;
  for (int i = 0; i < 20'000; ++i) desk.quote(desk.acme, 1);
  FakeOut out;
  out.blocked = true;
  REQUIRE(desk.open("since=0", out).has_value());
  desk.pump();
  CHECK(out.unsent() < 2u << 20);  // not all of it
  out.blocked = false;
  out.drain();
  desk.pump();
  const auto frames = frames_in(out.received);
  CHECK(frames.size() == 20'002);
  std::set<std::string> ids;
  for (const Frame& frame : frames) ids.insert(frame.id);
  CHECK(ids.size() == frames.size());
}

TEST_CASE("a slow client keeps every trade and gets the newest quotes; others do not wait for it") {
  ServedFeed desk;
  const auto slow = desk.subscribe("");
  const auto fast = desk.subscribe("");
  slow->blocked = true;
  for (int i = 0; i < 20'000; ++i) {
    if (i % 10 == 0) desk.trade(desk.beta, 1);
    desk.quote(desk.acme, 1);
    if (i % 500 == 0) desk.pump();
  }
  desk.pump();
  CHECK(slow->unsent() < 4u << 20);
  CHECK(frames_in(fast->received).size() == 4 + 20'000 + 3 * 2'000);
  slow->blocked = false;
  slow->drain();
  desk.pump();
  const auto frames = frames_in(slow->received);
  CHECK(of_event(frames, "trade") == of_event(frames_in(fast->received), "trade"));
  CHECK(of_event(frames, "quote").size() < 20'000);
  CHECK(frames.back() == frames_in(fast->received).back());
  desk.quote(desk.acme, 5);
  desk.pump();
  CHECK(frames_in(slow->received).back() == frames_in(fast->received).back());
}

TEST_CASE("a client so slow that its place is overwritten is told the gap and closed") {
  ServedFeed desk;
  const auto slow = desk.subscribe("");
  desk.leave_behind(*slow);
  slow->drain();
  desk.pump();
  CHECK(slow->closed);
  const auto frames = frames_in(slow->received);
  REQUIRE(frames.size() > 2);
  CHECK(frames.back().event == "gap");
  // From where to resume: behind what the same command told others.
  const std::string& last = frames[frames.size() - 2].id;
  CHECK(frames.back().id.substr(0, frames.back().id.find('-')) == last.substr(0, last.find('-')));
  CHECK(desk.state.feed.sse == 0);
}

TEST_CASE("the gap is sent once, and nothing behind it, to a client that goes on reading slowly") {
  ServedFeed desk;
  const auto slow = desk.subscribe("");
  desk.leave_behind(*slow);
  slow->takes = slow->unsent() + 50;
  slow->drain();
  for (int i = 0; i < 3; ++i) {
    desk.quote(desk.acme, 1);
    desk.pump();
    desk.service->tick(StreamService::Clock::now());
  }
  desk.service->stop();
  CHECK_FALSE(slow->closed);
  slow->takes = SIZE_MAX;
  slow->drain();
  CHECK(slow->closed);
  const auto frames = frames_in(slow->received);
  CHECK(of_event(frames, "gap").size() == 1);
  CHECK(frames.back().event == "gap");
  const std::string& id = frames.back().id;  // messages of the command it names may be missing as well
  CHECK(frames.back().data.find("\"from\":" + id.substr(0, id.find('-')) + ",") != std::string::npos);
}

TEST_CASE("a client that resumes from far behind is sent the rest after a tick, too") {
  ServedFeed desk;
  for (int i = 0; i < 30'000; ++i) desk.quote(desk.acme, 1);
  const auto live = desk.subscribe("");
  FakeOut out;
  REQUIRE(desk.open("since=0", out).has_value());
  CHECK(desk.service->tick(StreamService::Clock::now()) == StreamService::Pump::again);
}

TEST_CASE("a server that starts, stops or has lost its journal opens no subscription") {
  ServedFeed desk;
  FakeOut out;
  desk.state.ready = false;
  CHECK(desk.open("", out).error().code == "starting");
  desk.state.stopping = true;
  CHECK(desk.open("", out).error().code == "stopping");
  desk.state.journal_failed = true;
  CHECK(desk.open("", out).error().code == "journal_failed");
  CHECK(desk.open("", out).error().status == 503);
  CHECK(out.unsent() == 0);
}

TEST_CASE("wrong subscriptions are refused and nothing is appended") {
  ServedFeed desk;
  FakeOut out;
  CHECK(desk.open("symbols=NOPE", out).error().detail == "symbols: there is no company NOPE");
  CHECK(desk.open("since=1000", out).error().status == 400);
  CHECK(desk.open("channels=level4", out).error().status == 400);
  desk.accept = "application/json";
  CHECK(desk.open("", out).error().status == 400);
  desk.accept = "";
  CHECK(desk.open("", out, "", "Bearer bad").error().code == "unauthenticated");
  CHECK(out.unsent() == 0);
  CHECK(desk.state.feed.sse == 0);
}

TEST_CASE("without public data a key is needed") {
  ServedFeed desk(false);
  FakeOut out;
  CHECK(desk.open("", out).error().status == 401);
  CHECK(desk.open("", out, "", "Bearer bad").error().code == "unauthenticated");
  CHECK(desk.open("", out, "", "Bearer good").has_value());
}

TEST_CASE("at the end every client is told and closed; one that left is forgotten") {
  ServedFeed desk;
  const auto stays = desk.subscribe("");
  const auto leaves = desk.subscribe("");
  leaves->leave();
  desk.quote(desk.acme, 1);
  desk.pump();
  CHECK(frames_in(leaves->received).size() == 4);
  desk.service->stop();
  CHECK(stays->closed);
  const auto frames = frames_in(stays->received);
  CHECK(frames.back().event == "server");
  CHECK(frames.back().data.find("\"event\":\"stopping\"") != std::string::npos);
  CHECK(frames_in(desk.subscribe("", frames.back().id)->received).empty());  // and it resumes from there
  CHECK(desk.state.feed.sse == 0);
}

TEST_CASE("an address and the server have so many subscribers, and places are given back") {
  ServedFeed desk;
  std::vector<std::unique_ptr<FakeOut>> four;
  for (int i = 0; i < 4; ++i) four.push_back(desk.subscribe(""));
  FakeOut out, other, third;
  CHECK(desk.open("", out).error().code == "rate_limited");
  CHECK(desk.open("", out, "", "Bearer good").has_value());  // counts for its own
  CHECK(desk.open("", other, "", "Bearer bobs").has_value());
  CHECK(desk.open("", third, "", "Bearer bobs").error().status == 503);
  four.pop_back();
  CHECK(desk.open("", third).has_value());
}

TEST_CASE("a page of another origin that is let in may read the events") {
  ServedFeed desk;
  desk.origin = "https://app.example.org";
  const auto out = desk.subscribe("");
  CHECK(says(out->received, "\r\nAccess-Control-Allow-Origin: https://app.example.org\r\nVary: Origin\r\n"));
  desk.origin.clear();
  CHECK_FALSE(says(desk.subscribe("")->received, "Access-Control"));
}

TEST_CASE("a client that catches up asks for the next turn itself when it has taken all") {
  ServedFeed desk;
  for (int i = 0; i < 30'000; ++i) desk.quote(desk.acme, 1);
  const auto live = desk.subscribe("");
  FakeOut out;
  REQUIRE(desk.open("since=0", out).has_value());
  out.takes = 0;
  desk.pump();
  out.takes = SIZE_MAX;
  CHECK(out.drain() == StreamPump::again);
  while (out.drain() == StreamPump::again) {
  }
  CHECK(of_event(frames_in(out.received), "quote").size() == 30'000);
}

namespace {

// Trades until the ring has overwritten the first ones; the messages of `each` trades fit into it.
void trade_much(ServedFeed& desk, int rounds, int each, bool with_snapshots) {
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < each; ++i) desk.trade(desk.acme, 1);
    if (with_snapshots) desk.write_snapshot();
  }
}

// Whether these are the trades `first` to `last`, each once and in order.
void check_trades(const std::vector<Frame>& frames, std::uint64_t first, std::uint64_t last) {
  CHECK(frames.size() == last - first + 1);
  std::uint64_t next = first;
  for (const Frame& frame : of_event(frames, "trade")) {
    const std::string id = "\"id\":" + std::to_string(next++) + ",";
    if (frame.data.find(id) == std::string::npos) FAIL_CHECK(frame.data << " is not trade " << next - 1);
  }
  CHECK(next == last + 1);
}

}  // namespace

TEST_CASE("what was overwritten before a snapshot had it is one gap, told at once") {
  ServedFeed desk(true, ServedFeed::Kept::in_database);
  trade_much(desk, 1, 500, true);
  desk.venue->with([&](Venue::Session& session) {  // so that no snapshot comes between
    for (int i = 0; i < 60'000; ++i) {
      OrderBuilder order = i % 2 == 0 ? sell(1) : buy(1);
      const TraderId trader(static_cast<std::uint32_t>(i % 2));
      REQUIRE(session.submit(order.at("100").from(trader, desk.acme)).has_value());
    }
  });
  const Seq now = desk.trade(desk.acme, 1);
  for (const char* since : {"channels=trades,quotes&since=4", "channels=trades,quotes&since=1004"}) {
    const auto frames = frames_in(desk.subscribe(since)->received);
    REQUIRE(frames.size() == 3);  // and two quotes
    CHECK(frames[0].event == "gap");
    CHECK(says(frames[0].data, "\"to\":" + std::to_string(now) + ",\"reason\":\"not_kept\"}"));
  }
  desk.write_snapshot();
  CHECK(frames_in(desk.subscribe("channels=trades,quotes&since=1004")->received).front().event == "gap");
}

TEST_CASE("a snapshot is written before its time when the ring would overwrite what none has") {
  ServedFeed desk(true, ServedFeed::Kept::in_database);  // one an hour
  trade_much(desk, 1, 9'000, false);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (desk.venue->snapshot_status().seq == 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  REQUIRE(desk.venue->snapshot_status().seq > 0);
  trade_much(desk, 1, 7'000, false);
  REQUIRE(desk.venue->feed().begin() > 0);
  const auto out = desk.subscribe("channels=trades&since=4");
  desk.trade(desk.acme, 1);
  desk.pump();
  check_trades(frames_in(out->received), 1, 16'001);
}

TEST_CASE("what the ring has no longer comes from the database, what follows from the ring, each once") {
  ServedFeed desk(true, ServedFeed::Kept::in_database);
  trade_much(desk, 4, 3'000, true);
  trade_much(desk, 1, 500, false);  // these no snapshot has
  REQUIRE(desk.venue->feed().begin() > 0);
  REQUIRE_FALSE(desk.venue->feed().find_after(4, std::nullopt).has_value());

  const auto out = desk.subscribe("channels=trades&since=4");
  desk.trade(desk.acme, 1);
  desk.pump();
  check_trades(frames_in(out->received), 1, 12'501);

  // From the middle of it, over a client that takes little at a time, with its private messages.
  const std::string middle = frames_in(out->received)[8'999].id;
  const auto slow = std::make_unique<FakeOut>();
  slow->takes = 0;
  REQUIRE(desk.open("channels=trades,orders", *slow, middle, "Bearer bobs").has_value());
  for (std::size_t before = 1; before != slow->received.size();) {
    before = slow->received.size();
    slow->takes = 50'000;
    slow->drain();
    desk.pump();
  }
  const auto frames = frames_in(slow->received);
  check_trades(of_event(frames, "trade"), 9'001, 12'501);
  std::set<std::string> ids;
  for (const Frame& frame : frames) ids.insert(frame.id);
  CHECK(ids.size() == frames.size());
  CHECK(of_event(frames, "order").size() == 2 * 3'502);
}

TEST_CASE(
    "what was overwritten before a snapshot had it is a gap, and later resumes go on from the database") {
  ServedFeed desk(true, ServedFeed::Kept::in_database);
  trade_much(desk, 1, 12'000, false);
  desk.write_snapshot();
  const auto out = desk.subscribe("channels=trades&since=4");
  CHECK(of_event(frames_in(out->received), "gap").size() == 1);
  const Seq later = desk.trade(desk.acme, 1);
  trade_much(desk, 4, 3'000, true);
  const auto resumed = desk.subscribe("channels=trades&since=" + std::to_string(later));
  check_trades(frames_in(resumed->received), 12'002, 24'001);
}

TEST_CASE(
    "a subscription changes at its place also where only the database has that, and nothing comes twice") {
  ServedFeed desk(true, ServedFeed::Kept::in_database);
  trade_much(desk, 4, 3'000, true);
  desk.websocket_key = kNonce;
  const auto out = desk.subscribe("");
  out->takes = 200;
  out->client->received(
      masked(R"({"action":"subscribe","channels":["trades"],"symbols":["ACME"],"since":4})"));
  out->client->received(masked(R"({"action":"subscribe","channels":["trades"],"symbols":["BETA"]})"));
  for (int i = 0; i < 3; ++i) desk.trade(desk.beta, 1);
  trade_much(desk, 4, 3'000, true);
  REQUIRE_FALSE(desk.venue->feed().find_after(4 + 2 * 12'000, std::nullopt).has_value());
  for (std::size_t before = 1; before != out->received.size();) {
    before = out->received.size();
    out->takes = 50'000;
    out->drain();
    desk.pump();
  }
  std::uint64_t trades = 0;
  for (const std::string& text : texts_in(out->received)) {
    if (says(text, R"("type":"subscription")")) CHECK((trades == 0 || trades == 12'000));
    if (!says(text, R"("type":"trade")")) continue;
    if (!says(text, "\"id\":" + std::to_string(++trades) + ","))
      FAIL_CHECK(text << " is not trade " << trades);
  }
  CHECK(trades == 24'003);
}

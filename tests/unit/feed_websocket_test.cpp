// FeedService over WebSocket: what a client says is answered and obeyed, and it is sent what events carry.
#include "tests/unit/served_feed.hpp"

using namespace market;
using namespace market::test;

TEST_CASE("a WebSocket subscribes, is told the state, then what happens, as the same messages as events") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const auto out = desk.subscribe("");
  CHECK(out->received.find("HTTP/1.1 101 Switching Protocols\r\n") == 0);
  CHECK(says(out->received, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));  // RFC 6455, 1.3
  CHECK(texts_in(out->received).empty());
  CHECK(desk.state.feed.websocket == 1);

  out->client->received(
      masked(R"({"action":"subscribe","channels":["trades","quotes"],"symbols":["ACME"]})"));
  auto texts = texts_in(out->received);
  REQUIRE(texts.size() == 2);
  CHECK(says(texts[0], R"("type":"subscription")"));
  CHECK(says(texts[0], R"({"channel":"trades","symbols":["ACME"]})"));
  CHECK(says(texts[1], R"("type":"quote")"));

  desk.websocket_key.clear();
  const auto events = desk.subscribe("channels=trades&symbols=ACME");
  desk.trade(desk.acme, 3);
  desk.trade(desk.beta, 4);
  desk.pump();
  texts = texts_in(out->received);
  const auto trades = of_event(frames_in(events->received), "trade");
  REQUIRE(trades.size() == 1);
  CHECK(std::count(texts.begin(), texts.end(), trades[0].data) == 1);
  for (const std::string& text : texts) CHECK_FALSE(says(text, "BETA"));
}

TEST_CASE("what a WebSocket says wrong is answered in the API's codes, and it stays open") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const auto out = desk.subscribe("");
  out->client->received(masked(R"({"action":"subscribe","channels":["trade"]})"));
  out->client->received(masked("no json"));
  out->client->received(masked(R"({"action":"auth","key":"bad"})"));
  out->client->received(masked(R"({"action":"auth","key":"bobs"})"));
  out->client->received(masked(R"({"action":"unsubscribe","channels":["trades"]})"));
  const auto texts = texts_in(out->received);
  REQUIRE(texts.size() == 5);
  CHECK(says(texts[0], R"("type":"error")"));
  CHECK(says(texts[0], R"("code":"invalid_request")"));
  CHECK(says(texts[0], "trades"));
  CHECK(says(texts[1], R"("code":"invalid_request")"));
  CHECK(says(texts[2], R"("code":"unauthenticated")"));
  CHECK(says(texts[3], R"("type":"authenticated")"));
  CHECK(says(texts[3], R"("trader":"bob")"));
  CHECK(says(texts[4], R"("type":"subscription")"));
  CHECK_FALSE(out->closed);
  out->client->received(masked("", 8));
  CHECK(out->closed);
  CHECK(desk.state.feed.websocket == 0);
}

TEST_CASE(
    "a WebSocket that breaks the protocol is closed with its code, and one of another version refused") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const auto out = desk.subscribe("");
  out->client->received("\x81\x02hi");  // not masked
  CHECK(out->closed);
  const std::string tail = out->received.substr(out->received.size() - 40);
  CHECK(says(out->received, std::string("\x03\xea", 2)));  // 1002
  desk.websocket_key = "short";
  FakeOut other;
  CHECK(desk.open("", other).error().status == 400);
}

TEST_CASE("a WebSocket found to be gone by an answer has nothing more of what it said looked at") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const std::string subscribe = R"({"action":"subscribe","channels":["trades"]})";
  const std::string auth = R"({"action":"auth","key":"good"})";
  for (const std::string& first : {masked("", 9), masked("no json"), masked(subscribe), masked(auth)}) {
    for (const std::string& next : {masked("", 9), masked("no json"), masked(subscribe), masked(auth)}) {
      const auto out = desk.subscribe("");
      out->gone = true;
      out->client->received(first + next);
      CHECK(out->closed);
      desk.pump();
      CHECK(desk.state.feed.websocket == 0);
    }
  }
}

TEST_CASE("a WebSocket that is too slow is closed with 4008 and the seq to resume from; it resumes there") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const auto slow = desk.subscribe("channels=trades");
  desk.leave_behind(*slow);
  slow->drain();
  desk.pump();
  CHECK(slow->closed);
  CHECK(says(slow->received, std::string("\x0f\xa8", 2)));  // 4008
  CHECK(says(slow->received, "too slow: resume with since "));
  CHECK(desk.state.feed.closed_slow == 1);
}

TEST_CASE("a WebSocket is sent what it missed at once, and asks for another turn while there is more") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const std::string resume = masked(R"({"action":"subscribe","channels":["trades"],"since":4})");
  const auto few = desk.subscribe("");
  const auto many = desk.subscribe("");
  desk.trade(desk.acme, 1);
  desk.pump();
  CHECK(few->client->received(resume) == StreamPump::idle);
  CHECK(texts_in(few->received).size() == 2);
  for (int i = 0; i < 10'000; ++i) desk.trade(desk.acme, 1);
  desk.pump();
  CHECK(many->client->received(resume) == StreamPump::again);
  CHECK(texts_in(many->received).size() > 1);
  desk.pump();
  CHECK(texts_in(many->received).size() == 1 + 10'001);
}

TEST_CASE("a WebSocket that does not read its answers is not listened to until it does; none is lost") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const auto out = desk.subscribe("");
  out->blocked = true;
  std::size_t asked = 0;
  for (int second = 0; second < 30; ++second) {
    for (int i = 0; i < 30 && !out->paused; ++i, asked += 3)
      out->client->received(masked("no json") + masked("[]") + masked("{}"));
    desk.service->tick(StreamService::Clock::now());
  }
  CHECK(out->paused);
  CHECK(out->unsent() < 70'000);
  for (int i = 0; i < 3; ++i) {  // no answer to a ping is missed meanwhile
    out->blocked = false;
    out->takes = 10'000;
    out->drain();
    out->blocked = true;
    CHECK(out->paused);
    desk.service->tick(StreamService::Clock::now() + std::chrono::seconds(100));
  }
  out->blocked = false;
  out->takes = SIZE_MAX;
  out->drain();
  CHECK_FALSE(out->paused);
  CHECK(texts_in(out->received).size() == asked);
  CHECK_FALSE(out->closed);
}

TEST_CASE("a WebSocket whose answer was not durable yet is listened to again when it is") {
  ServedFeed desk;
  for (int i = 0; i < 500; ++i)  // an opening of more than what may be unsent
    desk.submit(RegisterCompany{
        .symbol = Symbol("C" + std::to_string(i)), .shares = Quantity(1'000), .initial_price = price("100")});
  desk.websocket_key = kNonce;
  const auto out = desk.subscribe("");
  out->durable = 0;
  out->client->received(masked(R"({"action":"subscribe","channels":["quotes"]})"));
  out->client->received(masked("no json"));
  CHECK(out->paused);
  out->durable = UINT64_MAX;
  out->flush();  // as when the journal has moved on
  desk.pump();
  CHECK_FALSE(out->paused);
  CHECK(says(texts_in(out->received).back(), R"("type":"error")"));
}

TEST_CASE("a WebSocket that says more than 100 things in a second is heard again in the next; none is lost") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const auto out = desk.subscribe("");
  for (int i = 0; i < 50; ++i) {
    const std::string said = masked("no json") + masked("[]") + masked("{}") + masked("no json");
    out->client->received(said);  // as what had been read before reading stopped
  }
  auto now = StreamService::Clock::now();
  CHECK(out->paused);
  CHECK(texts_in(out->received).size() == 100);
  out->client->received(masked("{}"));
  desk.service->tick(now += std::chrono::seconds(1));
  CHECK(texts_in(out->received).size() == 200);
  desk.service->tick(now += std::chrono::seconds(1));
  CHECK(texts_in(out->received).size() == 201);
  CHECK_FALSE(out->paused);
  CHECK_FALSE(out->closed);
}

TEST_CASE("a WebSocket is pinged every 20 seconds, and closed with 1008 after 60 in which it says nothing") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const auto answers = desk.subscribe("");
  const auto silent = desk.subscribe("");
  const std::string ping("\x89\x00", 2), closed_with_1008("\x03\xf0", 2);
  const auto pings = [&](const FakeOut& out) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = out.received.find(ping, at)) != std::string::npos; ++at) ++count;
    return count;
  };
  const auto begin = StreamService::Clock::now();
  for (int second = 1; second <= 90; ++second) {
    CAPTURE(second);
    const std::size_t before = pings(*answers);
    desk.service->tick(begin + std::chrono::seconds(second));
    CHECK(pings(*answers) == static_cast<std::size_t>(second / 20));
    if (pings(*answers) > before) answers->client->received(masked("", 10));
    CHECK(silent->closed == (second >= 60));
  }
  CHECK_FALSE(answers->closed);
  CHECK(says(silent->received, closed_with_1008 + "no answer to pings for 60 seconds"));
}

TEST_CASE("private messages go to their trader and to an admin, to nobody else, over both transports") {
  ServedFeed desk;
  FakeOut out;
  CHECK(desk.open("channels=orders", out).error().code == "unauthenticated");
  CHECK(desk.open("channels=trades,account", out).error().status == 401);
  FakeOut bobs, admins;
  REQUIRE(desk.open("channels=orders,account,trades", bobs, "", "Bearer bobs").has_value());
  REQUIRE(desk.open("channels=orders,account&symbols=ACME", admins, "", "Bearer good").has_value());
  const auto publics = desk.subscribe("channels=trades,quotes,companies,book,bars,market");
  desk.websocket_key = kNonce;
  const auto socket = desk.subscribe("");
  socket->client->received(masked(R"({"action":"subscribe","channels":["orders"]})"));
  socket->client->received(masked(R"({"action":"auth","key":"bobs"})"));
  socket->client->received(masked(R"({"action":"subscribe","channels":["orders","account"]})"));

  desk.submit(sell(5).at("100").from(TraderId(0), desk.acme));  // alice's alone
  desk.pump();
  CHECK(frames_in(bobs.received).empty());
  CHECK(of_event(frames_in(admins.received), "order").size() == 1);
  CHECK(of_event(frames_in(admins.received), "account").size() == 1);

  desk.submit(buy(2).at("100").from(TraderId(1), desk.acme));
  desk.submit(buy(2).at("50").from(TraderId(1), desk.beta));
  desk.pump();
  for (const Frame& frame : frames_in(bobs.received)) CHECK_FALSE(says(frame.data, "alice"));
  CHECK(of_event(frames_in(bobs.received), "trade").size() == 1);
  CHECK(of_event(frames_in(bobs.received), "order").size() == 3);  // accepted, filled; accepted
  CHECK(of_event(frames_in(bobs.received), "account").size() == 2);
  for (const Frame& frame : of_event(frames_in(admins.received), "order")) CHECK(says(frame.data, "ACME"));
  for (const Frame& frame : frames_in(publics->received)) {
    CHECK(frame.event != "order");
    CHECK(frame.event != "account");
  }
  const auto texts = texts_in(socket->received);
  REQUIRE(texts.size() >= 3);
  CHECK(says(texts[0], R"("code":"unauthenticated")"));
  CHECK(says(texts[1], R"("type":"authenticated")"));
  std::size_t orders = 0;
  for (const std::string& text : texts) {
    CHECK_FALSE(says(text, "alice"));
    orders += says(text, R"("type":"order")");
  }
  CHECK(orders == 3);
}

TEST_CASE("a revoked key ends the subscriptions that it opened, within a second") {
  ServedFeed desk;
  FakeOut events;
  REQUIRE(desk.open("channels=orders", events, "", "Bearer bobs").has_value());
  const auto open_to_all = desk.subscribe("");
  desk.websocket_key = kNonce;
  const auto socket = desk.subscribe("");
  socket->client->received(masked(R"({"action":"auth","key":"bobs"})"));
  desk.bobs_key_revoked = true;
  desk.service->tick(StreamService::Clock::now());
  CHECK(events.closed);
  CHECK(socket->closed);
  CHECK(says(socket->received, "the key was revoked"));
  CHECK_FALSE(open_to_all->closed);
}

TEST_CASE(
    "a WebSocket with private subscriptions takes a new key of the same trader, another's only without") {
  ServedFeed desk;
  desk.websocket_key = kNonce;
  const auto socket = desk.subscribe("");
  const auto say = [&](const std::string& text) {
    socket->client->received(masked(text));
    return texts_in(socket->received).back();
  };
  say(R"({"action":"auth","key":"bobs"})");
  say(R"({"action":"subscribe","channels":["orders"]})");
  for (const char* key : {"alices", "good"}) {
    const std::string refused = say(R"({"action":"auth","key":")" + std::string(key) + "\"}");
    CHECK(says(refused, R"("code":"forbidden")"));
  }
  CHECK(says(say(R"({"action":"auth","key":"bobs new"})"), R"("type":"authenticated")"));
  desk.bobs_key_revoked = true;  // the old one
  desk.service->tick(StreamService::Clock::now());
  CHECK_FALSE(socket->closed);

  say(R"({"action":"unsubscribe","channels":["orders"]})");
  CHECK(says(say(R"({"action":"auth","key":"alices"})"), R"("trader":"alice")"));
  say(R"({"action":"subscribe","channels":["orders"]})");
  desk.submit(buy(2).at("50").from(TraderId(1), desk.acme));
  desk.submit(buy(2).at("40").from(TraderId(0), desk.acme));
  desk.pump();
  for (const std::string& text : texts_in(socket->received))
    CHECK_FALSE(says(text, R"("trader":"bob","symbol")"));
  CHECK(says(texts_in(socket->received).back(), R"("trader":"alice","symbol")"));
}

// A browser cannot send a key with a WebSocket's handshake.
TEST_CASE("without public data a WebSocket comes in without a key, says it first, or is closed") {
  ServedFeed desk(false);
  desk.websocket_key = kNonce;
  FakeOut with_query;
  CHECK(desk.open("channels=trades", with_query).error().status == 401);
  CHECK(with_query.unsent() == 0);

  const auto socket = desk.subscribe("");
  socket->client->received(masked(R"({"action":"subscribe","channels":["trades"]})"));
  auto texts = texts_in(socket->received);
  REQUIRE(texts.size() == 1);
  CHECK(says(texts[0], R"("code":"unauthenticated")"));
  desk.trade(desk.acme, 3);
  desk.pump();
  CHECK(texts_in(socket->received).size() == 1);
  socket->client->received(masked(R"({"action":"auth","key":"bobs"})"));
  socket->client->received(masked(R"({"action":"subscribe","channels":["trades"]})"));
  desk.trade(desk.acme, 4);
  desk.pump();
  texts = texts_in(socket->received);
  CHECK(says(texts[1], R"("type":"authenticated")"));
  CHECK(says(texts.back(), R"("type":"trade")"));

  const auto silent = desk.subscribe("");
  desk.service->tick(StreamService::Clock::now() + std::chrono::seconds(9));
  CHECK_FALSE(silent->closed);
  desk.service->tick(StreamService::Clock::now() + std::chrono::seconds(11));
  CHECK(silent->closed);
  CHECK(says(silent->received, "no key was sent in time"));
  CHECK_FALSE(socket->closed);
}

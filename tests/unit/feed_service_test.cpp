// FeedService: a client is sent each thing once, in order, only when it is durable, and can go on where it
// stopped.
#include "daemon/feed/feed_service.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/order_builder.hpp"

using namespace market;
using namespace market::test;

namespace {

// A client's connection: what a fast client would have received, or a slow one not.
class FakeOut final : public OutStream {
 public:
  FakeOut() = default;
  ~FakeOut() override { leave(); }

  void append(std::string_view bytes, Seq visible_from) override {
    waiting_ += bytes;
    needs_ = std::max(needs_, visible_from);
  }
  void flush() override {
    if (gone) return leave();
    if (blocked || needs_ > durable) return;
    const std::size_t size = std::min(waiting_.size(), takes);
    received += waiting_.substr(0, size);
    waiting_.erase(0, size);
    takes -= size;
    if (closing_ && waiting_.empty()) leave();
  }
  std::size_t send(std::string_view bytes) override {
    if (blocked || closed || closing_ || !waiting_.empty()) return 0;
    const std::size_t size = std::min(bytes.size(), takes);
    received += bytes.substr(0, size);
    takes -= size;
    return size;
  }
  // As a socket that takes bytes again.
  StreamPump drain() {
    flush();
    const bool told = client != nullptr && !closing_ && !blocked && waiting_.empty();
    return told ? client->writable() : StreamPump::idle;
  }
  void leave() {
    closed = true;
    if (client != nullptr) std::exchange(client, nullptr)->closed();
  }
  void pause_reading() override { paused = true; }
  void resume_reading() override { paused = false; }
  std::string peer() const override { return "127.0.0.1"; }
  std::size_t unsent() const override { return waiting_.size(); }
  void close_when_sent() override {
    closing_ = true;
    flush();
  }

  StreamClient* client = nullptr;
  bool blocked = false;
  bool gone = false;  // it has left, which the next flush finds out
  bool closed = false;
  bool paused = false;
  std::size_t takes = SIZE_MAX;  // bytes, from now on
  Seq durable = UINT64_MAX;
  std::string received;

 private:
  std::string waiting_;
  Seq needs_ = 0;
  bool closing_ = false;
};

struct Frame {
  std::string id, event, data;
  bool operator==(const Frame&) const = default;
};

std::vector<Frame> frames_in(const std::string& received) {
  std::vector<Frame> frames;
  Frame frame;
  std::size_t begin = received.find("\r\n\r\n");
  if (begin == std::string::npos) return frames;
  begin += 4;
  for (std::size_t end; (end = received.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string line = received.substr(begin, end - begin);
    if (line.rfind("id: ", 0) == 0) frame.id = line.substr(4);
    if (line.rfind("event: ", 0) == 0) frame.event = line.substr(7);
    if (line.rfind("data: ", 0) == 0) frame.data = line.substr(6);
    if (!line.empty()) continue;
    if (!frame.data.empty()) frames.push_back(frame);
    frame = {};
  }
  return frames;
}

std::vector<Frame> of_event(const std::vector<Frame>& frames, const std::string& event) {
  std::vector<Frame> out;
  for (const Frame& frame : frames) {
    if (frame.event == event) out.push_back(frame);
  }
  return out;
}

std::vector<Frame> after(const std::vector<Frame>& frames, std::size_t first) {
  return {frames.begin() + static_cast<std::ptrdiff_t>(first), frames.end()};
}

// Two companies, ACME and BETA, and two traders; nothing rests at first.
class ServedFeed {
 public:
  enum class Kept : std::uint8_t { in_memory, in_database };
  explicit ServedFeed(bool are_data_public = true, Kept kept = Kept::in_memory)
      : public_data(are_data_public) {
    std::filesystem::create_directories(folder_);
    Venue::Options options{.journal_file = folder_ / "journal.db", .durability = Durability::none};
    if (kept == Kept::in_database) {
      options.database_file = folder_ / "market.db";
      options.snapshots_folder = folder_ / "snapshots";
      options.snapshots_kept = 1;
      options.snapshot_interval = Duration::seconds(3'600);
    }
    venue.emplace(options);
    venue->start({});
    submit(RegisterCompany{
        .symbol = Symbol("ACME"), .shares = Quantity(1'000'000), .initial_price = price("100")});
    submit(RegisterCompany{
        .symbol = Symbol("BETA"), .shares = Quantity(1'000'000), .initial_price = price("100")});
    submit(RegisterTrader{.slug = Slug("alice"),
                          .cash = money("100000000"),
                          .holdings = {{acme, Quantity(500'000)}, {beta, Quantity(500'000)}}});
    submit(RegisterTrader{.slug = Slug("bob"), .cash = money("100000000")});
    state.ready = true;
    service.emplace(
        *venue, state, limits,
        [this](std::string_view key) -> std::optional<Principal> {
          if (key.empty()) return Principal{};
          if (key == "Bearer good") return Principal{Principal::Role::admin, {}};
          if (key == "Bearer bobs" && !bobs_key_revoked)
            return Principal{Principal::Role::trader, TraderId(1)};
          return std::nullopt;
        },
        FeedOptions{.public_data = public_data});
  }
  ~ServedFeed() {
    service.reset();
    venue->close();
    std::filesystem::remove_all(folder_);
  }

  Seq submit(const Command& command) {
    return venue->with([&](Venue::Session& session) {
      const auto applied = session.submit(command);
      REQUIRE_MESSAGE(applied.has_value(), applied.error().detail);
      return session.seq();
    });
  }
  // A quote for the offer, then a trade and a quote: three messages of two commands. The seq of the trade.
  Seq trade(CompanyId company, std::int64_t shares) {
    submit(sell(shares).at("100").from(TraderId(0), company));
    return submit(buy(shares).at("100").from(TraderId(1), company));
  }
  void write_snapshot() {
    std::promise<bool> done;
    venue->copy_snapshot([&](const auto& file) { done.set_value(file.has_value()); });
    REQUIRE(done.get_future().get());
  }
  // Places and cancels nothing: one new best bid, one message.
  Seq quote(CompanyId company, std::int64_t shares) {
    return submit(buy(shares).at("50").from(TraderId(1), company));
  }

  std::unique_ptr<FakeOut> subscribe(const std::string& query, const std::string& last_event_id = {}) {
    auto out = std::make_unique<FakeOut>();
    const auto opened = open(query, *out, last_event_id);
    REQUIRE_MESSAGE(opened.has_value(), opened.error().detail);
    pump();
    return out;
  }
  tl::expected<void, Problem> open(const std::string& query, FakeOut& out,
                                   const std::string& last_event_id = {},
                                   const std::string& authorization = {}) {
    const std::string target = "/v1/feed" + (query.empty() ? "" : "?" + query);
    RequestHead head;
    head.method = "GET";
    head.target = target;
    head.accept = accept;
    head.authorization = authorization;
    head.last_event_id = last_event_id;
    if (!origin.empty()) head.origin = origin;
    const bool socket = !websocket_key.empty();
    if (socket) {
      head.upgrade = "websocket";
      head.connection_upgrade = true;
      head.sec_websocket_version = "13";
      head.sec_websocket_key = websocket_key;
    }
    const auto opened = service->open(head, out);
    if (!opened) return tl::unexpected(opened.error());
    out.client = *opened;
    out.flush();
    return {};
  }
  void pump(Seq durable = UINT64_MAX) {
    for (int i = 0; i < 1'000 && service->pump(durable) == StreamService::Pump::again; ++i) {
    }
  }

  const CompanyId acme{0}, beta{1};
  std::string accept = "text/event-stream";
  std::string origin;
  std::string websocket_key;  // as a WebSocket when there is one
  const bool public_data;
  bool bobs_key_revoked = false;
  ServerState state;
  FeedLimits limits{6, 4};
  std::optional<Venue> venue;
  std::optional<FeedService> service;

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("market-feed-test-" + std::to_string(::getpid()));
};

}  // namespace

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
  CHECK(frames[0].id ==
        "5-4");  // behind 5-0 to 5-3: quote, book and what bob is told, which are part of this state
  CHECK(frames[1].id == "5-5");
  CHECK(frames[3].event == "company");
  CHECK(frames[3].id == "5-7");
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
  slow->blocked = true;
  for (int i = 0; i < 60'000; ++i) {
    desk.trade(desk.acme, 1);
    if (i % 500 == 0) desk.pump();
  }
  slow->blocked = false;
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
  slow->blocked = true;
  for (int i = 0; i < 60'000; ++i) {
    desk.trade(desk.acme, 1);
    if (i % 500 == 0) desk.pump();
  }
  slow->blocked = false;
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

namespace {

// The text frames of a server, one after the other; control frames are left out.
std::vector<std::string> texts_in(const std::string& received) {
  std::vector<std::string> texts;
  std::size_t at = received.find("\r\n\r\n");
  if (at == std::string::npos) return texts;
  for (at += 4; at + 2 <= received.size();) {
    const auto opcode = static_cast<unsigned char>(received[at]) & 0x0f;
    std::size_t size = static_cast<unsigned char>(received[at + 1]);
    at += 2;
    if (size == 126) {
      size = static_cast<unsigned char>(received[at]) * 256u + static_cast<unsigned char>(received[at + 1]);
      at += 2;
    }
    REQUIRE(size < 65'536);
    if (opcode == 1) texts.push_back(received.substr(at, size));
    at += size;
  }
  return texts;
}

std::string masked(std::string_view text, unsigned opcode = 1) {
  std::string frame{static_cast<char>(0x80 | opcode), static_cast<char>(0x80 | text.size())};
  REQUIRE(text.size() < 126);
  frame += std::string_view("\x11\x22\x33\x44", 4);
  for (std::size_t i = 0; i < text.size(); ++i) frame += static_cast<char>(text[i] ^ (0x11 * (1 + i % 4)));
  return frame;
}

constexpr const char* kNonce = "dGhlIHNhbXBsZSBub25jZQ==";

bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

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
  slow->blocked = true;
  for (int i = 0; i < 60'000; ++i) {
    desk.trade(desk.acme, 1);
    if (i % 500 == 0) desk.pump();
  }
  slow->blocked = false;
  slow->drain();
  desk.pump();
  CHECK(slow->closed);
  CHECK(says(slow->received, std::string("\x0f\xa8", 2)));  // 4008
  CHECK(says(slow->received, "too slow: resume with since "));
  CHECK(desk.state.feed.closed_slow == 1);
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

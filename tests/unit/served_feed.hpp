// ServedFeed: a venue whose feed is served, and clients of it: what they were sent, as events or as text
// frames.
#pragma once
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/feed/feed_service.hpp"
#include "tests/support/order_builder.hpp"

namespace market::test {

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

inline std::vector<Frame> frames_in(const std::string& received) {
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

inline std::vector<Frame> of_event(const std::vector<Frame>& frames, const std::string& event) {
  std::vector<Frame> out;
  for (const Frame& frame : frames) {
    if (frame.event == event) out.push_back(frame);
  }
  return out;
}

inline std::vector<Frame> after(const std::vector<Frame>& frames, std::size_t first) {
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
          if (key == "Bearer alices") return Principal{Principal::Role::trader, TraderId(0)};
          if (key == "Bearer bobs new") return Principal{Principal::Role::trader, TraderId(1)};
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
  // Until the ring has overwritten what a client that reads nothing meanwhile needs next.
  void leave_behind(FakeOut& slow) {
    slow.blocked = true;
    for (int i = 0; i < 60'000; ++i) {
      trade(acme, 1);
      if (i % 500 == 0) pump();
    }
    slow.blocked = false;
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
  void pump() {
    pump(venue->with([](Venue::Session& session) { return session.seq(); }));
  }
  void pump(Seq durable) {
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

// The text frames of a server, one after the other; control frames are left out.
inline std::vector<std::string> texts_in(const std::string& received) {
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

inline std::string masked(std::string_view text, unsigned opcode = 1) {
  std::string frame{static_cast<char>(0x80 | opcode), static_cast<char>(0x80 | text.size())};
  REQUIRE(text.size() < 126);
  frame += std::string_view("\x11\x22\x33\x44", 4);
  for (std::size_t i = 0; i < text.size(); ++i) frame += static_cast<char>(text[i] ^ (0x11 * (1 + i % 4)));
  return frame;
}

inline constexpr const char* kNonce = "dGhlIHNhbXBsZSBub25jZQ==";

inline bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace market::test

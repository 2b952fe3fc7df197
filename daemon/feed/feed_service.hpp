// FeedService: GET /v1/feed over server-sent events, for the subscribers of one event loop.
//
// Every subscriber has a position in the venue's FeedRing. Those that keep up share one position and are sent
// each batch of new frames, made once. One that falls behind, because it resumes from the past or takes too
// little, reads the ring for itself until it has caught up; nothing is stored for it but what its connection
// buffers, at most kMostBuffered and one batch. A slow one gets the newest quote and state of each company
// only. When the ring has overwritten what a subscriber needs next, it is sent a `gap` and closed.
//
// Thread rule: its loop's thread.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/feed/feed_query.hpp"
#include "daemon/feed/market_summary.hpp"
#include "daemon/feed/sse_frames.hpp"
#include "daemon/net/stream_service.hpp"
#include "daemon/server_state.hpp"
#include "venue/venue.hpp"

namespace market {

class FeedService final : public StreamService {
 public:
  // `may_read` says whether an Authorization header (empty when absent) gives access to market data.
  using MayRead = std::function<bool(std::string_view authorization)>;

  // `market_interval` is the time from one message of the channel `market` to the next.
  FeedService(Venue& venue, ServerState& state, MayRead may_read,
              Duration market_interval = Duration::seconds(5));
  ~FeedService() override;

  bool takes(const RequestHead& head) const override;
  tl::expected<void, Problem> open(const RequestHead& head, OutStream& out) override;
  void closed(OutStream& out) override;
  Pump pump(Seq durable) override;
  Pump tick() override;
  void stop() override;

 private:
  struct Subscriber;
  struct Start;

  tl::expected<Start, Problem> find_start(const FeedQuery& query);
  std::string preamble(const Start& start) const;
  void send_batch(std::uint64_t from);
  bool catch_up(Subscriber& subscriber, Seq durable);
  void lose(Subscriber& subscriber);
  std::optional<MessageHead> idle_head() const;
  void forget_closed();
  void send_summary();

  Venue& venue_;
  ServerState& state_;
  MayRead may_read_;
  MarketSummary summary_;
  std::vector<std::unique_ptr<Subscriber>> subscribers_;
  std::uint64_t cursor_ = 0;  // all events before it are sent to those that keep up
  Seq durable_ = 0;           // as of the last pump
  FeedPosition last_;         // the newest event read from the ring
  std::vector<FeedEvent> events_;
  FrameBatch batch_;
  std::string text_;
};

}  // namespace market

// FeedService: GET /v1/feed over server-sent events and WebSocket, for the subscribers of one event loop.
//
// Every subscriber has a position in the venue's FeedRing, which is its queue. A FrameLog holds the newest
// events, as frames where somebody wants them; a subscriber is handed all that it has not had in one send,
// from what was picked once for all with the same subscription and position. What its socket
// does not take is not kept for it: only the frame that was cut is, and its position stands behind that. A
// subscriber that is no longer in the log reads the ring for itself: whoever resumes gets all of it, whoever
// was too slow the newest quote and state of each company only. Whoever resumes from before the ring reads
// the database until it is in the ring. When the ring has overwritten what one needs next, it is told from
// where to resume and closed.
//
// Thread rule: its loop's thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/feed/feed_query.hpp"
#include "daemon/feed/feed_request.hpp"
#include "daemon/feed/feed_start.hpp"
#include "daemon/feed/frame_log.hpp"
#include "daemon/feed/market_summary.hpp"
#include "daemon/feed/subscriber.hpp"
#include "daemon/server_state.hpp"
#include "venue/venue.hpp"

namespace market {

struct FeedOptions {
  bool public_data = true;  // the public channels need no key
  std::size_t message_bytes = 64 << 10;
  Duration market_interval = Duration::seconds(5);  // from one message of the channel `market` to the next
};

class FeedService final : public StreamService {
 public:
  // Whose an Authorization header is (empty: nobody's); nullopt when it is wrong.
  using Authenticate = std::function<std::optional<Principal>(std::string_view authorization)>;

  FeedService(Venue& venue, ServerState& state, FeedLimits& limits, Authenticate authenticate,
              FeedOptions options = {});
  ~FeedService() override;

  bool takes(const RequestHead& head) const override;
  tl::expected<StreamClient*, Problem> open(const RequestHead& head, OutStream& out) override;
  Pump pump(Seq durable) override;
  Pump tick(Clock::time_point now) override;
  void stop() override;

 private:
  friend struct Subscriber;
  enum class More : bool { no, yes };

  // feed_opening.cpp: how a client begins, and what it says
  tl::expected<Principal, Problem> admit(const RequestHead& head) const;
  // Whether all that is served needs a key, and there is none.
  bool must_authenticate(const Principal& principal) const;
  tl::expected<std::string, Problem> opening_head(const RequestHead& head, Framing framing) const;
  Subscriber& add(std::unique_ptr<Subscriber> subscriber, const FeedStart& start);
  void subscribe(Subscriber& subscriber, FeedStart& start, std::string text);
  void change_to(Subscriber& subscriber, const FeedStart& start, std::string text);
  void set_subscription(Subscriber& subscriber, std::shared_ptr<const Subscription> subscription);
  std::shared_ptr<const Subscription> shared(const Subscription& subscription);
  void received(Subscriber& subscriber, std::string_view bytes);
  static bool must_wait(const Subscriber& subscriber);
  void take_input(Subscriber& subscriber, std::string_view input);
  void resume_input(Subscriber& subscriber);
  void handle(Subscriber& subscriber, std::string_view text);
  tl::expected<void, Problem> obey(Subscriber& subscriber, FeedRequest& request);
  tl::expected<void, Problem> extend(Subscriber& subscriber, const FeedQuery& query);
  tl::expected<void, Problem> reduce(Subscriber& subscriber, FeedRequest& request);
  tl::expected<void, Problem> authenticate(Subscriber& subscriber, const std::string& key);
  void reply(Subscriber& subscriber, std::string_view json);
  std::size_t named_companies(const Subscription& subscription) const;

  // feed_service.cpp: what happens is sent
  void fetch_ahead() const;
  bool take_events();
  More flush(Subscriber& subscriber);
  void send_from_log(Subscriber& subscriber, std::uint64_t end);
  void send_frames(Subscriber& subscriber, const FrameSelection& frames, std::uint64_t end);
  const FrameSelection& picked_for(const Subscriber& subscriber, std::uint64_t end);
  More catch_up(Subscriber& subscriber);
  More read_history(Subscriber& subscriber);
  bool has_history(const Subscriber& subscriber);
  static bool has_reached_change(const Subscriber& subscriber);
  void send_past(Subscriber& subscriber, FeedPosition newest);
  void apply_change(Subscriber& subscriber);
  void lose(Subscriber& subscriber);
  void append(Subscriber& subscriber, std::string_view text, Seq visible_from);
  void end_with(Subscriber& subscriber, std::string_view text, CloseCode code, std::string_view reason);
  void keep_alive(Subscriber& subscriber);
  void send_summary();
  bool is_behind(const Subscriber& subscriber) const;
  bool has_all(const Subscriber& subscriber) const;
  MessageHead next_head(Subscriber& subscriber) const;
  void closed(Subscriber& subscriber);
  void forget_closed();
  void count(std::size_t messages, std::size_t bytes);
  void publish_figures();

  Venue& venue_;
  ServerState& state_;
  FeedLimits& limits_;
  Authenticate authenticate_;
  const FeedOptions options_;
  MarketSummary summary_;
  std::vector<std::unique_ptr<Subscriber>> subscribers_;
  bool some_closed_ = false;
  std::size_t sweep_ = 0;  // the subscriber whose turn is next
  std::unordered_map<std::string, std::weak_ptr<const Subscription>> shared_;
  FrameLog log_;
  Seq durable_ = 0;          // as of the last pump
  bool log_has_all_ = true;  // that is durable_
  bool summary_is_due_ = false;
  Clock::time_point now_ = Clock::now();    // good to a second
  std::uint64_t messages_ = 0, bytes_ = 0;  // not yet in the figures
  std::vector<FeedEvent> events_;
  std::string text_;

  // What was picked from a log last, for those that come next with the same wish and place.
  struct Picked {
    std::shared_ptr<const Subscription> subscription;
    Framing framing = Framing::sse;
    std::uint64_t from = 0, to = 0;
    FrameSelection frames;
  };
  static constexpr std::size_t kPicked = 64;
  std::vector<Picked> picked_;
  std::size_t next_picked_ = 0;
  FrameSelection own_frames_;  // of one subscriber alone
};

}  // namespace market

// Subscriber: one client of the feed: its connection, what it wants and how far it is. Private to
// FeedService.
//
// Thread rule: its loop's thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/feed/feed_frames.hpp"
#include "daemon/feed/feed_limits.hpp"
#include "daemon/feed/feed_query.hpp"
#include "daemon/feed/opened_books.hpp"
#include "daemon/feed/subscription.hpp"
#include "daemon/net/stream_service.hpp"
#include "daemon/net/websocket.hpp"
#include "daemon/rest/api.hpp"

namespace market {

class FeedService;

struct Subscriber final : StreamClient {
  Subscriber(FeedService& its_service, OutStream& its_out, Framing its_framing)
      : service(its_service), out(&its_out), framing(its_framing) {}

  StreamPump received(std::string_view bytes) override;
  StreamPump writable() override;
  void stalled() override;
  void closed() override;

  bool is_open() const { return out != nullptr && !closing && !(socket && socket->closing()); }
  bool can_take() const { return is_open() && out->unsent() == 0; }

  // A subscription that begins when the client has been sent all before ring position `at`.
  struct Change {
    std::uint64_t at;  // of the ring
    Seq seq;           // the newest command before it, which the text shows
    std::shared_ptr<const Subscription> subscription;
    std::string text;              // what it is sent then
    FeedPosition told;             // the id of the last message of that
    std::vector<CompanyId> books;  // which it tells whole
  };

  FeedService& service;
  OutStream* out;  // nullptr: closed, to be forgotten
  const Framing framing;
  FeedLimits::Place place;
  Principal principal;
  std::string authorization;                         // by which it is who it is; empty: nobody
  std::shared_ptr<const Subscription> subscription;  // shared by all who want the same
  StreamService::Clock::time_point opened;
  std::uint64_t position = 0;  // in the ring, of the next event it has not been sent
  FeedPosition seen;           // the newest event it was sent, or had before
  FeedPosition told;           // the id of the newest message it was sent that is no event
  StreamService::Clock::time_point last_sent;
  std::unique_ptr<WebSocket> socket;  // not of SSE
  std::unique_ptr<Change> change;
  OpenedBooks opened_books;
  std::string input;            // what it said and is not yet looked at, while `unheard`
  std::uint16_t requests = 0;   // since the last tick
  bool unheard = false;         // nothing more is read of what it says, for now
  bool archived = false;        // it reads the database behind `seen`, and has no position in the ring yet
  bool live = false;            // it has caught up once
  bool slow = false;            // states are conflated for it until it has caught up
  bool has_subscribed = false;  // to anything
  bool owes_opening = false;    // it resumed within an opening: `change` is the new one
  bool closing = false;         // it was sent its last message
};

}  // namespace market

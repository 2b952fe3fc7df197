// How the event loops and a service that streams (the feed) meet, without knowing each other's insides.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "core/ids.hpp"
#include "daemon/net/request_framer.hpp"
#include "wire/problem.hpp"

namespace market {

// One connection as its streaming service sees it. It lives until StreamClient::closed() was called.
class OutStream {
 public:
  virtual ~OutStream() = default;

  // Bytes go out in the order of append, at the next flush, and not before `visible_from` is durable.
  virtual void append(std::string_view bytes, Seq visible_from) = 0;
  virtual void flush() = 0;
  // Appended and not yet taken by the operating system.
  virtual std::size_t unsent() const = 0;
  // Hands bytes to the operating system at once, without keeping any: returns how many it took, 0 while
  // unsent() is not. When it did not take all, StreamClient::writable() follows.
  virtual std::size_t send(std::string_view bytes) = 0;
  // Ends the connection when all that was appended is sent.
  virtual void close_when_sent() = 0;
  // Nothing is read from the client any more, until it is read again.
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;
  // The client's address without its port; empty when it is gone.
  virtual std::string peer() const = 0;
};

enum class StreamPump { idle, again };

// The service's side of one connection. It belongs to the service.
class StreamClient {
 public:
  virtual ~StreamClient() = default;

  // `again` asks for a pump soon: there is more for the client, and it could take it.
  virtual StreamPump received(std::string_view bytes) = 0;
  // The operating system takes bytes again, and nothing is unsent. Answers as received() does.
  virtual StreamPump writable() = 0;
  // It has taken nothing for so long that its connection is closed: closed() follows.
  virtual void stalled() {}
  // The connection is gone, or will send nothing more; the last call.
  virtual void closed() = 0;
};

// One of these belongs to each event loop; everything is called on the loop's thread.
class StreamService {
 public:
  using Clock = std::chrono::steady_clock;
  virtual ~StreamService() = default;

  // Whether this service and not the REST API answers the request.
  virtual bool takes(const RequestHead& head) const = 0;
  // Starts streaming to `out`, or says why not: then nothing was appended.
  virtual tl::expected<StreamClient*, Problem> open(const RequestHead& head, OutStream& out) = 0;

  using Pump = StreamPump;
  // Sends what has become durable, for a few milliseconds at most. `again` asks for another call soon: there
  // is more for clients that can take it.
  virtual Pump pump(Seq durable) = 0;
  // Once a second; answers as pump() does.
  virtual Pump tick(Clock::time_point now) = 0;
  // The server is about to stop: tells every client and closes it.
  virtual void stop() = 0;
};

}  // namespace market

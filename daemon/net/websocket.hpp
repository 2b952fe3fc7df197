// WebSocket: the server's side of one connection after its handshake (RFC 6455, version 13, no extensions):
// answers pings and closes, hands out text messages, and ends the connection at the first violation.
//
// Thread rule: the connection's loop.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "daemon/net/request_framer.hpp"
#include "daemon/net/stream_service.hpp"
#include "daemon/net/websocket_frames.hpp"
#include "wire/problem.hpp"

namespace market {

// Whether the request asks for a WebSocket.
bool wants_websocket(const RequestHead& head);
// The answer to such a request, without its last empty line: 101, or the problem: 400, or 426 for a version
// other than 13.
[[nodiscard]] tl::expected<std::string, Problem> websocket_handshake(const RequestHead& head);

class WebSocket {
 public:
  using Clock = StreamService::Clock;

  WebSocket(OutStream& out, std::size_t most_bytes, Clock::time_point now)
      : out_(out), reader_(most_bytes), pinged_(now), heard_(now) {}

  // Takes bytes off the front of `input`, answers control frames, and returns the first text message; nullopt
  // when there is none in it. The view is valid until the next call.
  std::optional<std::string_view> next_text(std::string_view& input, Clock::time_point now);

  // Once a second: pings in its turn; closes when the client has been silent for long.
  void tick(Clock::time_point now);

  // Sends a close frame and ends the connection; only the first has an effect.
  void close(CloseCode code, std::string_view reason);
  // The connection is gone, also when next_text() found it out by its pong: `out` may not exist any more.
  void gone() { closing_ = true; }
  // Nothing more is read or sent.
  bool closing() const { return closing_; }

 private:
  void pong(std::string_view payload);
  void answer_close(std::string_view payload);

  OutStream& out_;
  WebSocketReader reader_;
  Clock::time_point pinged_, heard_;
  bool closing_ = false;
};

inline constexpr std::chrono::seconds kPingInterval{20};
inline constexpr std::chrono::seconds kLongestSilence{60};

}  // namespace market

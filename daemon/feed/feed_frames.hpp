// The feed's messages as clients get them: a server-sent event "id: <seq>-<n>\nevent: <type>\ndata:
// <json>\n\n", or a WebSocket text frame of the same JSON.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/feed/channel.hpp"
#include "venue/feed_ring.hpp"
#include "wire/feed_messages.hpp"

namespace market {

enum class Framing : std::uint8_t { sse, websocket };

void append_event_frame(std::string& out, Framing framing, const MessageHead& head, const Symbol& symbol,
                        const decltype(FeedEvent::what)& what);
void append_market_frame(std::string& out, Framing framing, const MessageHead& head, std::string_view items);
void append_heartbeat_frame(std::string& out, Framing framing, const MessageHead& head);
void append_gap_frame(std::string& out, Framing framing, const MessageHead& head, GapReason reason, Seq from,
                      Seq to);
void append_stopping_frame(std::string& out, Framing framing, const MessageHead& head);

}  // namespace market

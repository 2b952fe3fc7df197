// FrameBatch: feed events as server-sent event frames, each made once and then handed to every subscriber
// that wants it. A frame is "id: <seq>-<n>\nevent: <type>\ndata: <json>\n\n".
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/feed/channel.hpp"
#include "venue/feed_ring.hpp"
#include "wire/feed_messages.hpp"
#include "wire/market_json.hpp"

namespace market {

class FrameBatch {
 public:
  struct Frame {
    std::size_t begin, end;  // in text()
    Channel channel;
    CompanyId company;
  };

  void assign(const std::vector<FeedEvent>& events);  // one frame an event, in order
  const std::vector<Frame>& frames() const { return frames_; }
  std::string_view text() const { return text_; }
  std::string_view text(const Frame& frame) const {
    return text().substr(frame.begin, frame.end - frame.begin);
  }

 private:
  std::string text_;
  std::vector<Frame> frames_;
};

void append_event_frame(std::string& out, const MessageHead& head, const Symbol& symbol,
                        const decltype(FeedEvent::what)& what);
void append_market_frame(std::string& out, const MessageHead& head, std::span<const MarketLine> lines);
void append_heartbeat_frame(std::string& out, const MessageHead& head);
void append_gap_frame(std::string& out, const MessageHead& head, Seq from, Seq to);
void append_stopping_frame(std::string& out, const MessageHead& head);

}  // namespace market

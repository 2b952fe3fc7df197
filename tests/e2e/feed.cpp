#include "tests/e2e/feed.hpp"

#include <doctest/doctest.h>

namespace market::e2e {

Feed::Feed(std::uint16_t port, const std::string& query, const std::string& last_event_id)
    : connection_(port) {
  std::string head =
      "GET /v1/feed?" + query + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n";
  if (!last_event_id.empty()) head += "Last-Event-ID: " + last_event_id + "\r\n";
  REQUIRE(connection_.send(head + "\r\n"));
  const auto reply = connection_.read_head();
  REQUIRE(reply.has_value());
  REQUIRE(reply->status == 200);
  CHECK(reply->headers.at("content-type").rfind("text/event-stream", 0) == 0);
}

Message Feed::next() {
  Message message;
  while (const auto line = connection_.read_line()) {
    if (line->empty() && !message.data.is_null()) {
      if (message.event != "heartbeat") return message;
      message = {};
    } else if (line->rfind("id: ", 0) == 0) {
      message.id = line->substr(4);
    } else if (line->rfind("event: ", 0) == 0) {
      message.event = line->substr(7);
    } else if (line->rfind("data: ", 0) == 0) {
      message.data = nlohmann::json::parse(line->substr(6));
    }
  }
  FAIL("the feed ended");
  return message;
}

}  // namespace market::e2e

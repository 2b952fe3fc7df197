// Feed: a reader of the daemon's server-sent events.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/e2e/http.hpp"

namespace market::e2e {

struct Message {
  std::string id, event;
  nlohmann::json data;
};

class Feed {
 public:
  // Subscribes; fails the test when that is refused.
  Feed(std::uint16_t port, const std::string& query, const std::string& last_event_id = {});

  // The next message that is no heartbeat; fails the test when the feed ends.
  Message next();

 private:
  HttpConnection connection_;
};

}  // namespace market::e2e

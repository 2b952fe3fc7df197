// RequestFramer: finds where one HTTP/1 request ends in a growing buffer, and what its head says. It keeps no
// copy of the request: the head is handed out as views into the caller's bytes.
//
// Thread rule: one thread.
#pragma once
#include <cstddef>
#include <memory>
#include <string_view>

#include "wire/problem.hpp"

namespace market {

// Views into the request's bytes. A header that is absent is an empty view (data() == nullptr).
struct RequestHead {
  std::string_view method;
  std::string_view target;  // as sent: path and query, not decoded
  std::string_view host;
  std::string_view origin;
  std::string_view authorization;
  std::string_view accept;
  std::string_view content_encoding;
  std::string_view transfer_encoding;
  std::string_view last_event_id;
  std::string_view upgrade;
  std::string_view sec_websocket_key;
  std::string_view sec_websocket_version;
  bool connection_upgrade = false;  // Connection names Upgrade
  bool expects_continue = false;
  bool keep_alive = true;
  bool http_1_0 = false;

  std::string_view path() const { return target.substr(0, target.find('?')); }
};

class RequestFramer {
 public:
  struct Limits {
    std::size_t head_bytes = 16 << 10;
    std::size_t body_bytes = 4 << 20;
  };
  enum class State { head, body, complete, failed };

  explicit RequestFramer(Limits limits);
  ~RequestFramer();

  // `bytes` begins with the request's first byte and only grows from call to call until reset().
  State feed(std::string_view bytes);

  // From State::body on. `bytes` as in feed().
  RequestHead head(std::string_view bytes) const;
  // State::complete: the bytes that belong to the request.
  std::size_t size() const;
  // State::failed: 400, 413 or 431; where the next request would begin is unknown.
  const Problem& problem() const;

  void reset();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace market

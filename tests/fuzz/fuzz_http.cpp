// Any bytes as HTTP requests on one connection: the framer sees the same in pieces as in one, stays inside
// what it was given, and what it passes on is answered.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/check.hpp"
#include "daemon/net/request_framer.hpp"
#include "daemon/net/request_guard.hpp"
#include "daemon/net/responder.hpp"

namespace {

using market::RequestFramer;

market::ApiResponse echo(const market::ApiRequest& request) {
  market::ApiResponse response;
  response.body = std::string(request.path) + std::string(request.body);
  return response;
}

RequestFramer::State feed_in_pieces(RequestFramer& framer, std::string_view bytes, std::size_t step) {
  auto state = RequestFramer::State::head;
  for (std::size_t end = 0; end < bytes.size();) {
    end = std::min(bytes.size(), end + step);
    state = framer.feed(bytes.substr(0, end));
    if (state == RequestFramer::State::complete || state == RequestFramer::State::failed) break;
  }
  return state;
}

// At a limit it may depend on the pieces by a few bytes when the request is found to be too large.
bool is_over_a_limit(const RequestFramer& framer, RequestFramer::State state) {
  return state == RequestFramer::State::failed && framer.problem().status != 400;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static market::Responder responder(echo);
  const market::ListenAddress own = *market::parse_listen_address("127.0.0.1:8080");
  const RequestFramer::Limits limits{1 << 10, 4 << 10};
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  while (!bytes.empty()) {
    RequestFramer whole(limits), pieces(limits);
    const auto state = whole.feed(bytes);
    const auto state_of_pieces = feed_in_pieces(pieces, bytes, 1 + size % 7);
    if (is_over_a_limit(whole, state) || is_over_a_limit(pieces, state_of_pieces)) return 0;
    MARKET_CHECK((state == RequestFramer::State::complete) ==
                 (state_of_pieces == RequestFramer::State::complete));
    if (state != RequestFramer::State::complete) return 0;
    MARKET_CHECK(whole.size() > 0 && whole.size() <= bytes.size() && whole.size() == pieces.size());
    if (!market::check_request(whole.head(bytes), own)) {
      std::string answer;
      responder.answer(bytes.substr(0, whole.size()), market::After::keep_open, answer);
      MARKET_CHECK(answer.compare(0, 5, "HTTP/") == 0);
    }
    bytes.remove_prefix(whole.size());
  }
  return 0;
}

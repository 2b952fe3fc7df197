// Api: every REST endpoint behind one call, independent of sockets and of the HTTP library.
//
// Thread rule: handle() and authenticate() may be called from any thread at once.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "core/ids.hpp"
#include "daemon/server_state.hpp"
#include "venue/venue.hpp"
#include "wire/problem.hpp"

namespace market {

class LaterAnswer;

struct ApiRequest {
  std::string_view method;  // "GET", "POST", …
  std::string_view path;    // decoded, without the query: "/v1/orders/17"
  const std::multimap<std::string, std::string>* query = nullptr;  // decoded
  std::string_view body;
  std::string_view content_type;
  std::string_view authorization;  // the header's value, empty when absent
};

struct ApiResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  // The state the answer shows: goes out as X-Market-Seq, and the answer is held until it is durable.
  Seq seq = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  // Set: all of the above comes later, from another thread. Shared with that thread; see later_answer.hpp.
  std::shared_ptr<LaterAnswer> later;
};

// Who sent a request.
struct Principal {
  enum class Role : std::uint8_t { anonymous, trader, admin };
  Role role = Role::anonymous;
  TraderId trader;  // for Role::trader

  bool operator==(const Principal&) const = default;
};

struct ApiOptions {
  std::string admin_key;    // the text of the admin key file
  bool public_data = true;  // reference and market data need no key
};

class Api {
 public:
  // `venue` and `state` must outlive this.
  Api(Venue& venue, ServerState& state, ApiOptions options);
  ~Api();

  // Never throws: every failure is a problem document.
  ApiResponse handle(const ApiRequest& request);

  // nullopt: the key is wrong or revoked. An empty header is Role::anonymous.
  std::optional<Principal> authenticate(std::string_view authorization);

  // A problem as a finished response, with its request id.
  static ApiResponse problem(const Problem& problem);
  // What a handler returned as a finished response; its seq is that of the handler.
  static ApiResponse response(tl::expected<ApiResponse, Problem> answer, const std::string& request_id);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace market

// Call: one request on its way through a handler - who sent it, what its path named, and the venue it
// concerns.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "daemon/rest/api.hpp"
#include "daemon/rest/key_ring.hpp"
#include "wire/json_node.hpp"

namespace market {

// What a handler returns: a finished answer, or the problem to make one from.
using Answer = tl::expected<ApiResponse, Problem>;

// The {parameters} of the matched path.
struct PathArguments {
  static constexpr std::size_t kMost = 2;
  std::array<std::pair<std::string_view, std::string_view>, kMost> named;
  std::size_t count = 0;

  std::string_view operator[](std::string_view name) const {
    for (std::size_t i = 0; i < count; ++i)
      if (named[i].first == name) return named[i].second;
    return {};
  }
};

class RequestMetrics;

struct Call {
  Venue& venue;
  ServerState& state;
  KeyRing& keys;
  const RequestMetrics& requests;
  const ApiRequest& request;
  std::string request_id;
  Principal principal;
  PathArguments path;
  Seq seq = 0;  // of the newest state that was looked at: the answer must not leave before it is durable
  std::vector<std::pair<std::string, std::string>> headers;  // of the answer, a problem's too

  bool is_admin() const { return principal.role == Principal::Role::admin; }

  // Runs f(session) under the venue's lock and notes the seq of the state that it leaves.
  template <class F>
  auto with(F&& f) {
    return venue.with([&](Venue::Session& session) {
      struct NoteSeq {
        Call& call;
        Venue::Session& session;
        ~NoteSeq() { call.seq = session.seq(); }
      } const note{*this, session};
      return f(session);
    });
  }
};

// The request's body as JSON: 415 when it is declared as something else, 400 when it is malformed.
[[nodiscard]] tl::expected<JsonNode, Problem> read_body(const Call& call);
// The same, where no body at all means an empty object.
[[nodiscard]] tl::expected<JsonNode, Problem> read_optional_body(const Call& call);

// For headers that count whole seconds: rounded up.
std::string header_seconds(Duration duration);

// For an answer that comes later: what its finisher gets, and what the handler returns.
std::shared_ptr<LaterAnswer> make_later(const Call& call);
ApiResponse wait_for(std::shared_ptr<LaterAnswer> later);

// An answer of one JSON text.
ApiResponse json_answer(int status, std::string body);

// Submits, turning a refusal into its problem.
[[nodiscard]] tl::expected<Applied, Problem> submit(Venue::Session& session, const Command& command);

}  // namespace market

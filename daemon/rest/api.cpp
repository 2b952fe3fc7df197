#include "daemon/rest/api.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>

#include "daemon/log.hpp"
#include "daemon/rest/call.hpp"
#include "daemon/rest/endpoint_table.hpp"
#include "daemon/rest/later_answer.hpp"
#include "daemon/rest/problems.hpp"
#include "daemon/rest/query_reader.hpp"
#include "daemon/rest/request_id.hpp"
#include "daemon/rest/request_metrics.hpp"

namespace market {
namespace {

constexpr std::string_view kRequestIdHeader = "X-Request-Id";

bool changes_state(std::string_view method) {
  return method != "GET" && method != "HEAD";
}

ApiResponse problem_answer(const Problem& problem, std::string request_id) {
  ApiResponse response;
  response.status = problem.status;
  response.content_type = "application/problem+json";
  response.body = problem_json(problem, request_id);
  if (problem.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"market\"");
  if (problem.status == 429)
    response.headers.emplace_back("Retry-After",
                                  header_seconds(std::max(problem.retry_after, Duration::seconds(1))));
  if (problem.status == 503) response.headers.emplace_back("Retry-After", "1");
  response.headers.emplace_back(kRequestIdHeader, std::move(request_id));
  return response;
}

// The key in "Bearer KEY"; nullopt for another scheme.
std::optional<std::string_view> bearer_key(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer";
  if (authorization.size() <= kScheme.size() || authorization[kScheme.size()] != ' ') return std::nullopt;
  for (std::size_t i = 0; i < kScheme.size(); ++i)
    if ((authorization[i] | 0x20) != kScheme[i]) return std::nullopt;
  authorization.remove_prefix(kScheme.size());
  while (!authorization.empty() && authorization.front() == ' ') authorization.remove_prefix(1);
  while (!authorization.empty() && authorization.back() == ' ') authorization.remove_suffix(1);
  return authorization;
}

Problem no_route(const Route& route, const ApiRequest& request) {
  const std::string path(request.path.substr(0, 200));
  if (route.allow.empty())
    return not_found("there is nothing at " + path + ": GET /openapi.json lists what there is");
  return problem_of(405, "method_not_allowed", path + " takes " + route.allow);
}

// What tells how the server is, it tells in every state.
bool is_probe(const Endpoint& endpoint) {
  return endpoint.path == "/livez" || endpoint.path == "/readyz" || endpoint.path == "/metrics";
}

// Why the server as a whole cannot take this request now.
std::optional<Problem> unavailable(const ServerState& state, const Endpoint& endpoint) {
  if (is_probe(endpoint)) return std::nullopt;
  if (state.journal_failed)
    return problem_of(
        503, "journal_failed",
        "the journal cannot be written: nothing more is accepted, and what was not answered is unknown");
  if (state.stopping && changes_state(endpoint.method))
    return problem_of(503, "stopping", "the server is shutting down: send this again when it is back");
  if (!state.ready && !state.stopping && endpoint.access != Access::open)
    return problem_of(503, "starting", "the server is not ready yet: try again soon");
  return std::nullopt;
}

}  // namespace

struct Api::Impl {
  Impl(Venue& the_venue, ServerState& the_state, const ApiOptions& options)
      : venue(the_venue), state(the_state), public_data(options.public_data), keys(options.admin_key) {
    venue.with([&](const Venue::Session& session) {
      for (std::uint32_t i = 0; i < session.exchange().trader_count(); ++i)
        keys.update(session.exchange().trader(TraderId(i)));
    });
  }

  // Fills in call.principal, or says why this sender may not call the endpoint.
  std::optional<Problem> admit(Call& call, const Endpoint& endpoint) {
    if (endpoint.access == Access::open) return std::nullopt;
    const auto principal = authenticate(call.request.authorization);
    if (!principal)
      return unauthenticated(
          "the key is unknown or revoked: send Authorization: Bearer KEY with a valid key");
    call.principal = *principal;
    if (principal->role == Principal::Role::anonymous) {
      if (endpoint.access == Access::public_data && public_data) return std::nullopt;
      return unauthenticated("this needs a key: send Authorization: Bearer KEY");
    }
    if (endpoint.access == Access::admin && !call.is_admin()) return forbidden("this needs an admin key");
    return std::nullopt;
  }

  std::optional<Principal> authenticate(std::string_view authorization) const {
    if (authorization.empty()) return Principal{};
    const auto key = bearer_key(authorization);
    return key ? keys.find(*key) : std::nullopt;
  }

  Answer serve(Call& call, const Endpoint& endpoint) {
    if (auto problem = unavailable(state, endpoint)) return tl::unexpected(std::move(*problem));
    if (auto problem = admit(call, endpoint)) return tl::unexpected(std::move(*problem));
    if (FieldErrors errors = check_query_names(call.request, endpoint.query); !errors.empty())
      return tl::unexpected(invalid_request(std::move(errors)));
    return endpoint.handler(call);
  }

  // The past is on a disk, which may fail.
  Answer serve_or_explain(Call& call, const Endpoint& endpoint) {
    try {
      return serve(call, endpoint);
    } catch (const StoreUnavailable& error) {
      return tl::unexpected(history_unavailable(error.what()));
    } catch (const StoreCorrupt& error) {
      return tl::unexpected(history_unavailable(error.what()));
    }
  }
  // Where the fault is, only the log says, once a minute.
  Problem history_unavailable(const std::string& why) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    auto next = next_history_line.load();
    if (now >= next && next_history_line.compare_exchange_strong(next, now + std::chrono::minutes(1)))
      log_error("the past cannot be told: " + why);
    return problem_of(
        503, "history_unavailable",
        "the database cannot be read, so the past cannot be told; trading goes on: whoever runs this "
        "server should look at its disk (marketd --verify)");
  }

  ApiResponse handle(const ApiRequest& request) {
    const auto began = std::chrono::steady_clock::now();
    const Route route = find_route(request.method, request.path);
    ApiResponse response = answer(request, route);
    const std::size_t operation = route.endpoint != nullptr
                                      ? static_cast<std::size_t>(route.endpoint - endpoints().data())
                                      : RequestMetrics::no_operation();
    const auto count = [this, operation, began](const ApiResponse& answered) {
      requests.count(operation, answered.status, std::chrono::steady_clock::now() - began);
    };
    if (response.later) {
      response.later->observe(count);
    } else {
      count(response);
    }
    return response;
  }

  ApiResponse answer(const ApiRequest& request, const Route& route) {
    if (route.endpoint == nullptr || route.endpoint->handler == nullptr) {
      ApiResponse response = problem_answer(no_route(route, request), make_request_id());
      if (!route.allow.empty()) response.headers.emplace_back("Allow", route.allow);
      response.seq = venue.durable_seq();
      return response;
    }
    Call call{venue,       state,           keys,
              requests,    request,         make_request_id(),
              Principal{}, route.arguments, venue.durable_seq(),
              {}};
    ApiResponse response = Api::response(serve_or_explain(call, *route.endpoint), call.request_id);
    response.seq = call.seq;
    for (auto& header : call.headers) response.headers.push_back(std::move(header));
    return response;
  }

  Venue& venue;
  ServerState& state;
  const bool public_data;
  KeyRing keys;
  RequestMetrics requests;
  std::atomic<std::chrono::steady_clock::duration> next_history_line{};
};

Api::Api(Venue& venue, ServerState& state, ApiOptions options)
    : impl_(std::make_unique<Impl>(venue, state, options)) {}

Api::~Api() = default;

ApiResponse Api::handle(const ApiRequest& request) {
  try {
    return impl_->handle(request);
  } catch (const std::exception& failure) {
    return problem(problem_of(500, "internal_error", std::string("the request failed: ") + failure.what()));
  }
}

std::optional<Principal> Api::authenticate(std::string_view authorization) {
  return impl_->authenticate(authorization);
}

ApiResponse Api::problem(const Problem& problem) {
  return problem_answer(problem, make_request_id());
}

ApiResponse Api::response(tl::expected<ApiResponse, Problem> answer, const std::string& request_id) {
  if (!answer) return problem_answer(answer.error(), request_id);
  answer->headers.emplace_back(kRequestIdHeader, request_id);
  return std::move(*answer);
}

}  // namespace market

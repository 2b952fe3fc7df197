#include "daemon/rest/call.hpp"

#include <algorithm>

#include "daemon/rest/later_answer.hpp"
#include "daemon/rest/problems.hpp"

namespace market {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

// application/json or application/…+json, whatever its parameters; a body without a declared type is taken as
// JSON.
bool is_json_type(std::string_view content_type) {
  if (content_type.empty() || content_type == "application/json") return true;
  std::string type = lower(content_type.substr(0, content_type.find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  constexpr std::string_view kSuffix = "+json";
  return type == "application/json" ||
         (type.size() > kSuffix.size() &&
          type.compare(type.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0);
}

}  // namespace

tl::expected<JsonNode, Problem> read_body(const Call& call) {
  if (!call.request.body.empty() && !is_json_type(call.request.content_type))
    return tl::unexpected(problem_of(415, "unsupported_media_type",
                                     "send the body as JSON, with Content-Type: application/json"));
  auto body = parse_json(call.request.body);
  if (!body) return tl::unexpected(wrong_field("", std::move(body.error())));
  return std::move(*body);
}

tl::expected<JsonNode, Problem> read_optional_body(const Call& call) {
  if (!call.request.body.empty()) return read_body(call);
  JsonNode empty;
  empty.kind = JsonNode::Kind::object;
  return empty;
}

std::string header_seconds(Duration duration) {
  constexpr std::int64_t kSecond = Duration::seconds(1).ns();
  return std::to_string(duration.ns() / kSecond + (duration.ns() % kSecond > 0 ? 1 : 0));
}

std::shared_ptr<LaterAnswer> make_later(const Call& call) {
  return std::make_shared<LaterAnswer>(call.request_id, call.seq);
}

ApiResponse wait_for(std::shared_ptr<LaterAnswer> later) {
  ApiResponse response;
  response.later = std::move(later);
  return response;
}

ApiResponse json_answer(int status, std::string body) {
  ApiResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

tl::expected<Applied, Problem> submit(Venue::Session& session, const Command& command) {
  auto applied = session.submit(command);
  if (!applied) return tl::unexpected(to_problem(applied.error()));
  return *applied;
}

}  // namespace market

// Problem documents (RFC 9457, application/problem+json): how every error leaves the daemon.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/refusal.hpp"

namespace market {

inline constexpr std::size_t kMaxFieldErrors = 50;

struct FieldError {
  std::string field;  // dotted path into the body, or the query parameter
  std::string reason;
};

struct Problem {
  int status = 400;
  std::string code = "invalid_request";  // stable snake_case
  std::string detail;                    // what is wrong and what to do
  std::vector<FieldError> errors;        // at most kMaxFieldErrors
  Duration retry_after = {};             // rate_limited only, for the header Retry-After
};

Problem to_problem(const Refused& refused);

// 400 invalid_request whose detail sums up `errors`, of which there is at least one, and which lists the
// first of them.
Problem invalid_request(std::vector<FieldError> errors);

// {"type","title","status","detail","code","errors","request_id"}
std::string problem_json(const Problem& problem, std::string_view request_id);

class JsonWriter;
void append_problem(JsonWriter& json, const Problem& problem, std::string_view request_id);

}  // namespace market

#include "wire/problem.hpp"

#include "wire/json_writer.hpp"

namespace market {
namespace {

constexpr std::size_t kErrorsInDetail = 3;

// "insufficient_funds" -> "Insufficient funds"
std::string title_of(std::string_view code) {
  std::string title(code);
  for (char& c : title)
    if (c == '_') c = ' ';
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

}  // namespace

Problem to_problem(const Refused& refused) {
  Problem problem{
      http_status(refused.code), std::string(to_text(refused.code)), refused.detail, {}, refused.retry_after};
  if (!refused.field.empty()) problem.errors.push_back({refused.field, refused.detail});
  return problem;
}

Problem invalid_request(std::vector<FieldError> errors) {
  Problem problem;
  for (std::size_t i = 0; i < errors.size() && i < kErrorsInDetail; ++i) {
    if (i > 0) problem.detail += "; ";
    if (!errors[i].field.empty()) problem.detail += errors[i].field + ": ";
    problem.detail += errors[i].reason;
  }
  if (errors.size() > kErrorsInDetail)
    problem.detail += "; and " + std::to_string(errors.size() - kErrorsInDetail) + " more";
  if (errors.size() > kMaxFieldErrors) errors.resize(kMaxFieldErrors);
  problem.errors = std::move(errors);
  return problem;
}

void append_problem(JsonWriter& json, const Problem& problem, std::string_view request_id) {
  json.begin_object()
      .field("type", "urn:market:problem:" + problem.code)
      .field("title", title_of(problem.code))
      .field("status", problem.status)
      .field("detail", problem.detail)
      .field("code", problem.code);
  json.key("errors").begin_array();
  for (const FieldError& error : problem.errors)
    json.begin_object().field("field", error.field).field("reason", error.reason).end_object();
  json.end_array().field("request_id", request_id).end_object();
}

std::string problem_json(const Problem& problem, std::string_view request_id) {
  std::string out;
  JsonWriter json(out);
  append_problem(json, problem, request_id);
  return out;
}

}  // namespace market

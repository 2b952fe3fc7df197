#include "cli/failure.hpp"

#include "cli/json.hpp"
#include "cli/text_width.hpp"

namespace market::cli {
namespace {

std::string hint_for(ExitCode exit) {
  if (exit == ExitCode::auth)
    return "name a key with MARKET_KEY or --key-file, or act as a registered trader with --as";
  if (exit == ExitCode::rate_limited) return "wait a moment and send fewer requests a second";
  return "";
}

// "quantity: must be at least 1; price: …": the field errors that the detail does not tell already.
std::string field_errors(const Json& problem, const std::string& detail) {
  std::string text;
  const Json& errors = member(problem, "errors");
  if (!errors.is_array()) return text;
  for (const Json& error : errors) {
    const std::string reason = text_of(error, "reason");
    if (detail.find(reason) != std::string::npos) continue;
    text += (text.empty() ? "" : "; ") + text_of(error, "field") + ": " + reason;
  }
  return text;
}

}  // namespace

ExitCode exit_code_for_status(int status) {
  switch (status) {
    case 400:
    case 405:
    case 413:
    case 415: return ExitCode::usage;
    case 401:
    case 403: return ExitCode::auth;
    case 404: return ExitCode::not_found;
    case 409: return ExitCode::conflict;
    case 422: return ExitCode::refused;
    case 429: return ExitCode::rate_limited;
    default: return ExitCode::failure;
  }
}

tl::unexpected<Failure> usage_failure(std::string detail, std::string hint) {
  return tl::unexpected(Failure{ExitCode::usage, "usage", std::move(detail), std::move(hint), ""});
}

tl::unexpected<Failure> failure(std::string code, std::string detail, std::string hint) {
  return tl::unexpected(Failure{ExitCode::failure, std::move(code), std::move(detail), std::move(hint), ""});
}

tl::unexpected<Failure> silent_end(ExitCode exit) {
  return tl::unexpected(Failure{exit, "", "", "", ""});
}

Failure failure_from_answer(int status, std::string_view body) {
  Failure result;
  result.exit = exit_code_for_status(status);
  result.hint = hint_for(result.exit);
  const auto problem = parse_json(body);
  if (!problem || !problem->is_object() || !problem->contains("code")) {
    result.code = "http_" + std::to_string(status);
    result.detail = "the server answered status " + std::to_string(status) + " without a problem document";
    return result;
  }
  result.problem = to_line(*problem);
  result.code = text_of(*problem, "code");
  result.detail = text_of(*problem, "detail");
  if (result.detail.empty()) result.detail = text_of(*problem, "title");
  const std::string fields = field_errors(*problem, result.detail);
  if (!fields.empty()) result.detail += " [" + fields + "]";
  return result;
}

std::string failure_line(const Failure& failure) {
  std::string line = failure.code == "usage" ? failure.detail : failure.code + ": " + failure.detail;
  if (!failure.hint.empty()) line += " (" + failure.hint + ")";
  return printable(line);
}

std::string failure_json(const Failure& failure) {
  if (!failure.problem.empty()) return failure.problem;
  Json problem;
  problem["type"] = "about:blank";
  problem["title"] = failure.detail;
  problem["status"] = nullptr;
  problem["detail"] = failure.hint.empty() ? failure.detail : failure.detail + " (" + failure.hint + ")";
  problem["code"] = failure.code;
  return to_line(problem);
}

}  // namespace market::cli

// The problem documents that are no refusal of the exchange: of access, of routing and of the server's own
// state.
#pragma once
#include <string>

#include "wire/problem.hpp"

namespace market {

inline Problem problem_of(int status, std::string code, std::string detail) {
  return {status, std::move(code), std::move(detail), {}};
}
inline Problem unauthenticated(std::string detail) {
  return problem_of(401, "unauthenticated", std::move(detail));
}
inline Problem forbidden(std::string detail) {
  return problem_of(403, "forbidden", std::move(detail));
}
inline Problem not_found(std::string detail) {
  return problem_of(404, "not_found", std::move(detail));
}
inline Problem wrong_field(std::string field, std::string reason) {
  return invalid_request({{std::move(field), std::move(reason)}});
}

}  // namespace market

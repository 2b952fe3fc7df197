// Problem documents: the members of RFC 9457 with the contract's code, and what they say.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "wire/problem.hpp"

using namespace market;

TEST_CASE("a refusal becomes a problem with its status, code and field") {
  const Problem problem = to_problem({Refusal::price_off_tick, "use 10.00 or 10.01", "limit_price"});
  const auto body = nlohmann::json::parse(problem_json(problem, "00ff"));
  CHECK(body["status"] == 422);
  CHECK(body["code"] == "price_off_tick");
  CHECK(body["type"] == "urn:market:problem:price_off_tick");
  CHECK(body["title"] == "Price off tick");
  CHECK(body["detail"] == "use 10.00 or 10.01");
  CHECK(body["errors"][0]["field"] == "limit_price");
  CHECK(body["errors"][0]["reason"] == "use 10.00 or 10.01");
  CHECK(body["request_id"] == "00ff");
  CHECK(body.size() == 7);
}

TEST_CASE("every refusal has a code and a status of its family") {
  for (int i = 0; i < kRefusals; ++i) {
    const Problem problem = to_problem({static_cast<Refusal>(i), "x", ""});
    CHECK_FALSE(problem.code.empty());
    CHECK((problem.status == 400 || problem.status == 403 || problem.status == 404 || problem.status == 409 ||
           problem.status == 422 || problem.status == 429));
    CHECK(problem.errors.empty());
  }
}

// Whoever sends too fast is told when to come back.
TEST_CASE("a refusal for now says when it would pass") {
  const Refused refused{Refusal::rate_limited, "wait", "", Duration::milliseconds(250)};
  CHECK(to_problem(refused).status == 429);
  CHECK(to_problem(refused).code == "rate_limited");
  CHECK(to_problem(refused).retry_after == Duration::milliseconds(250));
  CHECK(to_problem({Refusal::not_found, "x", ""}).retry_after == Duration());
}

TEST_CASE("an invalid request sums up its errors and lists the first fifty") {
  const Problem problem =
      invalid_request({{"a", "is required"}, {"", "must be fun"}, {"c", "x"}, {"d", "y"}});
  CHECK(problem.status == 400);
  CHECK(problem.code == "invalid_request");
  CHECK(problem.detail == "a: is required; must be fun; c: x; and 1 more");
  CHECK(problem.errors.size() == 4);
  const Problem many = invalid_request(std::vector<FieldError>(1'000, {"a", "x"}));
  CHECK(many.detail == "a: x; a: x; a: x; and 997 more");
  CHECK(many.errors.size() == kMaxFieldErrors);
}

TEST_CASE("a problem is valid JSON whatever it quotes") {
  const Problem problem = invalid_request({{"\xff\xfe", "quote \" backslash \\ newline \n"}});
  const auto body = nlohmann::json::parse(problem_json(problem, ""));
  CHECK(body["errors"][0]["field"] == "\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(body["errors"][0]["reason"] == "quote \" backslash \\ newline \n");
}

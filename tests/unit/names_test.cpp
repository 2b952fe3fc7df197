#include <doctest/doctest.h>

#include <set>
#include <string>

#include "model/enums.hpp"
#include "model/names.hpp"
#include "model/refusal.hpp"

using namespace market;

// Symbols are upper case, start with a letter and have at most ten characters.
TEST_CASE("symbols") {
  for (const char* text : {"A", "ACME", "BRK.A", "X1", "ABCDEFGHIJ"})
    CHECK_MESSAGE(parse_symbol(text).has_value(), std::string(text));
  for (const char* text : {"", "acme", "1A", ".A", "AC ME", "ABCDEFGHIJK", "A-B", "A_B", "\xc3\x84"})
    CHECK_MESSAGE(!parse_symbol(text).has_value(), std::string(text));
  CHECK(parse_symbol("ACME")->view() == "ACME");
}

// Traders are named by lower-case slugs of at most 32 characters.
TEST_CASE("slugs") {
  for (const char* text : {"a", "alice", "7", "mm-1", "a_b", "abcdefghijklmnopqrstuvwxyz012345"})
    CHECK_MESSAGE(parse_slug(text).has_value(), std::string(text));
  for (const char* text : {"", "Alice", "-a", "_a", "a b", "a.b", "abcdefghijklmnopqrstuvwxyz0123456"})
    CHECK_MESSAGE(!parse_slug(text).has_value(), std::string(text));
}

// Client order ids are 1 to 64 printable ASCII characters.
TEST_CASE("client order ids") {
  CHECK(parse_client_order_id("x").has_value());
  CHECK(parse_client_order_id("order 1 ~!").has_value());
  CHECK(parse_client_order_id(std::string(64, 'x')).has_value());
  CHECK_FALSE(parse_client_order_id("").has_value());
  CHECK_FALSE(parse_client_order_id(std::string(65, 'x')).has_value());
  CHECK_FALSE(parse_client_order_id("a\nb").has_value());
  CHECK_FALSE(parse_client_order_id("a\x7f").has_value());
  CHECK_FALSE(parse_client_order_id("\xc3\xa4").has_value());
}

// Each word of the contract that a request may use is read back as what it was written from.
TEST_CASE("enum words") {
  for (const auto side : {Side::buy, Side::sell}) CHECK(parse_side(to_text(side)) == side);
  for (const auto type : {OrderType::limit, OrderType::market})
    CHECK(parse_order_type(to_text(type)) == type);
  for (const auto tif : {TimeInForce::gtc, TimeInForce::ioc, TimeInForce::fok})
    CHECK(parse_time_in_force(to_text(tif)) == tif);
  for (const auto policy : {SelfTradePolicy::cancel_newest, SelfTradePolicy::allow})
    CHECK(parse_self_trade_policy(to_text(policy)) == policy);
  for (const auto status : {CompanyStatus::trading, CompanyStatus::halted, CompanyStatus::delisted})
    CHECK(parse_company_status(to_text(status)) == status);
  CHECK_FALSE(parse_side("BUY").has_value());
  CHECK_FALSE(parse_time_in_force("").has_value());
}

// Every refusal has its own code, and the codes travel with the contract's status.
TEST_CASE("refusals") {
  std::set<std::string> codes;
  for (int i = 0; i < kRefusals; ++i) codes.emplace(to_text(static_cast<Refusal>(i)));
  CHECK(codes.size() == kRefusals);
  CHECK(codes.count("") == 0);
  CHECK(http_status(Refusal::invalid_request) == 400);
  CHECK(http_status(Refusal::not_found) == 404);
  CHECK(http_status(Refusal::forbidden) == 403);
  CHECK(http_status(Refusal::duplicate_symbol) == 409);
  CHECK(http_status(Refusal::order_closed) == 409);
  CHECK(http_status(Refusal::company_delisted) == 422);
  CHECK(http_status(Refusal::insufficient_funds) == 422);
}

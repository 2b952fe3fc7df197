// Recorded order flow: LOBSTER lines to batch operations, and what the two traders of a replay need.
#include <doctest/doctest.h>

#include "cli/lobster_translator.hpp"
#include "core/decimal.hpp"

namespace market::cli {
namespace {

constexpr std::string_view kFile =
    "34200.004241176,1,100,18,5853300,1\n"
    "34200.5,2,100,8,5853300,1\r\n"
    "34201,4,100,4,5853300,1\n"
    "34202,2,100,6,5853300,1\n"
    "34203,3,7,10,5853300,-1\n"
    "34204,4,7,10,5853400,-1\n"
    "34205,5,0,10,5853450,-1\n"
    "34206,7,0,0,-1,-1\n";

}  // namespace

TEST_CASE("cli lobster: lines are read exactly, and a wrong one is named") {
  const auto messages = parse_lobster(kFile);
  REQUIRE(messages);
  REQUIRE(messages->size() == 8);
  CHECK((*messages)[0].time_ns == 34'200'004'241'176);
  CHECK((*messages)[1].time_ns == 34'200'500'000'000);
  CHECK((*messages)[0].price_units == 5'853'300);
  CHECK((*messages)[7].type == LobsterMessage::Type::halt);
  for (const auto* wrong : {"1,1,2,3,4", "1,1,2,3,4,5,6", "x,1,2,3,4,1", "1,8,2,3,4,1", "1,1,2,0,4,1",
                            "1,1,2,3,4,0", "1,1,2,3,-4,1"}) {
    const auto refused = parse_lobster(std::string(kFile) + wrong + "\n");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().find("line 9") != std::string::npos);
  }
}

TEST_CASE("cli lobster: each message becomes the operation that has the same effect") {
  LobsterTranslator translator({"r1", "AAPL", "maker", "taker"});
  const auto messages = parse_lobster(kFile);
  std::vector<LobsterTranslator::Translated> done;
  for (const auto& message : *messages) done.push_back(translator.translate(message));
  CHECK(
      done[0].operation ==
      R"({"op":"place","trader":"maker","symbol":"AAPL","side":"buy","type":"limit","quantity":18,"limit_price":"585.33","time_in_force":"gtc","self_trade":"allow","client_order_id":"r1-100"})");
  CHECK(done[1].operation == R"({"op":"amend","trader":"maker","client_order_id":"r1-100","quantity":10})");
  CHECK(
      done[2].operation ==
      R"({"op":"place","trader":"taker","symbol":"AAPL","side":"sell","type":"limit","quantity":4,"limit_price":"585.33","time_in_force":"ioc","self_trade":"allow","client_order_id":"r1-x1"})");
  // Six of the ten that are left go: nothing but the four that were executed remains.
  CHECK(done[3].operation == R"({"op":"cancel","trader":"maker","client_order_id":"r1-100"})");
  CHECK_FALSE(done[4].known);
  CHECK(done[4].kind == LobsterTranslator::Kind::none);
  CHECK_FALSE(done[5].known);
  CHECK(done[5].kind == LobsterTranslator::Kind::none);  // what it met stood there before the file begins
  CHECK(done[6].kind == LobsterTranslator::Kind::none);
  CHECK(done[7].kind == LobsterTranslator::Kind::none);
}

TEST_CASE("cli lobster: the traders get cash and shares for the whole file") {
  const auto needs = needs_of(*parse_lobster(kFile));
  REQUIRE(needs);
  CHECK(to_text(needs->maker_cash) == "21071.88");
  CHECK(needs->maker_shares == 0);
  CHECK(needs->taker_shares == 4);
  CHECK(to_text(needs->taker_cash) == "11706.80");
  CHECK(needs->first_price == Price(5'853'300));
}

}  // namespace market::cli

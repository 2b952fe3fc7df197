// The messages of the feed's channels orders and account, to the letter, and for whom they are.
#include <doctest/doctest.h>

#include "daemon/feed/channel.hpp"
#include "tests/unit/feed_desk.hpp"

using namespace market;
using namespace market::test;

namespace {

PlaceOrder for_alice(const OrderBuilder& order) {
  return order.from(FeedDesk::kAlice, FeedDesk::kAcme);
}
PlaceOrder for_bob(const OrderBuilder& order) {
  return order.from(FeedDesk::kBob, FeedDesk::kAcme);
}

// The private messages among them, of one trader.
std::vector<std::string> told_to(TraderId trader, const std::vector<FeedEvent>& events) {
  std::vector<std::string> texts;
  for (const FeedEvent& event : events)
    if (event.trader == trader) texts.push_back(message_text(event));
  return texts;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// "accepted", "filled" …, in order.
std::vector<std::string> happenings(const std::vector<FeedEvent>& events) {
  std::vector<std::string> words;
  for (const FeedEvent& event : events)
    if (const auto* update = std::get_if<OrderUpdate>(&event.what))
      words.emplace_back(std::string(to_text(update->happening)) + " " +
                         std::to_string(update->order->id.value()));
  return words;
}
using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("an order is told to its trader as REST has it, then what it reserves") {
  FeedDesk desk;
  const auto events = desk.submit(for_alice(sell(5).at("10.10")));
  CHECK(told_to(FeedDesk::kBob, events).empty());
  const auto told = told_to(FeedDesk::kAlice, events);
  REQUIRE(told.size() == 2);
  CHECK(told[0] ==
        R"({"seq":4,"n":2,"type":"order","time":"2026-01-05T00:00:00.000000000Z","event":"accepted",)"
        R"("order":{"id":1,"client_order_id":null,"trader":"alice","symbol":"ACME","side":"sell",)"
        R"("type":"limit","time_in_force":"gtc","quantity":5,"filled_quantity":0,"remaining_quantity":5,)"
        R"("limit_price":"10.10","stop_price":null,"trail_amount":null,"trail_percent":null,)"
        R"("display_quantity":null,"post_only":false,"average_price":null,"fees":"0.00","status":"new",)"
        R"("reason":null,"order_class":"simple","parent":null,"legs":null,"queue_ahead":0,)"
        R"("created_at":"2026-01-05T00:00:00.000000000Z","updated_at":"2026-01-05T00:00:00.000000000Z",)"
        R"("expires_at":null,"seq":4}})");
  CHECK(
      told[1] ==
      R"({"seq":4,"n":3,"type":"account","time":"2026-01-05T00:00:00.000000000Z","trader":"alice",)"
      R"("cash":"100000.00","reserved_cash":"0.00","buying_power":"100000.00","positions":[)"
      R"({"symbol":"ACME","quantity":100000,"reserved":5,"average_price":"10.00","realized_pnl":"0.00"}]})");
}

TEST_CASE("a fill is told to both sides, each with its own part of the trade") {
  FeedDesk desk;
  desk.submit(for_alice(sell(5).at("10.10")));
  const auto events = desk.submit(for_bob(buy(2).at("10.10")));
  CHECK(happenings(events) == Words{"accepted 2", "filled 2", "filled 1"});
  const auto alice = told_to(FeedDesk::kAlice, events), bob = told_to(FeedDesk::kBob, events);
  REQUIRE((alice.size() == 2 && bob.size() == 3));
  CHECK(has(alice[0], R"("event":"filled","fill":{"trade":1,"price":"10.10","quantity":2,)"
                      R"("liquidity":"maker","fee":"0.0202"},"order":{"id":1,)"));
  CHECK(has(alice[0], R"("status":"partially_filled")"));
  CHECK(has(alice[1], R"("cash":"100020.1798")"));
  CHECK(has(alice[1], R"("quantity":99998,"reserved":3)"));
  CHECK(has(bob[1], R"("liquidity":"taker")"));
  CHECK(has(bob[2], R"("cash":"99979.7596","reserved_cash":"0.00","buying_power":"99979.7596","positions":[)"
                    R"({"symbol":"ACME","quantity":2,)"));
  for (const std::string& text : alice) CHECK_FALSE(has(text, "bob"));
  for (const std::string& text : bob) CHECK_FALSE(has(text, "alice"));
}

TEST_CASE("what becomes of an order has a word of its own") {
  FeedDesk desk;
  desk.submit(for_alice(sell(5).at("10.10")));
  CHECK(happenings(desk.submit(AmendOrder{.order = OrderId(1), .limit_price = price("10.40")})) ==
        Words{"amended 1"});
  CHECK(happenings(desk.submit(CancelOrder{.order = OrderId(1)})) == Words{"canceled 1"});
  CHECK(happenings(desk.submit(for_bob(buy(5).at("10.00").ioc()))) == Words{"accepted 2", "canceled 2"});
}

TEST_CASE("a prevented self-trade is told for both orders, and names the other") {
  FeedDesk desk;
  desk.submit(for_alice(sell(5).at("10.10")));
  PlaceOrder crossing = for_alice(buy(2).at("10.10"));
  crossing.self_trade = SelfTradePolicy::cancel_oldest;
  const auto events = desk.submit(crossing);
  CHECK(happenings(events) ==
        Words{"accepted 2", "self_trade_prevented 2", "self_trade_prevented 1", "canceled 1"});
  const auto told = told_to(FeedDesk::kAlice, events);
  REQUIRE(told.size() >= 4);
  CHECK(has(told[1], R"("event":"self_trade_prevented","other_order":1,"order":{"id":2,)"));
  CHECK(has(told[2], R"("event":"self_trade_prevented","other_order":2,"order":{"id":1,)"));
}

TEST_CASE("an account is told when money comes otherwise, and not when nothing changed") {
  FeedDesk desk;
  const auto paid =
      told_to(FeedDesk::kBob, desk.submit(Deposit{.trader = FeedDesk::kBob, .amount = money("5")}));
  REQUIRE(paid.size() == 1);
  CHECK(has(paid[0],
            R"("cash":"100005.00","reserved_cash":"0.00","buying_power":"100005.00","positions":[]})"));
  // Placed and gone again: the order is told, the account is as it was.
  CHECK(told_to(FeedDesk::kBob, desk.submit(for_bob(buy(5).at("10.00").ioc()))).size() == 2);
  CHECK(told_to(FeedDesk::kBob, desk.submit(HaltCompany{.company = FeedDesk::kAcme})).empty());
}

TEST_CASE("private channels are those whose messages name a trader") {
  FeedDesk desk;
  auto events = desk.submit(for_alice(sell(5).at("10.10")));
  for (const FeedEvent& event : desk.submit(for_bob(buy(2).at("10.10")))) events.push_back(event);
  REQUIRE(events.size() > 8);
  for (const FeedEvent& event : events) CHECK(is_private(channel_of(event)) == event.trader.has_value());
}

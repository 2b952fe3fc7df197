// Traders and corporate actions on the wire: their JSON with exactly the contract's members, and their
// requests read into what handlers use.
#include <doctest/doctest.h>

#include "tests/unit/wire_harness.hpp"
#include "wire/company_json.hpp"
#include "wire/corporate_json.hpp"
#include "wire/corporate_requests.hpp"
#include "wire/trader_json.hpp"
#include "wire/trader_requests.hpp"

using namespace market;
using namespace market::test;
using nlohmann::json;

// No secret leaves the daemon.
TEST_CASE("a trader shows no hash of a key, and its api_key only when it was made just now") {
  Trader trader;
  trader.slug = Slug("alice");
  trader.keys.push_back({KeyId("k1"), {1, 2, 3}, Timestamp(0)});
  const json out = written(
      [](JsonWriter& writer, const Trader& t) { append_trader(writer, t, Account(), Amount(12'500)); },
      trader);
  CHECK(names(out) == sorted({"id", "name", "status", "cash", "reserved_cash", "buying_power", "open_orders",
                              "fee_schedule", "volume_30d", "limits", "keys", "created_at", "closed_at"}));
  CHECK(out["volume_30d"] == "1.25");
  CHECK(names(out["keys"][0]) == sorted({"key_id", "created_at"}));
  const json made = written(
      [](JsonWriter& writer, const Trader& t) { append_trader(writer, t, Account(), Amount(), "mk_x"); },
      trader);
  CHECK(made["api_key"] == "mk_x");
}

// An open account has no closing time; a limit that is not set is null.
TEST_CASE("a trader shows its limits and whether the account is open") {
  Trader trader;
  const auto append = [](JsonWriter& writer, const Trader& t) {
    append_trader(writer, t, Account(), Amount());
  };
  json out = written(append, trader);
  CHECK(out["status"] == "open");
  CHECK(out["closed_at"].is_null());
  CHECK(names(out["limits"]) ==
        sorted({"max_open_orders", "max_order_quantity", "max_order_value", "max_orders_per_second"}));
  CHECK(out["limits"]["max_orders_per_second"].is_null());
  trader.closed_at = Timestamp(0);
  trader.limits.max_orders_per_second = 10;
  out = written(append, trader);
  CHECK(out["status"] == "closed");
  CHECK(out["closed_at"] == "1970-01-01T00:00:00.000000000Z");
  CHECK(out["limits"]["max_orders_per_second"] == 10);
}

// Each problem is named with its path in the body.
TEST_CASE("a trader is read with holdings and limits, each problem with its path") {
  const auto trader = read_register_trader(node(
      R"({"id":"alice","name":"Alice","cash":"50000","holdings":{"ACME":100},"limits":{"max_order_value":1e6}})"));
  REQUIRE_MESSAGE(trader.has_value(), first_error(trader));
  CHECK(trader->cash == Money(500'000'000));
  CHECK(trader->holdings.at(0).second == Quantity(100));
  CHECK(trader->limits.max_open_orders == kDefaultMaxOpenOrders);
  CHECK(trader->limits.max_order_value == Money(10'000'000'000));
  CHECK(read_register_trader(node(R"({"id":"bob"})"))->name == "bob");
  CHECK(first_error(read_register_trader(node("{}"))) == "name is required");
  for (const std::string id : {"me", "exchange", "outside", "issuer", "treasury"})
    CHECK(first_error(read_register_trader(node(R"({"id":")" + id + R"(","name":"x"})")))
              .find("id \"" + id + "\" means something else") == 0);
  CHECK(
      first_error(read_register_trader(node(R"({"id":"a","holdings":{"ACME":0}})"))).find("holdings.ACME ") ==
      0);
  CHECK(first_error(read_register_trader(node(R"({"id":"a","cash":-1})"))).find("cash must lie between") ==
        0);
  CHECK(first_error(read_amount(node(R"({"amount":"0"})"))) == "amount must be above 0");
}

// The rate is a limit like the others.
TEST_CASE("a trader is registered with an order rate") {
  const auto trader = read_register_trader(node(R"({"id":"a","limits":{"max_orders_per_second":1000000}})"));
  REQUIRE_MESSAGE(trader.has_value(), first_error(trader));
  CHECK(trader->limits.max_orders_per_second == 1'000'000);
  CHECK(
      read_register_trader(node(R"({"id":"a","limits":{"max_order_value":null}})"))->limits.max_order_value ==
      std::nullopt);
  for (const char* rate : {"0", "1000001", "-1", "1.5"}) {
    const std::string body = std::string(R"({"id":"a","limits":{"max_orders_per_second":)") + rate + "}}";
    CHECK(first_error(read_register_trader(node(body))) ==
          "limits.max_orders_per_second must be a whole number from 1 to 1000000");
  }
}

// What is named changes, null removes, what is left out stays.
TEST_CASE("an update of a trader merges its limits into those that hold") {
  const TraderLimits now{7, Quantity(8), Money(9), 10};
  const auto update = read_update_trader(
      node(R"({"limits":{"max_order_quantity":null,"max_order_value":"2","max_orders_per_second":null}})"));
  REQUIRE_MESSAGE(update.has_value(), first_error(update));
  CHECK(update->changes_limits());
  CHECK_FALSE(update->name.has_value());
  CHECK_FALSE(update->fee_schedule.has_value());
  const TraderLimits after = update->merged(now);
  CHECK(after.max_open_orders == 7);
  CHECK_FALSE(after.max_order_quantity.has_value());
  CHECK(after.max_order_value == Money(20'000));
  CHECK_FALSE(after.max_orders_per_second.has_value());
  const auto others = read_update_trader(
      node(R"({"limits":{"max_open_orders":1,"max_order_quantity":2,"max_orders_per_second":3}})"));
  REQUIRE(others.has_value());
  const TraderLimits merged = others->merged(now);
  CHECK(merged.max_open_orders == 1);
  CHECK(merged.max_order_quantity == Quantity(2));
  CHECK(merged.max_order_value == Money(9));
  CHECK(merged.max_orders_per_second == 3);
  const auto open_orders = read_update_trader(node(R"({"limits":{"max_open_orders":null}})"));
  REQUIRE(open_orders.has_value());
  CHECK(open_orders->merged(now).max_open_orders == kDefaultMaxOpenOrders);
}

// Without a schedule of the trader's own the company's or the venue's holds.
TEST_CASE("an update of a trader takes its fee schedule away by null or empty text") {
  for (const char* none : {R"({"fee_schedule":null})", R"({"fee_schedule":""})"}) {
    const auto update = read_update_trader(node(none));
    REQUIRE_MESSAGE(update.has_value(), first_error(update));
    CHECK(update->fee_schedule == "");
    CHECK_FALSE(update->changes_limits());
  }
  CHECK(read_update_trader(node(R"({"fee_schedule":"vip"})"))->fee_schedule == "vip");
  CHECK(read_update_trader(node(R"({"name":"Bob"})"))->name == "Bob");
}

// A request that would change nothing is a mistake of whoever sent it.
TEST_CASE("an update of a trader needs something to change, and nothing unknown") {
  const auto wrong = [](const char* body) { return first_error(read_update_trader(node(body))); };
  for (const char* nothing : {"{}", R"({"limits":{}})", R"({"limits":null})", R"({"name":null})"})
    CHECK(wrong(nothing) == " give at least one field to change: name, fee_schedule, limits");
  CHECK(wrong(R"({"id":"bob"})") == "id is not a known field");
  CHECK(wrong(R"({"name":""})") == "name must be 1 to 200 bytes long");
  CHECK(wrong(R"({"fee_schedule":"Gold Card"})") ==
        "fee_schedule " + std::string("must match [a-z0-9][a-z0-9_-]{0,31}"));
  CHECK(wrong(R"({"fee_schedule":3})") == "fee_schedule must be a string, not a number");
  CHECK(wrong(R"({"limits":{"max_orders_per_sec":3}})") ==
        "limits.max_orders_per_sec is not a known field: did you mean \"max_orders_per_second\"?");
  CHECK(wrong(R"({"limits":{"max_open_orders":0}})") ==
        "limits.max_open_orders must be a whole number from 1 to 10000000");
  CHECK(wrong(R"({"limits":[]})") == "limits must be a JSON object, not an array");
  CHECK(wrong("[]") == " must be a JSON object, not an array");
}

// The issuer pays unless somebody else is named.
TEST_CASE("a dividend is an amount a share or a total, and somebody pays it") {
  const auto dividend = read_dividend(node(R"({"per_share":"0.50"})"));
  REQUIRE_MESSAGE(dividend.has_value(), first_error(dividend));
  CHECK(dividend->per_share == Money(5'000));
  CHECK_FALSE(dividend->total.has_value());
  CHECK(dividend->from == DividendRequest::From::issuer);
  const auto total = read_dividend(node(R"({"total":1000,"from":"trader:bob"})"));
  REQUIRE(total.has_value());
  CHECK(total->total == Money(10'000'000));
  CHECK(total->from == DividendRequest::From::trader);
  CHECK(total->trader == Slug("bob"));
  CHECK(read_dividend(node(R"({"total":1,"from":"exchange"})"))->from == DividendRequest::From::exchange);
  CHECK(read_dividend(node(R"({"total":1,"from":"issuer"})"))->from == DividendRequest::From::issuer);
  const auto wrong = [](const char* body) { return first_error(read_dividend(node(body))); };
  CHECK(wrong("{}") == "per_share is required, unless total is given");
  CHECK(wrong(R"({"per_share":1,"total":1})") == "total is another way to give per_share: leave one out");
  CHECK(wrong(R"({"per_share":0})") == "per_share must be above 0");
  CHECK(wrong(R"({"total":"1e3"})").find("total ") == 0);
  CHECK(wrong(R"({"per_share":"0.00001"})").find("per_share ") == 0);
  CHECK(wrong(R"({"total":"100000000000000.0001"})").find("total must lie between") == 0);
  for (const char* from : {"bob", "trader:", "trader:Bob", "treasury", ""})
    CHECK(wrong((R"({"total":1,"from":")" + std::string(from) + "\"}").c_str()) ==
          "from must be \"exchange\", \"issuer\" or \"trader:ID\"");
}

// Both numbers are small: no split makes more than a thousand shares of one, or one of a thousand.
TEST_CASE("a split says how many shares become of how many") {
  const auto split = read_split(node(R"({"to":3,"from":2})"));
  REQUIRE_MESSAGE(split.has_value(), first_error(split));
  CHECK(split->to == 3);
  CHECK(split->from == 2);
  CHECK(read_split(node(R"({"to":1000,"from":1})")).has_value());
  const auto wrong = [](const char* body) { return first_error(read_split(node(body))); };
  CHECK(wrong("{}") == "to is required");
  CHECK(wrong(R"({"to":3})") == "from is required");
  CHECK(wrong(R"({"to":0,"from":1})") == "to must be a whole number from 1 to 1000");
  CHECK(wrong(R"({"to":1,"from":1001})") == "from must be a whole number from 1 to 1000");
  CHECK(wrong(R"({"to":"3","from":2})") == "to must be a whole number, not a string");
  CHECK(wrong(R"({"to":3,"from":2,"ratio":1})") == "ratio is not a known field");
}

// The members of the company, and one more that says what was done.
TEST_CASE("corporate actions are answered with the company and what was done") {
  json company = written(append_company, Company());
  DividendDone dividend;
  dividend.total = Money(1'000'000);
  dividend.from = "trader:bob";
  dividend.paid = Amount(999'999);
  dividend.remainder = Money(1);
  dividend.holders = 3;
  const json paid = written(append_company_with_dividend, Company(), dividend);
  CHECK(paid["dividend"] ==
        json::parse(R"({"per_share":null,"total":"100.00","from":"trader:bob","paid":"99.9999","holders":3,)"
                    R"("remainder":"0.0001","paid_in":"0.00"})"));
  SplitDone split;
  split.to = 3;
  split.from = 2;
  split.cash_in_lieu = Amount(500'000);
  split.paid_in = Amount(10'000);
  split.orders_ended = 4;
  json done = written(append_company_with_split, Company(), split);
  CHECK(done["split"] ==
        json::parse(R"({"to":3,"from":2,"cash_in_lieu":"50.00","paid_in":"1.00","orders_ended":4})"));
  done.erase("split");
  CHECK(done == company);
  company["dividend"] = paid["dividend"];
  CHECK(paid == company);
}

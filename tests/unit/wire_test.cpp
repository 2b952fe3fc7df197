// What leaves the daemon: the JSON of each noun with exactly the contract's members, and requests read into
// commands.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "wire/book_json.hpp"
#include "wire/company_json.hpp"
#include "wire/company_requests.hpp"
#include "wire/fee_json.hpp"
#include "wire/fee_requests.hpp"
#include "wire/feed_messages.hpp"
#include "wire/market_json.hpp"
#include "wire/order_json.hpp"
#include "wire/order_requests.hpp"
#include "wire/portfolio_json.hpp"
#include "wire/trade_json.hpp"
#include "wire/trader_json.hpp"
#include "wire/trader_requests.hpp"

using namespace market;
using nlohmann::json;

namespace {

template <class Append, class... Args>
json written(Append append, const Args&... args) {
  std::string out;
  JsonWriter writer(out);
  append(writer, args...);
  return json::parse(out);
}

std::vector<std::string> names(const json& object) {
  std::vector<std::string> out;
  for (const auto& [name, value] : object.items()) out.push_back(name);
  return out;
}

std::vector<std::string> sorted(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  return words;
}

JsonNode node(std::string_view text) {
  auto parsed = parse_json(text);
  REQUIRE(parsed.has_value());
  return std::move(*parsed);
}

template <class T>
std::string first_error(const tl::expected<T, Problem>& result) {
  if (result) return "";
  return result.error().errors.empty()
             ? result.error().detail
             : result.error().errors[0].field + " " + result.error().errors[0].reason;
}

Trade sample_trade() {
  Trade trade;
  trade.id = TradeId(7);
  trade.aggressor = Side::buy;
  trade.price = Price(1'012'500);
  trade.quantity = Quantity(10);
  trade.buy_order = OrderId(3);
  trade.sell_order = OrderId(2);
  trade.buyer_fee = Money(20'250);
  trade.seller_fee = Money(-10'125);
  trade.seq = 9;
  return trade;
}

constexpr std::string_view kLimitOrder =
    R"({"symbol":"ACME","side":"buy","type":"limit","quantity":10,"limit_price":"101.25"})";

}  // namespace

TEST_CASE("JsonWriter escapes text, joins values and writes nothing but valid UTF-8") {
  std::string out;
  JsonWriter(out)
      .begin_object()
      .field("a", "q\"b\\n\n\t\x01é")
      .field("b", std::optional<int>())
      .field("c", true)
      .field("d", -5)
      .field("e", Price(5))
      .field("f", Timestamp(0))
      .key("g")
      .begin_array()
      .value(1)
      .begin_object()
      .end_object()
      .begin_array()
      .end_array()
      .value("\xc3(\xed\xa0\x80")
      .end_array()
      .end_object();
  CHECK(out ==
        "{\"a\":\"q\\\"b\\\\n\\n\\t\\u0001é\",\"b\":null,\"c\":true,\"d\":-5,\"e\":\"0.0005\","
        "\"f\":\"1970-01-01T00:00:00.000000000Z\",\"g\":[1,{},[],\"\xef\xbf\xbd("
        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"]}");
}

TEST_CASE("an order has every member of the contract, those of later versions null") {
  Order order;
  order.id = OrderId(17);
  order.trader_slug = Slug("alice");
  order.symbol = Symbol("ACME");
  order.quantity = Quantity(3);
  order.filled = Quantity(3);
  order.filled_value = Amount(10'000'000);
  order.status = OrderStatus::filled;
  order.limit_price = Price(4'000'000);
  const json out = written(append_order, order);
  CHECK(names(out) ==
        sorted({"id",          "client_order_id", "trader",       "symbol",          "side",
                "type",        "time_in_force",   "quantity",     "filled_quantity", "remaining_quantity",
                "limit_price", "stop_price",      "trail_amount", "trail_percent",   "display_quantity",
                "post_only",   "average_price",   "fees",         "status",          "reason",
                "order_class", "parent",          "legs",         "queue_ahead",     "created_at",
                "updated_at",  "expires_at",      "seq"}));
  CHECK(out["average_price"] == "333.3333");
  CHECK(out["client_order_id"].is_null());
  CHECK(out["reason"].is_null());
  CHECK(out["stop_price"].is_null());
  CHECK(out["order_class"] == "simple");
  CHECK(out["limit_price"] == "400.00");
}

TEST_CASE("average_price rounds half to even at four decimals") {
  CHECK(average_price(Amount(5), Quantity(2))->units() == 2);
  CHECK(average_price(Amount(7), Quantity(2))->units() == 4);
  CHECK_FALSE(average_price(Amount(7), Quantity(0)).has_value());
}

TEST_CASE("a trade is public with seven members, and shows one side its order, liquidity and fee") {
  const json open = written(append_trade, sample_trade(), Symbol("ACME"));
  CHECK(names(open) == sorted({"id", "symbol", "price", "quantity", "aggressor", "time", "seq"}));
  const json buy = written(append_own_trade, sample_trade(), Symbol("ACME"), Side::buy);
  CHECK(buy["order"] == 3);
  CHECK(buy["liquidity"] == "taker");
  CHECK(buy["fee"] == "2.025");
  const json sell = written(append_own_trade, sample_trade(), Symbol("ACME"), Side::sell);
  CHECK(sell["order"] == 2);
  CHECK(sell["liquidity"] == "maker");
  CHECK(sell["fee"] == "-1.0125");
}

TEST_CASE("a company has every member of the contract") {
  Company company;
  company.symbol = Symbol("ACME");
  company.name = "Acme Inc";
  company.shares = Quantity(1'000'000);
  company.last_price = Price(1'000'000);
  const json out = written(append_company, company);
  CHECK(names(out) == sorted({"symbol", "name", "sector", "status", "shares", "treasury_shares", "tick_size",
                              "lot_size", "band", "initial_price", "reference_price", "last_price",
                              "market_cap", "fee_schedule", "created_at"}));
  CHECK(out["market_cap"] == "100000000.00");
  CHECK(out["band"].is_null());
  CHECK(out["sector"].is_null());
  CHECK(out["fee_schedule"].is_null());
}

TEST_CASE("a trader shows no hash of a key, and its api_key only when it was made just now") {
  Trader trader;
  trader.slug = Slug("alice");
  trader.keys.push_back({KeyId("k1"), {1, 2, 3}, Timestamp(0)});
  const json out =
      written([](JsonWriter& writer, const Trader& t) { append_trader(writer, t, Account()); }, trader);
  CHECK(names(out) == sorted({"id", "name", "cash", "reserved_cash", "buying_power", "open_orders",
                              "fee_schedule", "limits", "keys", "created_at"}));
  CHECK(names(out["keys"][0]) == sorted({"key_id", "created_at"}));
  const json made = written(
      [](JsonWriter& writer, const Trader& t) { append_trader(writer, t, Account(), "mk_x"); }, trader);
  CHECK(made["api_key"] == "mk_x");
}

TEST_CASE("a portfolio values what is held at last prices") {
  Portfolio portfolio{Slug("alice"), {}, Amount(50'000), {}};
  portfolio.account.cash = Money(1'000'000);
  portfolio.account.reserved = Money(250'000);
  Position position;
  position.quantity = Quantity(10);
  position.cost = Amount(900'000);
  portfolio.holdings.push_back({Symbol("ACME"), position, Price(100'000)});
  const json out =
      written([](JsonWriter& writer, const Portfolio& p) { append_portfolio(writer, p, 5); }, portfolio);
  CHECK(names(out) == sorted({"trader", "cash", "reserved_cash", "buying_power", "equity", "realized_pnl",
                              "unrealized_pnl", "fees_paid", "positions", "seq"}));
  CHECK(out["buying_power"] == "75.00");
  CHECK(out["equity"] == "200.00");
  CHECK(out["unrealized_pnl"] == "10.00");
  CHECK(out["realized_pnl"] == "5.00");
  const json& held = out["positions"][0];
  CHECK(names(held) == sorted({"symbol", "quantity", "reserved", "average_price", "last_price",
                               "market_value", "realized_pnl", "unrealized_pnl"}));
  CHECK(held["average_price"] == "9.00");
}

TEST_CASE(
    "a market line shows change against the previous close, and prices of the day only when it traded") {
  MarketLine line;
  line.symbol = Symbol("ACME");
  line.last_price = Price(1'012'500);
  line.previous_close = Price(1'000'000);
  const json out = written(append_market_line, line);
  CHECK(names(out) == sorted({"symbol", "last_price", "change", "change_percent", "bid", "bid_size", "ask",
                              "ask_size", "volume", "trades", "status"}));
  CHECK(out["change"] == "1.25");
  CHECK(out["change_percent"] == "1.25");
  CHECK(out["bid"].is_null());
  CHECK(out["bid_size"] == 0);
  json detail = written(append_market_detail, line);
  CHECK(detail["open"].is_null());
  CHECK(detail["vwap"].is_null());
  CHECK(detail["turnover"] == "0.00");
  line.trades = 1;
  line.open = Price(10'000);
  line.volume = Quantity(2);
  line.turnover = Amount(20'001);
  detail = written(append_market_detail, line);
  CHECK(detail["open"] == "1.00");
  CHECK(detail["vwap"] == "1.00");
}

TEST_CASE("the book's checksum covers the top ten levels, asks first, as their digits") {
  const std::vector<BookLevel> asks = {{Price(1'012'500), Quantity(250), 2}};
  const std::vector<BookLevel> bids = {{Price(5'000), Quantity(40), 1}};
  // CRC-32 of "10125250" "5040", as zlib.crc32 of Python gives it.
  CHECK(book_checksum(asks, bids) == 586'096'616u);
  std::vector<BookLevel> many;
  for (int i = 0; i < 12; ++i) many.push_back({Price(10'000 + i * 100), Quantity(1), 1});
  const std::vector<BookLevel> ten(many.begin(), many.begin() + 10);
  CHECK(book_checksum(many, bids) == book_checksum(ten, bids));
  CHECK(book_checksum({}, {}) == 0);
}

TEST_CASE("feed messages carry seq, n, type and time") {
  const MessageHead head{99, 2, Timestamp(0)};
  std::string text;
  append_trade_message(text, head, Symbol("ACME"), sample_trade());
  const json trade = json::parse(text);
  CHECK(names(trade) ==
        sorted({"seq", "n", "type", "time", "id", "symbol", "price", "quantity", "aggressor"}));
  CHECK(trade["seq"] == 99);
  text.clear();
  append_quote_message(text, head, Symbol("ACME"), {Price(100), std::nullopt, Quantity(5), Quantity()});
  const json quote = json::parse(text);
  CHECK(quote["type"] == "quote");
  CHECK(quote["bid"] == "0.01");
  CHECK(quote["ask"].is_null());
  CHECK(quote["ask_size"] == 0);
  text.clear();
  append_gap_message(text, head, 5, 8);
  CHECK(json::parse(text)["from"] == 5);
  text.clear();
  append_stopping_message(text, head);
  CHECK(json::parse(text)["type"] == "server");
  CHECK(json::parse(text)["event"] == "stopping");
  text.clear();
  append_heartbeat_message(text, head);
  CHECK(json::parse(text)["type"] == "heartbeat");
}

TEST_CASE("a limit order is read with its defaults") {
  const auto request = read_place_order(node(kLimitOrder));
  REQUIRE_MESSAGE(request.has_value(), first_error(request));
  CHECK_FALSE(request->trader.has_value());
  CHECK(request->symbol.view() == "ACME");
  CHECK(request->order.side == Side::buy);
  CHECK(request->order.limit_price == Price(1'012'500));
  CHECK(request->order.time_in_force == TimeInForce::gtc);
  CHECK(request->order.self_trade == SelfTradePolicy::cancel_newest);
  CHECK(request->order.client_order_id.empty());
}

TEST_CASE("a market order defaults to ioc and takes no limit price") {
  const auto request =
      read_place_order(node(R"({"symbol":"ACME","side":"sell","type":"market","quantity":1})"));
  REQUIRE(request.has_value());
  CHECK(request->order.time_in_force == TimeInForce::ioc);
  CHECK(first_error(read_place_order(
            node(R"({"symbol":"ACME","side":"sell","type":"market","quantity":1,"limit_price":"1"})"))) ==
        "limit_price is for limit orders: leave it out, or set type to \"limit\"");
}

TEST_CASE("fields and words of later versions are refused by name, their neutral values accepted") {
  const auto with = [](const std::string& more) {
    std::string body(kLimitOrder);
    body.pop_back();
    return first_error(read_place_order(node(body + "," + more + "}")));
  };
  CHECK(with(R"("order_class":"simple","stop_price":null,"display_quantity":null)") == "");
  CHECK(with(R"("order_class":"oco")") == "order_class \"oco\" is not supported yet: use \"simple\"");
  CHECK(with(R"("stop_price":"1")") == "stop_price is not supported yet: leave it out");
  CHECK(with(R"("display_quantity":5)") == "display_quantity is not supported yet: leave it out");
  CHECK(with(R"("expires_at":"2030-01-01T00:00:00Z")") == "expires_at is not supported yet: leave it out");
  CHECK(with(R"("time_in_force":"day")") ==
        "time_in_force \"day\" is not supported yet: use \"gtc\", \"ioc\" or \"fok\"");
  CHECK(with(R"("self_trade":"decrement")") ==
        "self_trade \"decrement\" is not supported yet: use \"cancel_newest\" or \"allow\"");
  CHECK(with(R"("clientorderid":"1")").find("did you mean \"client_order_id\"?") != std::string::npos);
  CHECK(first_error(read_place_order(node(R"({"symbol":"ACME","side":"buy","type":"stop","quantity":1})"))) ==
        "type \"stop\" is not supported yet: use \"limit\" or \"market\"");
}

TEST_CASE("a change of an order needs something to change") {
  CHECK(read_order_change(node(R"({"quantity":5})"))->quantity == Quantity(5));
  CHECK(first_error(read_order_change(node("{}"))) == " give quantity or limit_price, or both");
}

TEST_CASE("a malformed operation of a batch fails alone") {
  const std::string body =
      R"({"operations":[{"op":"cancel","id":5},{"op":"fly"},{"op":"amend","id":1},)"
      R"({"op":"cancel","client_order_id":"a","trader":"bob"},{"op":"cancel"},7,)"
      R"({"op":"place","symbol":"ACME","side":"buy","type":"limit","quantity":1,"limit_price":1}]})";
  const auto batch = read_batch(node(body));
  REQUIRE(batch.has_value());
  REQUIRE(batch->size() == 7);
  CHECK(std::get<CancelRequest>((*batch)[0]).order.id == OrderId(5));
  CHECK(std::get<Problem>((*batch)[1]).errors[0].field == "op");
  CHECK(std::get<Problem>((*batch)[2]).detail == "give quantity or limit_price, or both");
  CHECK(std::get<CancelRequest>((*batch)[3]).order.trader->view() == "bob");
  CHECK(std::get<Problem>((*batch)[4]).detail ==
        "id: name the order by id or by client_order_id, one of the two");
  CHECK(std::get<Problem>((*batch)[5]).detail == "must be a JSON object, not a number");
  CHECK(std::get<PlaceOrderRequest>((*batch)[6]).symbol.view() == "ACME");
}

TEST_CASE("a batch of nothing but unknown fields is told the nearest names of the first only") {
  std::string many = R"({"operations":[{"op":"cancel","id":1,"trade":1})";
  for (int i = 1; i < 1'000; ++i) many += R"(,{"op":"cancel","id":1,"trade":1})";
  const auto batch = read_batch(node(many + "]}"));
  REQUIRE(batch.has_value());
  CHECK(std::get<Problem>(batch->front()).detail.find("did you mean \"trader\"?") != std::string::npos);
  CHECK(std::get<Problem>(batch->back()).detail == "trade: is not a known field");
}

TEST_CASE("a batch holds 1 to 1000 operations") {
  CHECK(first_error(read_batch(node(R"({"operations":[]})"))) ==
        "operations must be an array of 1 to 1000 operations");
  std::string many = "{\"operations\":[0";
  for (int i = 0; i < 1'000; ++i) many += ",0";
  CHECK_FALSE(read_batch(node(many + "]}")).has_value());
}

TEST_CASE("a company is read with defaults, and an update tells null from absent") {
  const auto company = read_register_company(
      node(R"({"symbol":"ACME","name":"Acme","shares":1000,"initial_price":100,"band":"10"})"));
  REQUIRE_MESSAGE(company.has_value(), first_error(company));
  CHECK(company->tick_size == Price(100));
  CHECK(company->lot_size == Quantity(1));
  CHECK(company->band == Rate(100'000));
  const auto update = read_update_company(node(R"({"band":null,"sector":"Tools"})"));
  REQUIRE(update.has_value());
  REQUIRE(update->band.has_value());
  CHECK_FALSE(update->band->has_value());
  CHECK(update->sector == "Tools");
  CHECK_FALSE(update->fee_schedule.has_value());
  CHECK(first_error(read_update_company(node("{}"))).find("give at least one field") != std::string::npos);
  CHECK(first_error(read_resume_company(node(R"({"auction":true})"))).find("not supported yet") !=
        std::string::npos);
}

TEST_CASE("a trader is read with holdings and limits, each problem with its path") {
  const auto trader = read_register_trader(node(
      R"({"id":"alice","name":"Alice","cash":"50000","holdings":{"ACME":100},"limits":{"max_order_value":"1e6"}})"));
  REQUIRE_MESSAGE(trader.has_value(), first_error(trader));
  CHECK(trader->cash == Money(500'000'000));
  CHECK(trader->holdings.at(0).second == Quantity(100));
  CHECK(trader->limits.max_open_orders == kDefaultMaxOpenOrders);
  CHECK(trader->limits.max_order_value == Money(10'000'000'000));
  CHECK(read_register_trader(node(R"({"id":"bob"})"))->name == "bob");
  CHECK(first_error(read_register_trader(node("{}"))) == "name is required");
  CHECK(first_error(read_register_trader(node(R"({"id":"me","name":"x"})"))).find("id \"me\" is taken") == 0);
  CHECK(
      first_error(read_register_trader(node(R"({"id":"a","holdings":{"ACME":0}})"))).find("holdings.ACME ") ==
      0);
  CHECK(first_error(read_register_trader(node(R"({"id":"a","cash":-1})"))).find("cash must lie between") ==
        0);
  CHECK(first_error(read_amount(node(R"({"amount":"0"})"))) == "amount must be above 0");
}

TEST_CASE("a fee table survives being written and read back") {
  const json out = written(append_fee_table, default_fee_table());
  CHECK(out["schedules"]["standard"]["maker"]["bps"] == "10.00");
  CHECK(out["distribution"][0]["to"] == "exchange");
  CHECK(out["distribution"][0]["share"] == "0.80");
  const auto table = read_fee_table(node(out.dump()));
  REQUIRE_MESSAGE(table.has_value(), first_error(table));
  CHECK(*table == default_fee_table());
}

TEST_CASE("a fee table refuses what is not supported yet and what does not add up") {
  json table = written(append_fee_table, default_fee_table());
  table["schedules"]["standard"]["maker"]["flat"] = "0";
  table["schedules"]["standard"]["maker"]["max"] = nullptr;
  table["schedules"]["standard"]["tiers"] = json::array();
  CHECK(first_error(read_fee_table(node(table.dump()))) == "");
  table["schedules"]["standard"]["taker"]["per_share"] = "0.01";
  CHECK(first_error(read_fee_table(node(table.dump()))) ==
        "schedules.standard.taker.per_share is not supported yet: leave it out and use bps");
  table["schedules"]["standard"]["taker"].erase("per_share");
  table["distribution"][0]["share"] = "0.7";
  CHECK(first_error(read_fee_table(node(table.dump()))) == " the shares of the distribution must sum to 1");
  table["distribution"][0]["to"] = "nobody";
  CHECK(first_error(read_fee_table(node(table.dump()))).find("distribution.0.to must be") == 0);
}

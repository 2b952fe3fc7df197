// What leaves the daemon: the JSON of each noun with exactly the contract's members, and requests read into
// commands.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/wire_harness.hpp"
#include "wire/auction_json.hpp"
#include "wire/book_json.hpp"
#include "wire/company_json.hpp"
#include "wire/company_requests.hpp"
#include "wire/feed_messages.hpp"
#include "wire/market_json.hpp"
#include "wire/order_json.hpp"
#include "wire/order_requests.hpp"
#include "wire/portfolio_json.hpp"
#include "wire/preview_json.hpp"
#include "wire/trade_json.hpp"

using namespace market;
using namespace market::test;
using nlohmann::json;

namespace {

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

TEST_CASE("an order has every member of the contract, those that do not concern it null") {
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
  for (const char* name :
       {"trail_amount", "trail_percent", "display_quantity", "parent", "legs", "expires_at"})
    CHECK_MESSAGE(out[name].is_null(), name);
}

TEST_CASE("an order shows what only some orders have") {
  Order order;
  order.type = OrderType::trailing_stop;
  order.time_in_force = TimeInForce::gtd;
  order.status = OrderStatus::held;
  order.stop_price = Price(950'000);
  order.trail_amount = Price(50'000);
  order.trail_percent = Rate(50'000);
  order.display_quantity = Quantity(10);
  order.order_class = OrderClass::bracket;
  order.parent = OrderId(4);
  order.legs = {OrderId(5), OrderId(6)};
  order.expires_at = Timestamp(0);
  json out = written(append_order, order);
  CHECK(out["type"] == "trailing_stop");
  CHECK(out["time_in_force"] == "gtd");
  CHECK(out["status"] == "held");
  CHECK(out["stop_price"] == "95.00");
  CHECK(out["trail_amount"] == "5.00");
  CHECK(out["trail_percent"] == "5.00");
  CHECK(out["display_quantity"] == 10);
  CHECK(out["order_class"] == "bracket");
  CHECK(out["parent"] == 4);
  CHECK(out["legs"] == json::array({5, 6}));
  CHECK(out["expires_at"] == "1970-01-01T00:00:00.000000000Z");
  order.legs[1].reset();
  out = written(append_order, order);
  CHECK(out["legs"] == json::array({5}));
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
  Trade uncross = sample_trade();
  uncross.auction = true;
  for (const Side side : {Side::buy, Side::sell})
    CHECK(written(append_own_trade, uncross, Symbol("ACME"), side)["liquidity"] == "auction");
}

TEST_CASE("a company has every member of the contract, and its rules of trading") {
  Company company;
  company.symbol = Symbol("ACME");
  company.name = "Acme Inc";
  company.shares = Quantity(1'000'000);
  company.last_price = Price(1'000'000);
  const json out = written(append_company, company);
  CHECK(names(out) ==
        sorted({"symbol", "name", "sector", "status", "shares", "treasury_shares", "tick_size", "lot_size",
                "band", "initial_price", "reference_price", "last_price", "market_cap", "fee_schedule",
                "created_at", "tick_table", "breaker", "auction"}));
  CHECK(out["market_cap"] == "100000000.00");
  CHECK(out["band"].is_null());
  CHECK(out["sector"].is_null());
  CHECK(out["fee_schedule"].is_null());
  for (const char* name : {"tick_table", "breaker", "auction"}) CHECK_MESSAGE(out[name].is_null(), name);
}

TEST_CASE("a company shows its tick table, its breaker and the auction it is in") {
  Company company;
  company.status = CompanyStatus::auction;
  company.ticks = {Price(100), {{Price(100'000), Price(500)}, {Price(1'000'000), Price(1'000)}}};
  company.breaker = CircuitBreaker{Rate(100'000), Duration::seconds(300), Duration::seconds(90)};
  company.auction = CallAuction{AuctionKind::breaker, Timestamp(0)};
  json out = written(append_company, company);
  CHECK(out["status"] == "auction");
  CHECK(out["tick_size"] == "0.01");
  CHECK(out["tick_table"] ==
        json::parse(R"([{"from":"10.00","tick_size":"0.05"},{"from":"100.00","tick_size":"0.10"}])"));
  CHECK(out["breaker"] == json::parse(R"({"percent":"10.00","window":"5m","duration":"1m30s"})"));
  CHECK(out["auction"] == json::parse(R"({"kind":"breaker","ends_at":"1970-01-01T00:00:00.000000000Z"})"));
  company.auction = CallAuction{AuctionKind::manual, std::nullopt};
  out = written(append_company, company);
  CHECK(out["auction"]["ends_at"].is_null());
}

TEST_CASE("an auction shows what it would do now, and nothing while there is none") {
  AuctionView view{Symbol("ACME"),
                   CompanyStatus::auction,
                   CallAuction{AuctionKind::opening, std::nullopt},
                   {Price(1'000'000), Quantity(50), Quantity(7), Side::sell}};
  json out = written(append_auction, view, Seq(9));
  CHECK(out == json::parse(R"({"symbol":"ACME","status":"auction","kind":"opening","ends_at":null,)"
                           R"("price":"100.00","quantity":50,"imbalance":7,"side":"sell","seq":9})"));
  out =
      written(append_auction, AuctionView{Symbol("ACME"), CompanyStatus::trading, std::nullopt, {}}, Seq(9));
  CHECK(out == json::parse(R"({"symbol":"ACME","status":"trading","kind":null,"ends_at":null,)"
                           R"("price":null,"quantity":0,"imbalance":0,"side":null,"seq":9})"));
}

TEST_CASE("a preview tells fills and the cash that moves, or why the order would be refused") {
  const OrderPreview preview{std::nullopt,
                             {{Price(1'000'000), Quantity(2)}, {Price(1'010'000), Quantity(1)}},
                             Quantity(3),
                             Amount(3'010'000),
                             Amount(6'020)};
  CHECK(written(append_preview, preview, Side::buy) ==
        json::parse(
            R"({"accepted":true,"fills":[{"price":"100.00","quantity":2},{"price":"101.00","quantity":1}],)"
            R"("average_price":"100.3333","fees":"0.602","cost":"301.602"})"));
  CHECK(written(append_preview, preview, Side::sell)["cost"] == "-300.398");
  OrderPreview refused;
  refused.refused = Refused{Refusal::insufficient_funds, "deposit 5.00", ""};
  CHECK(written(append_preview, refused, Side::buy) ==
        json::parse(R"({"accepted":false,"code":"insufficient_funds","detail":"deposit 5.00","fills":[],)"
                    R"("average_price":null,"fees":"0.00","cost":"0.00"})"));
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
  line.open = line.low = line.high = Price(10'000);
  line.volume = Quantity(2);
  line.turnover = Amount(20'001);
  detail = written(append_market_detail, line);
  CHECK(detail["open"] == "1.00");
  CHECK(detail["vwap"] == "1.00");
  // A split left one share of what were one and a half.
  CHECK(volume_weighted_price(Amount(15'000), Quantity(1), Price(9'000), Price(11'000)) == Price(11'000));
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
  append_gap_message(text, head, GapReason::not_kept, 5, 8);
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

TEST_CASE("a plain order has no terms, whatever neutral values it names") {
  const auto request = read_place_order(node(
      R"({"symbol":"ACME","side":"buy","type":"limit","quantity":10,"limit_price":"101.25","order_class":"simple",)"
      R"("stop_price":null,"display_quantity":null,"take_profit":null,"stop_loss":null,"expires_at":null})"));
  REQUIRE_MESSAGE(request.has_value(), first_error(request));
  CHECK_FALSE(request->order.terms.has_value());
}

TEST_CASE("every word of an order's vocabularies is taken") {
  const auto placed = [](const std::string& more) {
    const auto request = read_place_order(node(
        R"({"symbol":"ACME","side":"sell","type":"limit","quantity":10,"limit_price":"1",)" + more + "}"));
    REQUIRE_MESSAGE(request.has_value(), first_error(request));
    return request->order;
  };
  CHECK(placed(R"("time_in_force":"day")").time_in_force == TimeInForce::day);
  CHECK(placed(R"("time_in_force":"opg")").time_in_force == TimeInForce::opg);
  CHECK(placed(R"("time_in_force":"cls")").time_in_force == TimeInForce::cls);
  CHECK(placed(R"("time_in_force":"fok")").time_in_force == TimeInForce::fok);
  CHECK(placed(R"("self_trade":"cancel_oldest")").self_trade == SelfTradePolicy::cancel_oldest);
  CHECK(placed(R"("self_trade":"cancel_both")").self_trade == SelfTradePolicy::cancel_both);
  CHECK(placed(R"("self_trade":"decrement")").self_trade == SelfTradePolicy::decrement);
  CHECK(placed(R"("self_trade":"allow")").self_trade == SelfTradePolicy::allow);
  const PlaceOrder dated = placed(R"("time_in_force":"gtd","expires_at":"1970-01-01T00:00:01Z")");
  CHECK(dated.time_in_force == TimeInForce::gtd);
  CHECK(dated.terms->expires_at == Timestamp(1'000'000'000));
  CHECK(placed(R"("display_quantity":1)").terms->display_quantity == Quantity(1));
}

TEST_CASE("stops are read with their prices, and default to gtc") {
  const auto placed = [](const std::string& more) {
    const auto request =
        read_place_order(node(R"({"symbol":"ACME","side":"sell","quantity":10,)" + more + "}"));
    REQUIRE_MESSAGE(request.has_value(), first_error(request));
    return request->order;
  };
  const PlaceOrder stop = placed(R"("type":"stop","stop_price":"95")");
  CHECK(stop.type == OrderType::stop);
  CHECK(stop.time_in_force == TimeInForce::gtc);
  CHECK(stop.terms->stop_price == Price(950'000));
  CHECK(stop.limit_price == Price());
  const PlaceOrder limit = placed(R"("type":"stop_limit","stop_price":"95","limit_price":"94.5")");
  CHECK(limit.terms->stop_price == Price(950'000));
  CHECK(limit.limit_price == Price(945'000));
  CHECK(placed(R"("type":"trailing_stop","trail_amount":"2")").terms->trail_amount == Price(20'000));
  CHECK(placed(R"("type":"trailing_stop","trail_percent":"5")").terms->trail_percent == Rate(50'000));
}

TEST_CASE("groups are read with their legs") {
  const auto placed = [](const std::string& more) {
    const auto request = read_place_order(
        node(R"({"symbol":"ACME","side":"sell","type":"limit","quantity":10,)" + more + "}"));
    REQUIRE_MESSAGE(request.has_value(), first_error(request));
    return request->order;
  };
  for (const char* limit : {R"("limit_price":"110")", R"("take_profit":{"limit_price":"110"})",
                            R"("limit_price":"110","take_profit":{"limit_price":110})"}) {
    const PlaceOrder oco =
        placed(std::string(limit) + R"(,"order_class":"oco","stop_loss":{"stop_price":"95"})");
    CHECK(oco.limit_price == Price(1'100'000));
    CHECK(oco.terms->order_class == OrderClass::oco);
    CHECK(oco.terms->take_profit == Price());
    CHECK(oco.terms->stop_loss == Price(950'000));
    CHECK(oco.terms->stop_loss_limit == Price());
  }
  const PlaceOrder bracket =
      placed(R"("limit_price":"100","order_class":"bracket","take_profit":{"limit_price":"90"},)"
             R"("stop_loss":{"stop_price":"105","limit_price":"106"})");
  CHECK(bracket.limit_price == Price(1'000'000));
  CHECK(bracket.terms->take_profit == Price(900'000));
  CHECK(bracket.terms->stop_loss == Price(1'050'000));
  CHECK(bracket.terms->stop_loss_limit == Price(1'060'000));
  CHECK(placed(R"("limit_price":"100","order_class":"oto","take_profit":{"limit_price":"90"})")
            .terms->take_profit == Price(900'000));
  CHECK(placed(R"("limit_price":"100","order_class":"oto","stop_loss":{"stop_price":"105"})")
            .terms->stop_loss == Price(1'050'000));
}

TEST_CASE("what belongs to another kind of order is refused by its field") {
  struct Case {
    const char* body;
    const char* error;
  };
  const Case cases[] = {
      {R"("type":"limit","limit_price":1,"stop_price":1)",
       "stop_price is for stop orders: leave it out, or set type to \"stop\" or \"stop_limit\""},
      {R"("type":"stop","stop_price":1,"limit_price":1)",
       "limit_price is for limit orders: leave it out, or set type to \"stop_limit\""},
      {R"("type":"stop")", "stop_price is required"},
      {R"("type":"stop_limit","stop_price":1)", "limit_price is required"},
      {R"("type":"trailing_stop","trail_amount":1,"stop_price":1)",
       "stop_price follows the market in a trailing stop: leave it out"},
      {R"("type":"trailing_stop")", "trail_amount give trail_amount or trail_percent, one of the two"},
      {R"("type":"trailing_stop","trail_amount":1,"trail_percent":1)",
       "trail_amount give trail_amount or trail_percent, one of the two"},
      {R"("type":"trailing_stop","trail_percent":100)", "trail_percent must lie between 0.0001 and 99.9999"},
      {R"("type":"market","trail_amount":1)",
       "trail_amount is for trailing stops: leave it out, or set type to \"trailing_stop\""},
      {R"("type":"limit","limit_price":1,"expires_at":"2030-01-01T00:00:00Z")",
       "expires_at is for time_in_force \"gtd\": leave it out, or set that"},
      {R"("type":"limit","limit_price":1,"time_in_force":"gtd")", "expires_at is required"},
      {R"("type":"limit","limit_price":1,"time_in_force":"good")",
       "time_in_force must be \"gtc\", \"day\", \"gtd\", \"ioc\", \"fok\", \"opg\" or \"cls\", not \"good\""},
      {R"("type":"market","display_quantity":1)", "display_quantity is for limit orders: leave it out"},
      {R"("type":"limit","limit_price":1,"display_quantity":5001)",
       "display_quantity must be at most quantity"},
      {R"("type":"limit","limit_price":1,"display_quantity":49)",
       "display_quantity must be at least a hundredth of quantity: 50 or more"},
      {R"("type":"limit","limit_price":1,"display_quantity":5,"order_class":"oto","stop_loss":{"stop_price":1})",
       "display_quantity is for orders without legs: leave it out"},
      {R"("type":"stop","stop_price":1,"post_only":true)",
       "post_only is for limit orders: what a stop becomes may take when it triggers"},
      {R"("type":"limit","limit_price":1,"take_profit":{"limit_price":1})",
       "take_profit is a leg: leave it out, or set order_class to the kind of group"},
      {R"("type":"limit","limit_price":1,"order_class":"oco")", "stop_loss is required"},
      {R"("type":"limit","order_class":"oco","stop_loss":{"stop_price":1})",
       "limit_price is required: the price of the take profit"},
      {R"("type":"limit","limit_price":1,"order_class":"oco","stop_loss":{"stop_price":1},)"
       R"("take_profit":{"limit_price":2})",
       "take_profit must have the same limit_price as the order: give one of the two"},
      {R"("type":"market","order_class":"oco","stop_loss":{"stop_price":1},"take_profit":{"limit_price":2})",
       "order_class \"oco\" needs type \"limit\": its limit order is the take profit"},
      {R"("type":"stop","stop_price":1,"order_class":"oto","stop_loss":{"stop_price":1})",
       "order_class needs an entry of type \"limit\" or \"market\""},
      {R"("type":"limit","limit_price":1,"order_class":"bracket","stop_loss":{"stop_price":1})",
       "take_profit is required"},
      {R"("type":"limit","limit_price":1,"order_class":"oto")",
       "take_profit give take_profit or stop_loss, one of the two"},
      {R"("type":"market","order_class":"oto","stop_loss":{"limit_price":1})",
       "stop_loss.stop_price is required"},
      {R"("type":"market","order_class":"oto","take_profit":{"price":1})",
       "take_profit.limit_price is required"},
      {R"("type":"market","order_class":"oto","take_profit":7)",
       "take_profit must be a JSON object, not a number"},
  };
  for (const Case& wrong : cases)
    CHECK(first_error(read_place_order(node(R"({"symbol":"ACME","side":"buy","quantity":5000,)" +
                                            std::string(wrong.body) + "}"))) == wrong.error);
  std::string typo(kLimitOrder);
  typo.pop_back();
  CHECK(first_error(read_place_order(node(typo + R"(,"clientorderid":"1"})")))
            .find("did you mean \"client_order_id\"?") != std::string::npos);
}

TEST_CASE("a change of an order needs something to change") {
  CHECK(read_order_change(node(R"({"quantity":5})"))->quantity == Quantity(5));
  CHECK(read_order_change(node(R"({"stop_price":5})"))->stop_price == Price(50'000));
  CHECK(first_error(read_order_change(node("{}"))) ==
        " give at least one field to change: quantity, limit_price, stop_price");
}

TEST_CASE("cancel-after takes whole seconds up to a year, 0 to disarm") {
  CHECK(read_cancel_after(node(R"({"seconds":60})"))->delay == Duration::seconds(60));
  CHECK(read_cancel_after(node(R"({"seconds":0,"trader":"bob"})"))->trader->view() == "bob");
  CHECK(read_cancel_after(node(R"({"seconds":31536000})"))->delay == kMaxCancelAfter);
  CHECK(first_error(read_cancel_after(node("{}"))) == "seconds is required");
  for (const char* wrong : {"-1", "31536001", "1.5"})
    CHECK(first_error(read_cancel_after(node(std::string(R"({"seconds":)") + wrong + "}"))) ==
          "seconds must be a whole number from 0 to 31536000");
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
  CHECK(std::get<Problem>((*batch)[2]).detail ==
        "give at least one field to change: quantity, limit_price, stop_price");
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
}

TEST_CASE("a tick table and a breaker are read, and removed by null") {
  const auto company = read_register_company(
      node(R"({"symbol":"ACME","name":"Acme","shares":1000,"initial_price":100,)"
           R"("tick_table":[{"from":"10.00","tick_size":"0.05"},{"from":100,"tick_size":0.1}],)"
           R"("breaker":{"percent":"10","window":"5m","duration":120}})"));
  REQUIRE_MESSAGE(company.has_value(), first_error(company));
  CHECK(company->tick_steps ==
        std::vector<TickStep>{{Price(100'000), Price(500)}, {Price(1'000'000), Price(1'000)}});
  CHECK(company->breaker == CircuitBreaker{Rate(100'000), Duration::seconds(300), Duration::seconds(120)});
  const auto cleared = read_update_company(node(R"({"tick_table":null,"breaker":null})"));
  REQUIRE(cleared.has_value());
  CHECK(cleared->tick_steps == std::vector<TickStep>());
  REQUIRE(cleared->breaker.has_value());
  CHECK_FALSE(cleared->breaker->has_value());
  const auto kept = read_update_company(node(R"({"name":"Acme"})"));
  REQUIRE(kept.has_value());
  CHECK_FALSE(kept->tick_steps.has_value());
  CHECK_FALSE(kept->breaker.has_value());
  const auto wrong = [](const std::string& body) { return first_error(read_update_company(node(body))); };
  CHECK(wrong(R"({"tick_table":{}})").find("tick_table must be an array of at most 32 steps such as") == 0);
  CHECK(wrong(R"({"tick_table":[{"from":1,"tick_size":1},{"from":2,"tick":1}]})") ==
        "tick_table.1.tick_size is required");
  CHECK(wrong(R"({"breaker":{"percent":0,"window":"5m","duration":"2m"}})") ==
        "breaker.percent must be above 0");
  CHECK(wrong(R"({"breaker":{"percent":10,"window":"2d","duration":"2m"}})")
            .find("breaker.window must be a duration such as") == 0);
  CHECK(wrong(R"({"breaker":{"percent":10,"window":"5m"}})") == "breaker.duration is required");
}

TEST_CASE("an auction ends at a time, after a duration, or when somebody says so") {
  CHECK_FALSE(read_resume_company(node("{}"))->into_auction);
  CHECK(read_resume_company(node(R"({"auction":true})"))->into_auction);
  const auto open = read_start_auction(node("{}"));
  REQUIRE(open.has_value());
  CHECK_FALSE(open->ends_at.has_value());
  CHECK_FALSE(open->duration.has_value());
  CHECK(read_start_auction(node(R"({"duration":"5m"})"))->duration == Duration::seconds(300));
  CHECK(read_start_auction(node(R"({"ends_at":"1970-01-01T00:00:01Z"})"))->ends_at ==
        Timestamp(1'000'000'000));
  CHECK(first_error(read_start_auction(node(R"({"ends_at":"1970-01-01T00:00:01Z","duration":"5m"})"))) ==
        "duration is another way to give ends_at: leave one out");
}

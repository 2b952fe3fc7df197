// schema/openapi.json describes exactly the endpoint table: methods, paths, operation ids, access and query
// parameters, both ways, and every reference in it resolves.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "daemon/rest/endpoint_table.hpp"
#include "model/ledger.hpp"
#include "model/refusal.hpp"
#include "schema/schema.hpp"
#include "wire/auction_json.hpp"
#include "wire/company_json.hpp"
#include "wire/corporate_json.hpp"
#include "wire/corporate_requests.hpp"
#include "wire/equity_json.hpp"
#include "wire/fee_json.hpp"
#include "wire/fee_requests.hpp"
#include "wire/json_node.hpp"
#include "wire/ledger_json.hpp"
#include "wire/order_json.hpp"
#include "wire/order_requests.hpp"
#include "wire/trader_json.hpp"
#include "wire/trader_requests.hpp"

using namespace market;
using nlohmann::json;

namespace {

const json& document() {
  static const json parsed = json::parse(openapi_json());
  return parsed;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string access_text(Access access) {
  switch (access) {
    case Access::open: return "open";
    case Access::public_data: return "public_data";
    case Access::trader: return "trader";
    case Access::admin: return "admin";
  }
  return "";
}

std::set<std::string> words(std::string_view names) {
  std::set<std::string> out;
  std::istringstream in{std::string(names)};
  for (std::string word; in >> word;) out.insert(word);
  return out;
}

const json& resolve(const json& node) {
  if (!node.contains("$ref")) return node;
  return document().at(json::json_pointer(node["$ref"].get<std::string>().substr(1)));
}

std::set<std::string> parameters(const json& operation, std::string_view where) {
  std::set<std::string> out;
  if (!operation.contains("parameters")) return out;
  for (const json& parameter : operation["parameters"])
    if (resolve(parameter)["in"] == where) out.insert(resolve(parameter)["name"].get<std::string>());
  return out;
}

std::set<std::string> path_names(std::string_view path) {
  std::set<std::string> out;
  while (path.find('{') != path.npos) {
    path.remove_prefix(path.find('{') + 1);
    out.insert(std::string(path.substr(0, path.find('}'))));
  }
  return out;
}

const json& schema(const char* name) {
  return document()["components"]["schemas"][name];
}

// The words of the first `count` values of a vocabulary; without the empty one.
template <class Enum>
std::set<std::string> vocabulary(int count) {
  std::set<std::string> out;
  for (int i = 0; i < count; ++i)
    if (const auto word = to_text(static_cast<Enum>(i)); !word.empty()) out.insert(std::string(word));
  return out;
}

std::set<std::string> enum_words(const json& node) {
  std::set<std::string> out;
  for (const json& word : node["enum"])
    if (!word.is_null()) out.insert(word.get<std::string>());
  return out;
}

std::set<std::string> names(const json& object) {
  std::set<std::string> out;
  for (const auto& [name, value] : object.items()) out.insert(name);
  return out;
}

// What is written has exactly the schema's members, all of them required.
void check_members(const std::string& written, const json& described) {
  CHECK(names(json::parse(written)) == names(described["properties"]));
  CHECK(described["required"].size() == described["properties"].size());
}

void check_references(const json& node) {
  if (node.is_object() && node.contains("$ref")) {
    const std::string target = node["$ref"].get<std::string>();
    CHECK_MESSAGE(document().contains(json::json_pointer(target.substr(1))), target);
  }
  if (node.is_structured())
    for (const json& child : node) check_references(child);
}

}  // namespace

TEST_CASE("every endpoint of the table is in openapi.json as it is") {
  for (const Endpoint& endpoint : endpoints()) {
    const std::string path(endpoint.path);
    std::string method(endpoint.method);
    for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    INFO(method << " " << path);
    REQUIRE(document()["paths"].contains(path));
    REQUIRE(document()["paths"][path].contains(method));
    const json& operation = document()["paths"][path][method];
    CHECK(operation["operationId"] == std::string(endpoint.operation_id));
    CHECK(operation["x-access"] == access_text(endpoint.access));
    CHECK(parameters(operation, "query") == words(endpoint.query));
    CHECK(parameters(operation, "path") == path_names(endpoint.path));
    CHECK_FALSE(operation["summary"].get<std::string>().empty());
  }
}

TEST_CASE("every operation of openapi.json is in the table") {
  std::map<std::string, std::string> known;
  for (const Endpoint& endpoint : endpoints())
    known[std::string(endpoint.method) + " " + std::string(endpoint.path)] = endpoint.operation_id;
  for (const auto& [path, operations] : document()["paths"].items())
    for (const auto& [method, operation] : operations.items()) {
      const std::string key = upper(method) + " " + path;
      CHECK_MESSAGE(known[key] == operation["operationId"].get<std::string>(), key);
    }
}

TEST_CASE("operation ids are unique, and only the feed is served elsewhere") {
  std::set<std::string_view> ids;
  for (const Endpoint& endpoint : endpoints()) {
    CHECK_MESSAGE(ids.insert(endpoint.operation_id).second, endpoint.operation_id);
    CHECK((endpoint.handler == nullptr) == (endpoint.operation_id == "streamFeed"));
  }
}

TEST_CASE("every reference in openapi.json resolves") {
  check_references(document());
}

TEST_CASE("the vocabularies of openapi.json are those of the model") {
  const json& order = schema("Order")["properties"];
  CHECK(enum_words(schema("Side")) == vocabulary<Side>(2));
  CHECK(enum_words(schema("OrderType")) == vocabulary<OrderType>(5));
  CHECK(enum_words(schema("TimeInForce")) == vocabulary<TimeInForce>(7));
  CHECK(enum_words(schema("OrderClass")) == vocabulary<OrderClass>(4));
  CHECK(enum_words(order["status"]) == vocabulary<OrderStatus>(6));
  CHECK(enum_words(order["reason"]) == vocabulary<EndReason>(kEndReasons));
  CHECK(enum_words(schema("CompanyStatus")) == vocabulary<CompanyStatus>(5));
  CHECK(enum_words(schema("AuctionKind")) == vocabulary<AuctionKind>(4));
  CHECK(enum_words(schema("LedgerKind")) == vocabulary<LedgerKind>(10));
  CHECK(enum_words(schema("Clock")["properties"]["session"]) == vocabulary<SessionPhase>(4));
  for (const char* input : {"PlaceOrder", "PlaceOperation"})
    CHECK(enum_words(schema(input)["properties"]["self_trade"]) == vocabulary<SelfTradePolicy>(5));
  CHECK(enum_words(schema("OwnTrade")["allOf"][1]["properties"]["liquidity"]) == vocabulary<Liquidity>(3));
}

TEST_CASE("openapi.json lists every refusal of the market in the order in which they are checked") {
  json refusals = json::array();
  for (int i = 0; i < kRefusals; ++i)
    if (const auto refusal = static_cast<Refusal>(i); http_status(refusal) == 422)
      refusals.push_back(std::string(to_text(refusal)));
  CHECK(schema("RefusalCode")["enum"] == refusals);
}

TEST_CASE("what is written has the members that openapi.json describes") {
  std::string order, company, auction;
  JsonWriter order_json(order), company_json(company), auction_json(auction);
  append_order(order_json, Order());
  append_company(company_json, Company());
  append_auction(auction_json, AuctionView(), Seq(1));
  check_members(order, schema("Order"));
  check_members(company, schema("Company"));
  check_members(auction, schema("Auction"));
}

// The same for accounts and fees, whose members stand one inside the other.
TEST_CASE("traders and fees have the members that openapi.json describes") {
  std::string trader, registered, fees, estimate, revenue;
  JsonWriter trader_json(trader), registered_json(registered), fees_json(fees), estimate_json(estimate),
      revenue_json(revenue);
  append_trader(trader_json, Trader(), Account(), Amount());
  append_trader(registered_json, Trader(), Account(), Amount(), "mk_x");
  check_members(trader, schema("Trader"));
  check_members(registered, schema("RegisteredTrader"));
  check_members(json::parse(trader)["limits"].dump(), schema("TraderLimits"));

  FeeTable table = default_fee_table();
  table.schedules[0].tiers = {{Money(1), Rate(1), Rate(1)}};
  append_fee_table(fees_json, table);
  check_members(fees, schema("Fees"));
  const json standard = json::parse(fees)["schedules"]["standard"];
  check_members(standard.dump(), schema("FeeSchedule"));
  check_members(standard["maker"].dump(), schema("FeeRule"));
  check_members(standard["tiers"][0].dump(), schema("FeeTier"));

  append_fee_estimate(estimate_json, FeeEstimate());
  check_members(estimate, schema("FeeEstimate"));
  check_members(json::parse(estimate)["buyer"].dump(), schema("FeeSides"));
  append_fee_revenue(revenue_json, {.items = {{"exchange", {}, {}}}, .taken = {}, .distributed = {}});
  check_members(revenue, schema("FeeRevenue"));
  check_members(json::parse(revenue)["items"][0].dump(),
                schema("FeeRevenue")["properties"]["items"]["items"]);
}

TEST_CASE("the ledger, equity and the leaderboard have the members that openapi.json describes") {
  std::string entry, point, leader;
  JsonWriter entry_json(entry), point_json(point), leader_json(leader);
  append_ledger_line(entry_json, LedgerLine());
  append_equity_line(point_json, EquityLine());
  append_leader_line(leader_json, LeaderLine());
  check_members(entry, schema("LedgerEntry"));
  check_members(point, schema("EquityPoint"));
  check_members(leader, schema("Leader"));
}

// Their answers are the company with one more member.
TEST_CASE("corporate actions have the members that openapi.json describes") {
  std::string dividend, split;
  JsonWriter dividend_json(dividend), split_json(split);
  append_company_with_dividend(dividend_json, Company(), DividendDone());
  append_company_with_split(split_json, Company(), SplitDone());
  const json& dividend_schema = schema("CompanyWithDividend")["allOf"][1]["properties"]["dividend"];
  const json& split_schema = schema("CompanyWithSplit")["allOf"][1]["properties"]["split"];
  check_members(json::parse(dividend)["dividend"].dump(), dividend_schema);
  check_members(json::parse(split)["split"].dump(), split_schema);
}

// Examples are copied, so they have to work.
TEST_CASE("every example of an account's and a corporate action's request can be read") {
  const auto check = [](const char* path, const char* method, auto read) {
    const json& body = document()["paths"][path][method]["requestBody"]["content"]["application/json"];
    CHECK(body["examples"].size() >= 2);
    for (const auto& [name, example] : body["examples"].items())
      CHECK_MESSAGE(read(*parse_json(example["value"].dump())).has_value(), path << ": " << name);
  };
  check("/v1/traders/{id}", "patch", read_update_trader);
  check("/v1/companies/{symbol}/dividend", "post", read_dividend);
  check("/v1/companies/{symbol}/split", "post", read_split);
}

// A limit has the same names wherever it is given or shown.
TEST_CASE("the limits of a trader are the same everywhere in openapi.json") {
  const auto limits = names(schema("TraderLimits")["properties"]);
  for (const char* input : {"RegisterTrader", "UpdateTrader"})
    CHECK(names(schema(input)["properties"]["limits"]["properties"]) == limits);
  for (const auto& [shown, input] : {std::pair{"FeeRule", "FeeRuleInput"},
                                     {"FeeTier", "FeeTierInput"},
                                     {"FeeSchedule", "FeeScheduleInput"}})
    CHECK(names(schema(shown)["properties"]) == names(schema(input)["properties"]));
}

TEST_CASE("every example of an order in openapi.json can be placed, and a batch takes the same fields") {
  const json& examples =
      document()["paths"]["/v1/orders"]["post"]["requestBody"]["content"]["application/json"]["examples"];
  CHECK(examples.size() >= 5);
  for (const auto& [name, example] : examples.items()) {
    const auto body = parse_json(example["value"].dump());
    REQUIRE(body.has_value());
    CHECK_MESSAGE(read_place_order(*body).has_value(), name);
  }
  json place = schema("PlaceOrder")["properties"];
  place["op"] = schema("PlaceOperation")["properties"]["op"];
  CHECK(schema("PlaceOperation")["properties"] == place);
}

TEST_CASE("paths are routed by their segments") {
  CHECK(find_route("GET", "/v1/orders/17").endpoint->operation_id == "showOrder");
  CHECK(find_route("GET", "/v1/orders/17").arguments["id"] == "17");
  CHECK(find_route("HEAD", "/v1/market").endpoint->operation_id == "listMarket");
  const Route key = find_route("DELETE", "/v1/traders/bob/keys/k1");
  CHECK(key.arguments["id"] == "bob");
  CHECK(key.arguments["key_id"] == "k1");
  CHECK(find_route("GET", "/v1/orders/by-client-id/a/b c").arguments["client_order_id"] == "a/b c");
  CHECK(find_route("POST", "/v1/market").endpoint == nullptr);
  CHECK(find_route("POST", "/v1/market").allow == "GET");
  CHECK(find_route("GET", "/v1/feed").endpoint->operation_id == "streamFeed");
  CHECK(find_route("HEAD", "/v1/feed").endpoint == nullptr);
  CHECK(find_route("HEAD", "/v1/feed").allow == "GET");
  for (const char* named : {"/v1/orders/preview", "/v1/orders/batch", "/v1/orders/cancel-after"})
    for (const char* method : {"GET", "PATCH", "DELETE"}) {
      CHECK(find_route(method, named).endpoint == nullptr);
      CHECK(find_route(method, named).allow == "POST");
    }
  CHECK(find_route("POST", "/v1/orders/17").allow == "GET, PATCH, DELETE");
  CHECK(find_route("PUT", "/v1/orders").allow == "POST, GET, DELETE");
  for (const char* nowhere : {"", "/", "/v1", "/v1/", "/v1/orders/", "/v1/orders/1/2", "/v1/companies//halt",
                              "v1/market", "/v1/a/b/c/d/e/f/g/h"}) {
    CHECK_MESSAGE(find_route("GET", nowhere).endpoint == nullptr, nowhere);
    CHECK_MESSAGE(find_route("GET", nowhere).allow.empty(), nowhere);
  }
}

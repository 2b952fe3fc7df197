// schema/openapi.json describes exactly the endpoint table: methods, paths, operation ids, access and query
// parameters, both ways, and every reference in it resolves.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "daemon/rest/endpoint_table.hpp"
#include "schema/schema.hpp"

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
  CHECK(find_route("PUT", "/v1/orders").allow == "POST, GET, DELETE");
  for (const char* nowhere : {"", "/", "/v1", "/v1/", "/v1/orders/", "/v1/orders/1/2", "/v1/companies//halt",
                              "v1/market", "/v1/a/b/c/d/e/f/g/h"}) {
    CHECK_MESSAGE(find_route("GET", nowhere).endpoint == nullptr, nowhere);
    CHECK_MESSAGE(find_route("GET", nowhere).allow.empty(), nowhere);
  }
}

// Shows that bad input of any kind gets a problem document that says what to do, changes nothing and leaves
// the daemon serving.
#include <doctest/doctest.h>

#include <thread>

#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

using namespace std::chrono_literals;

struct Case {
  const char* what;
  const char* method;
  const char* target;
  std::string body;
  int status;
  const char* code;
};

void check_problem(const Reply& reply, int status, const std::string& code) {
  CHECK(reply.status == status);
  REQUIRE(reply.headers.count("content-type") == 1);
  CHECK(reply.headers.at("content-type") == "application/problem+json");
  const Json problem = Json::parse(reply.body, nullptr, false);
  REQUIRE(problem.is_object());
  CHECK(problem.at("status") == status);
  CHECK(problem.at("code") == code);
  for (const char* member : {"type", "title", "detail", "errors", "request_id"})
    CHECK(problem.contains(member));
  CHECK_FALSE(problem.at("detail").get<std::string>().empty());
}

std::string order_with(const std::string& member, const Json& value) {
  Json order = {
      {"symbol", "ACME"}, {"side", "buy"}, {"type", "limit"}, {"quantity", 1}, {"limit_price", "99.00"}};
  order[member] = value;
  return order.dump();
}

// `text` where an order has its quantity, as it stands.
std::string order_with_quantity(const std::string& text) {
  return R"({"symbol":"ACME","side":"buy","type":"limit","limit_price":"99.00","quantity":)" + text + "}";
}

std::string order_with_price(const std::string& text) {
  return R"({"symbol":"ACME","side":"buy","type":"limit","quantity":1,"limit_price":)" + text + "}";
}

std::vector<Case> malformed_orders() {
  constexpr const char* kPost = "POST";
  constexpr const char* kOrders = "/v1/orders";
  const auto order = [&](const char* what, std::string body) {
    return Case{what, kPost, kOrders, std::move(body), 400, "invalid_request"};
  };
  return {
      order("an unfinished object", R"({"symbol":"ACME",)"),
      order("no JSON", "buy 10 ACME"),
      order("an array", "[]"),
      order("a number", "12"),
      order("null", "null"),
      order("two objects", "{}{}"),
      order("an empty object", "{}"),
      order("invalid UTF-8", "{\"symbol\":\"AC\xff\xfe\"}"),
      order("a member named twice", R"({"symbol":"ACME","symbol":"ACME"})"),
      order("deep nesting", std::string(5'000, '[')),
      order("an unknown field", order_with("limitprice", "99.00")),
      order("a quantity in words", order_with_quantity("\"ten\"")),
      order("a fraction of a share", order_with_quantity("1.5")),
      order("a negative quantity", order_with_quantity("-1")),
      order("no quantity", order_with_quantity("0")),
      order("a quantity too large", order_with_quantity("1000000000001")),
      order("a quantity beyond 64 bits", order_with_quantity("99999999999999999999999")),
      order("a quantity as an exponent beyond all bounds", order_with_quantity("1e999")),
      order("a quantity that is true", order_with_quantity("true")),
      order("a quantity that is an object", order_with_quantity("{}")),
      order("NaN", order_with_quantity("NaN")),
      order("a price in words", order_with_price("\"cheap\"")),
      order("a price with five decimals", order_with_price("\"99.00001\"")),
      order("a price number with five decimals", order_with_price("99.00001")),
      order("a negative price", order_with_price("\"-1\"")),
      order("a price of nothing", order_with_price("\"0\"")),
      order("a price beyond all bounds", order_with_price("\"1e400\"")),
      order("an empty price", order_with_price("\"\"")),
      order("a side that is none", order_with("side", "both")),
      order("a type that is none", order_with("type", "maybe")),
      order("a client_order_id with a line break", order_with("client_order_id", "a\nb")),
      order("a client_order_id too long", order_with("client_order_id", std::string(65, 'a'))),
      order("an id for a trader that is none", order_with("trader", "../../etc")),
      order("an empty body", ""),
  };
}

std::vector<Case> other_bad_requests() {
  return {
      {"an unknown path", "GET", "/v1/nothing", "", 404, "not_found"},
      {"a path with dots", "GET", "/../../etc/passwd", "", 404, "not_found"},
      {"a method that the path has not", "PUT", "/v1/orders", "{}", 405, "method_not_allowed"},
      {"an unknown company", "GET", "/v1/companies/NOPE", "", 404, "not_found"},
      {"an unknown order", "GET", "/v1/orders/999999", "", 404, "not_found"},
      {"an order id that is none", "GET", "/v1/orders/first", "", 404, "not_found"},
      {"an unknown query parameter", "GET", "/v1/orders?symbl=ACME", "", 400, "invalid_request"},
      {"a limit too large", "GET", "/v1/orders?limit=100000", "", 400, "invalid_request"},
      {"a limit that is none", "GET", "/v1/orders?limit=many", "", 400, "invalid_request"},
      {"a cursor that is none", "GET", "/v1/orders?cursor=%00%ff", "", 400, "invalid_request"},
      {"a depth below one", "GET", "/v1/market/ACME/book?depth=0", "", 400, "invalid_request"},
      {"a company that exists", "POST", "/v1/companies",
       R"({"symbol":"ACME","name":"Acme","shares":1,"initial_price":"1"})", 409, "duplicate_symbol"},
      {"a symbol that is none", "POST", "/v1/companies",
       R"({"symbol":"acme!","name":"Acme","shares":1,"initial_price":"1"})", 400, "invalid_request"},
      {"a trader that exists", "POST", "/v1/traders", R"({"id":"alice","name":"Alice"})", 409,
       "duplicate_trader"},
      {"more holdings than the treasury has", "POST", "/v1/traders",
       R"({"id":"carol","name":"Carol","holdings":{"ACME":100000000}})", 422, "insufficient_shares"},
      {"a withdrawal of more than there is", "POST", "/v1/traders/alice/withdraw", R"({"amount":"99999999"})",
       422, "insufficient_funds"},
      {"a deposit of nothing", "POST", "/v1/traders/alice/deposit", R"({"amount":"0"})", 400,
       "invalid_request"},
      {"an order for an unknown company", "POST", "/v1/orders",
       R"({"trader":"alice","symbol":"NOPE","side":"buy","type":"limit","quantity":1,"limit_price":"1"})",
       404, "not_found"},
      {"an order off the tick", "POST", "/v1/orders",
       R"({"trader":"alice","symbol":"ACME","side":"buy","type":"limit","quantity":1,"limit_price":"1.001"})",
       422, "price_off_tick"},
      {"an order beyond one's cash", "POST", "/v1/orders",
       R"({"trader":"alice","symbol":"ACME","side":"buy","type":"limit","quantity":900000,"limit_price":"100"})",
       422, "insufficient_funds"},
      {"fees that do not sum to 1", "PUT", "/v1/fees",
       R"({"schedules":{"a":{"maker":{"bps":"1"},"taker":{"bps":"1"}}},"default":"a","distribution":[{"to":"exchange","share":"0.5"}]})",
       400, "invalid_request"},
      {"a batch that is none", "POST", "/v1/orders/batch", R"({"operations":5})", 400, "invalid_request"},
  };
}

}  // namespace

TEST_CASE("bad input: malformed and refused requests get problem documents and change nothing") {
  Market market;
  register_alice_and_bob(market);
  const std::uint64_t seq = market.seq();
  const std::string hash = market.audited_hash();
  std::vector<Case> cases = malformed_orders();
  for (Case& bad : other_bad_requests()) cases.push_back(std::move(bad));
  HttpConnection connection(market.port());
  for (const Case& bad : cases) {
    CAPTURE(bad.what);
    const auto reply = connection.request(bad.method, bad.target, json_headers(market.admin_key()), bad.body);
    REQUIRE(reply.has_value());
    INFO(reply->body);
    check_problem(*reply, bad.status, bad.code);
  }
  CHECK(market.seq() == seq);
  CHECK(market.audited_hash() == hash);
}

TEST_CASE("bad input: an unknown field is named with the one that was probably meant") {
  Market market;
  register_alice_and_bob(market);
  HttpConnection connection(market.port());
  const auto reply = connection.request("POST", "/v1/orders", json_headers(market.admin_key()),
                                        order_with("limit_prize", "99.00"));
  REQUIRE(reply.has_value());
  const Json error = Json::parse(reply->body).at("errors").at(0);
  CHECK(error.at("field") == "limit_prize");
  CHECK(error.at("reason").get<std::string>().find("limit_price") != std::string::npos);
}

TEST_CASE("bad input: a step of a simulation names one measure, and null is none") {
  const Market market;
  for (const char* body :
       {"{}", R"({"ticks":null})", R"({"until":null,"duration":null})", R"({"ticks":1,"duration":"1s"})"}) {
    CAPTURE(body);
    const Answer answer = market.api("POST", "/v1/simulation/step", Json::parse(body));
    CHECK(answer.status == 400);
    CHECK(answer.body["detail"].get<std::string>().find("name ticks, duration or until") !=
          std::string::npos);
  }
}

TEST_CASE("bad input: keys that are missing or wrong or another's") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  const std::uint64_t seq = market.seq();
  const Json order = {{"trader", "bob"}, {"symbol", "ACME"}, {"side", "buy"},
                      {"type", "limit"}, {"quantity", 1},    {"limit_price", "99.00"}};
  HttpConnection connection(market.port());
  const Headers no_key = {{"Content-Type", "application/json"}};
  check_problem(*connection.request("POST", "/v1/orders", no_key, order.dump()), 401, "unauthenticated");
  check_problem(*connection.request("POST", "/v1/orders", json_headers("wrong"), order.dump()), 401,
                "unauthenticated");
  Headers basic = no_key;
  basic["Authorization"] = "Basic YWxpY2U6YWxpY2U=";
  check_problem(*connection.request("POST", "/v1/orders", basic, order.dump()), 401, "unauthenticated");
  check_problem(*connection.request("POST", "/v1/orders", json_headers(keys.alice), order.dump()), 403,
                "forbidden");
  check_problem(*connection.request("GET", "/v1/traders/bob", json_headers(keys.alice)), 403, "forbidden");
  check_problem(*connection.request("GET", "/v1/traders", json_headers(keys.alice)), 403, "forbidden");
  check_problem(*connection.request("POST", "/v1/companies", json_headers(keys.alice), "{}"), 403,
                "forbidden");
  CHECK(connection.request("GET", "/v1/market")->status == 200);
  CHECK(market.seq() == seq);
}

TEST_CASE("bad input: bodies that are too large or of another kind") {
  Market market;
  register_alice_and_bob(market);
  const std::uint64_t seq = market.seq();
  Headers headers = json_headers(market.admin_key());
  {
    HttpConnection connection(market.port());
    const auto reply = connection.request("POST", "/v1/orders", headers, std::string(8 << 20, ' '));
    if (reply) CHECK(reply->status == 413);  // or the connection ended while we still sent
  }
  {
    HttpConnection connection(market.port());
    CHECK(connection.send(
        "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n{"));
    check_problem(connection.read_reply().value(), 413, "payload_too_large");
  }
  {
    HttpConnection connection(market.port());
    headers["Content-Type"] = "text/plain";
    check_problem(connection.request("POST", "/v1/orders", headers, "{}").value(), 415,
                  "unsupported_media_type");
  }
  CHECK(market.seq() == seq);
}

TEST_CASE("bad input: broken HTTP is answered with 4xx or closed and the daemon goes on serving") {
  Market market;
  register_alice_and_bob(market);
  const std::uint64_t seq = market.seq();
  const std::string head = "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\n";
  const std::string broken[] = {
      "\r\n\r\n\r\n",
      "hello\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "GET /\x01\x02 HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET / HTTP/1.1\r\nno colon here\r\n\r\n",
      std::string("GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", 37),
      "GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nX: " + std::string(200'000, 'a') + "\r\n\r\n",
      head + "Content-Length: -1\r\n\r\n{}",
      head + "Content-Length: two\r\n\r\n{}",
      head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
      head + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
      head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
      head + "Transfer-Encoding: gzip\r\n\r\n{}",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  // a TLS greeting
  };
  for (const std::string& bytes : broken) {
    CAPTURE(bytes.substr(0, 60));
    HttpConnection connection(market.port(), 2s);
    connection.send(bytes);
    const auto reply = connection.read_reply();
    if (reply) {
      CHECK(reply->status >= 400);
      CHECK(reply->status < 500);
    }
    CHECK(market.api("GET", "/v1/server").status == 200);
  }
  CHECK(market.seq() == seq);
}

TEST_CASE("bad input: a chunked body that comes in pieces of any size is read like one that comes at once") {
  Market market;
  const std::string head =
      "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string bodies[] = {"0\r\n\r\n", "2\r\n{}\r\n0\r\n\r\n", "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"};
  for (const std::string& body : bodies) {
    for (std::size_t step = 1; step <= body.size(); ++step) {
      CAPTURE(body);
      CAPTURE(step);
      HttpConnection connection(market.port());
      REQUIRE(connection.send(head));
      for (std::size_t at = 0; at < body.size(); at += step) {
        std::this_thread::sleep_for(2ms);  // so that the pieces arrive as such
        connection.send(body.substr(at, step));
      }
      check_problem(connection.read_reply().value_or(Reply{}), 401, "unauthenticated");
      REQUIRE(market.process().running());
    }
  }
}

TEST_CASE("bad input: a web page of somebody else's cannot use the daemon of this machine") {
  Market market;
  register_alice_and_bob(market);
  const std::uint64_t seq = market.seq();
  HttpConnection connection(market.port());
  Headers headers = json_headers(market.admin_key());
  headers["Origin"] = "https://evil.example";
  const std::string deposit = R"({"amount":"1"})";
  check_problem(connection.request("POST", "/v1/traders/alice/deposit", headers, deposit).value(), 403,
                "forbidden");
  HttpConnection rebound(market.port());
  CHECK(rebound.send("GET /v1/market HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
  check_problem(rebound.read_reply().value(), 403, "forbidden");
  CHECK(market.seq() == seq);
}

TEST_CASE("bad input: clients that send nothing or stop half way keep nobody waiting") {
  Market market;
  std::vector<std::unique_ptr<HttpConnection>> stuck;
  for (int i = 0; i < 200; ++i) {
    stuck.push_back(std::make_unique<HttpConnection>(market.port()));
    if (i % 2 == 0) CHECK(stuck.back()->send("POST /v1/orders HTTP/1.1\r\nContent-Length: 50\r\n\r\n{"));
  }
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) CHECK(market.api("GET", "/v1/market").status == 200);
  CHECK(std::chrono::steady_clock::now() - before < 3s);
}

}  // namespace market::e2e

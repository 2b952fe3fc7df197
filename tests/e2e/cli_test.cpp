// Shows marketctl as scripts use it: exit codes, what goes to which stream, the output forms.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

int lines(const std::string& text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

void check_failure(const Result& result, int code) {
  INFO(result.err);
  CHECK(result.exit == code);
  CHECK(result.out.empty());
  CHECK_FALSE(result.err.empty());
}

}  // namespace

TEST_CASE("marketctl: each kind of failure has its exit code and nothing on standard output") {
  Market market;
  register_alice_and_bob(market);
  CHECK(market.ctl({"market", "list"}).exit == 0);
  check_failure(market.ctl({"market", "no-such-verb"}), 2);
  check_failure(market.ctl({"company", "register", "NEW"}), 2);
  check_failure(market.ctl({"company", "show", "NOPE"}), 3);
  write_file(market.folder() / "wrong.key", "mk_wrong\n");
  check_failure(market.ctl({"trader", "list", "--key-file", (market.folder() / "wrong.key").string()}), 4);
  check_failure(market.ctl({"order", "place", "buy", "900000", "ACME", "@100.00", "--as", "alice"}), 5);
  check_failure(
      market.ctl({"company", "register", "ACME", "--name", "Acme", "--shares", "1", "--price", "1"}), 6);
  check_failure(market.ctl({"--server", "http://127.0.0.1:1", "--timeout", "2", "market", "list"}), 7);
  const Result refused = market.ctl({"company", "show", "NOPE"});
  CHECK(lines(refused.err) <= 2);
}

TEST_CASE("marketctl: -q silences the notice of where a new key is kept, wherever the flag stands") {
  Market market;
  CHECK(market.ctl({"trader", "register", "loud"}).err.find("the key is kept in") == 0);
  CHECK(market.ctl({"-q", "trader", "register", "quiet"}).err.empty());
  CHECK(market.ctl({"trader", "key", "add", "quiet", "-q"}).err.empty());
}

TEST_CASE("marketctl: with -o json an error is the problem document") {
  Market market;
  const Result result = market.ctl({"-o", "json", "company", "show", "NOPE"});
  CHECK(result.exit == 3);
  CHECK(result.out.empty());
  CHECK(Json::parse(result.err).at("code") == "not_found");
}

TEST_CASE("marketctl: table and json and jsonl and csv show the same companies") {
  Market market;
  register_alice_and_bob(market);
  CHECK(market.ctl_json({"company", "list"}).at("items").at(0).at("symbol") == "ACME");
  const Result jsonl = market.ctl({"-o", "jsonl", "company", "list"});
  CHECK(Json::parse(jsonl.out).at("symbol") == "ACME");
  const Result csv = market.ctl({"-o", "csv", "--fields", "symbol,name", "company", "list"});
  CHECK(csv.out == "symbol,name\nACME,Acme Inc\n");
  const Result bare = market.ctl({"-o", "csv", "--fields", "symbol", "--no-header", "company", "list"});
  CHECK(bare.out == "ACME\n");
  const Result table = market.ctl({"company", "list"});
  CHECK(table.out.find("ACME") != std::string::npos);
  CHECK(table.out.find('\x1b') == std::string::npos);
}

TEST_CASE("marketctl: a batch comes from standard input and api sends anything") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  const std::string batch = R"({"operations":[
    {"op":"place","trader":"alice","symbol":"ACME","side":"buy","type":"limit","quantity":3,"limit_price":"99"},
    {"op":"cancel","id":999999}]})";
  const Result result = market.ctl({"-o", "json", "order", "batch", "-"}, batch);
  CHECK(result.exit == 3);  // that of the operation that was refused; the results are printed all the same
  const Json answer = Json::parse(result.out);
  CHECK(answer.at("results").at(0).at("status") == 201);
  CHECK(answer.at("results").at(1).at("status") == 404);
  CHECK(market.ctl_json({"api", "GET", "/v1/traders/alice"}).at("id") == "alice");
  CHECK(market.ctl({"api", "POST", "/v1/traders/alice/deposit", "-d", R"({"amount":"1"})"}).exit == 0);
}

TEST_CASE("marketctl: an order that is repeated after a lost answer exists once") {
  Market market;
  register_alice_and_bob(market);
  const Arguments place = {
      "order", "place", "buy", "1", "ACME", "@99.00", "--trader", "alice", "--client-order-id", "x"};
  const Result first = market.ctl(place);
  INFO(first.err);
  CHECK(first.exit == 0);
  CHECK(market.ctl(place).exit == 0);
  CHECK(market.items("/v1/orders?trader=alice&status=all").size() == 1);
}

}  // namespace market::e2e

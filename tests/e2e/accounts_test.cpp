// Shows what an exchange keeps books on from end to end: tiers and fees, a dividend with a remainder, a split
// with an odd holding, ledgers that add up to the accounts, a closed account; and that all of it is there
// again after a crash.
#include <doctest/doctest.h>

#include <map>

#include "tests/e2e/market.hpp"

namespace market::e2e {
namespace {

// Units of 0.0001 of a decimal string.
std::int64_t units_of(const Json& decimal) {
  const std::string text = decimal;
  const std::size_t point = text.find('.');
  std::string digits = text.substr(0, point) + text.substr(point + 1);
  digits.append(4 - (text.size() - point - 1), '0');
  return std::stoll(digits);
}

Json done(const Answer& answer) {
  INFO(answer.body.dump(1));
  REQUIRE(answer.status / 100 == 2);
  return answer.body;
}

Json limit(const char* side, int quantity, const char* price) {
  return {
      {"symbol", "ACME"}, {"side", side}, {"type", "limit"}, {"quantity", quantity}, {"limit_price", price}};
}

Json tiered_fees() {
  return Json::parse(R"({
    "schedules": {"standard": {
      "maker": {"bps": "10"}, "taker": {"bps": "20"},
      "tiers": [{"volume_30d": "10000", "maker_bps": "5", "taker_bps": "10"}]}},
    "default": "standard",
    "distribution": [{"to": "exchange", "share": "0.8"}, {"to": "issuer", "share": "0.2"}]})");
}

Json portfolio(const Market& market, const std::string& trader) {
  return done(market.api("GET", "/v1/traders/" + trader + "/portfolio"));
}

// Each entry's balance is the one before plus its amount, and the last ones are what the account holds.
void check_ledger(const Market& market, const std::string& trader) {
  INFO("ledger of ", trader);
  std::int64_t cash = 0;
  std::map<std::string, std::int64_t> shares;
  for (const Json& entry : market.items("/v1/traders/" + trader + "/ledger?asset=all")) {
    INFO(entry.dump());
    if (entry.at("symbol").is_null()) {
      cash += units_of(entry.at("amount"));
      CHECK(units_of(entry.at("balance")) == cash);
    } else {
      std::int64_t& held = shares[entry.at("symbol").get<std::string>()];
      held += entry.at("amount").get<std::int64_t>();
      CHECK(entry.at("balance") == held);
    }
  }
  const Json account = portfolio(market, trader);
  CHECK(units_of(account.at("cash")) == cash);
  for (const Json& position : account.at("positions"))
    CHECK(shares[position.at("symbol").get<std::string>()] == position.at("quantity"));
}

Json last_entry(const Market& market, const std::string& trader, const std::string& filter) {
  return done(market.api("GET", "/v1/traders/" + trader + "/ledger?limit=1&order=desc&" + filter))
      .at("items")
      .at(0);
}

}  // namespace

TEST_CASE("accounts: fees, a dividend, a split and a close keep the books exact, also over a crash") {
  Market market;
  const Keys keys = register_alice_and_bob(market);
  const Json carol = {{"id", "carol"}, {"name", "Carol"}, {"holdings", {{"ACME", 10'000}}}};
  done(market.api("POST", "/v1/traders", carol));
  done(market.api("PUT", "/v1/fees", tiered_fees()));

  // The first fill brings alice to the tier, so the second one costs her half the rate; bob the same.
  done(market.api_as(keys.bob, "POST", "/v1/orders", limit("sell", 100, "100")));
  done(market.api_as(keys.bob, "POST", "/v1/orders", limit("sell", 50, "100")));
  const Json bought = done(market.api_as(keys.alice, "POST", "/v1/orders", limit("buy", 150, "100")));
  CHECK(bought.at("trades").at(0).at("fee") == "20.00");
  CHECK(bought.at("trades").at(1).at("fee") == "5.00");
  CHECK(portfolio(market, "alice").at("fees_paid") == "25.00");
  CHECK(portfolio(market, "bob").at("fees_paid") == "12.50");
  CHECK(done(market.api("GET", "/v1/traders/alice")).at("volume_30d") == "15000.00");
  CHECK(last_entry(market, "alice", "kind=fee").at("amount") == "-5.00");
  const Json revenue = done(market.api("GET", "/v1/fees/revenue"));
  CHECK(revenue.at("taken") == "37.50");
  CHECK(revenue.at("distributed") == "37.50");
  CHECK(revenue.at("items").at(1).at("amount") == "7.50");

  // 100 over 30,000 shares leave a unit over, and the issuer has 7.50 of fees to start with.
  const Json dividend =
      done(market.api("POST", "/v1/companies/ACME/dividend", {{"total", "100"}})).at("dividend");
  CHECK(dividend.at("paid") == "99.9999");
  CHECK(dividend.at("remainder") == "0.0001");
  CHECK(dividend.at("paid_in") == "92.4999");
  CHECK(dividend.at("holders") == 3);
  CHECK(last_entry(market, "carol", "kind=dividend").at("amount") == "33.3333");

  // carol's 10,001 shares become 15,001 and cash for the half that is left.
  done(market.api("POST", "/v1/companies/ACME/issue", {{"trader", "carol"}, {"quantity", 1}}));
  const Json resting =
      done(market.api_as(keys.alice, "POST", "/v1/orders", limit("buy", 10, "90"))).at("order");
  const Json split =
      done(market.api("POST", "/v1/companies/ACME/split", {{"to", 3}, {"from", 2}})).at("split");
  CHECK(split.at("cash_in_lieu") == "33.3333");
  CHECK(split.at("orders_ended") == 0);
  const Json carols = portfolio(market, "carol");
  CHECK(carols.at("positions").at(0).at("quantity") == 15'001);
  CHECK(carols.at("cash") == "66.6666");
  const Json order = done(market.api("GET", "/v1/orders/" + resting.at("id").dump()));
  CHECK(order.at("quantity") == 15);
  CHECK(order.at("limit_price") == "60.00");

  const Json dave = done(market.api("POST", "/v1/traders", {{"id", "dave"}, {"name", "D"}, {"cash", "500"}}));
  const std::string daves_key = dave.at("api_key");
  done(market.api("POST", "/v1/traders/dave/deposit", {{"amount", "1.2345"}}));
  CHECK(market.api("DELETE", "/v1/traders/bob").status == 409);
  CHECK(done(market.api("DELETE", "/v1/traders/dave")).at("status") == "closed");
  CHECK(last_entry(market, "dave", "kind=close").at("amount") == "-501.2345");

  const auto books = [&] {
    Json all = Json::array();
    for (const char* trader : {"alice", "bob", "carol", "dave"}) {
      check_ledger(market, trader);
      const std::string path = std::string("/v1/traders/") + trader;
      all.push_back(done(market.api("GET", path)));
      all.push_back(market.items(path + "/ledger?asset=all"));
    }
    all.push_back(done(market.api("GET", "/v1/companies/ACME")));
    all.push_back(done(market.api("GET", "/v1/fees/revenue")));
    return all;
  };
  const Json before = books();
  const std::string hash = market.audited_hash();
  market.kill();
  market.start();
  CHECK(market.audited_hash() == hash);
  CHECK(books() == before);
  CHECK(market.api_as(daves_key, "GET", "/v1/traders/me").status == 401);
  CHECK(market.api_as(keys.alice, "GET", "/v1/traders/me").status == 200);
}

}  // namespace market::e2e

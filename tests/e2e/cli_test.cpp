// Shows marketctl as scripts use it: exit codes, what goes to which stream, the output forms.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <thread>

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

TEST_CASE("marketctl: a stop is held, triggers at its price, and order wait tells how it ended") {
  Market market;
  register_alice_and_bob(market);
  const Json stop =
      market.ctl_json({"order", "place", "sell", "10", "ACME", "stop", "95", "--as", "alice"}).at("order");
  CHECK(stop.at("type") == "stop");
  CHECK(stop.at("status") == "held");
  const std::string id = stop.at("id").dump();
  check_failure(market.ctl({"order", "wait", id, "--timeout", "0.2", "--as", "alice"}), 8);
  CHECK(market.ctl({"order", "amend", id, "--stop-price", "96", "--as", "alice"}).out ==
        "order " + id + " held: sell 10 ACME stop 96.00\n");
  const Result listed = market.ctl({"order", "list", "--as", "alice"});
  CHECK(listed.out.find("STOP") != std::string::npos);
  CHECK(market.ctl({"order", "place", "buy", "20", "ACME", "@96", "--as", "bob"}).exit == 0);
  CHECK(market.ctl({"order", "place", "sell", "5", "ACME", "@96", "--as", "alice"}).exit == 0);
  const Result ended = market.ctl({"order", "wait", id, "--status", "filled", "--as", "alice"});
  INFO(ended.err);
  CHECK(ended.exit == 0);
  CHECK(ended.out.find("order " + id + " filled: sold 10 ACME at 96.00") == 0);
  check_failure(market.ctl({"order", "wait", id, "--status", "canceled", "--as", "alice"}), 1);
}

TEST_CASE("marketctl: order wait waits for a daemon that is away, too, and for no longer than it was told") {
  using namespace std::chrono_literals;
  Market market({"--listen", "127.0.0.1:" + std::to_string(free_port())});
  register_alice_and_bob(market);
  const Json order =
      market.ctl_json({"order", "place", "sell", "10", "ACME", "@95", "--as", "alice"}).at("order");
  const std::string id = order.at("id").dump();
  Streams streams;
  streams.output = market.folder() / "wait.out";
  streams.errors = market.folder() / "wait.err";
  Process wait({MARKET_BIN_DIR "/marketctl", "order", "wait", id, "--timeout", "30", "--as", "alice"},
               market.environment(), streams);
  std::this_thread::sleep_for(300ms);
  market.kill();
  std::this_thread::sleep_for(3s);  // longer than other requests are tried again
  const auto asked = std::chrono::steady_clock::now();
  check_failure(market.ctl({"order", "wait", id, "--timeout", "2", "--as", "alice"}), 8);
  const auto took = std::chrono::steady_clock::now() - asked;
  CHECK(took >= 1'900ms);
  CHECK(took < 10s);
  CHECK(wait.running());
  market.start();
  CHECK(market.ctl({"order", "place", "buy", "10", "ACME", "@95", "--as", "bob"}).exit == 0);
  CHECK(wait.wait(20s) == 0);
  INFO(read_file(streams.errors));
  CHECK(read_file(streams.output).find("order " + id + " filled: sold 10 ACME at 95.00") == 0);
}

TEST_CASE("marketctl: a preview changes nothing and ends as the order would") {
  Market market;
  register_alice_and_bob(market);
  CHECK(market.ctl({"order", "place", "sell", "6", "ACME", "@99", "--as", "bob"}).exit == 0);
  const std::uint64_t before = market.seq();
  const Json preview = market.ctl_json({"order", "preview", "buy", "10", "ACME", "@100", "--as", "alice"});
  CHECK(preview.at("accepted") == true);
  CHECK(preview.at("fills").size() == 1);
  CHECK(market.ctl({"order", "preview", "buy", "10", "ACME", "@100", "--as", "alice"})
            .out.find("would be accepted; 6 fill at once at 99.00, fees ") == 0);
  check_failure(market.ctl({"order", "preview", "buy", "10", "ACME", "@100.001", "--as", "alice"}), 5);
  CHECK(market.seq() == before);
}

TEST_CASE("marketctl: an auction by hand gathers orders, shows its price and trades when it is ended") {
  Market market;
  register_alice_and_bob(market);
  CHECK(market.ctl({"market", "auction", "ACME"}).out == "ACME is trading: no auction\n");
  CHECK(market.ctl({"company", "auction", "ACME", "--duration", "1h"}).exit == 0);
  CHECK(market.ctl({"order", "place", "buy", "15", "ACME", "@101", "--as", "alice"}).exit == 0);
  CHECK(market.ctl({"order", "place", "sell", "10", "ACME", "market", "opg", "--as", "bob"}).exit == 0);
  const Json indication = market.ctl_json({"market", "auction", "ACME"});
  CHECK(indication.at("kind") == "manual");
  CHECK(indication.at("quantity") == 10);
  CHECK(indication.at("imbalance") == 5);
  CHECK(indication.at("side") == "buy");
  CHECK(market.ctl_json({"company", "uncross", "ACME"}).at("status") == "trading");
  const Json bars = market.ctl_json({"market", "bars", "ACME", "--interval", "1d"}).at("items");
  REQUIRE(bars.size() == 1);
  CHECK(bars.at(0).at("volume") == 10);
  check_failure(market.ctl({"company", "uncross", "ACME"}), 2);
}

TEST_CASE("marketctl: a bracket's legs wait and end with it, and delisting ends all there is") {
  Market market;
  register_alice_and_bob(market);
  const Json entry = market
                         .ctl_json({"order", "place", "buy", "10", "ACME", "@90", "--take-profit", "110",
                                    "--stop-loss", "80", "--as", "alice"})
                         .at("order");
  CHECK(entry.at("order_class") == "bracket");
  REQUIRE(entry.at("legs").size() == 2);
  CHECK(market.ctl({"order", "cancel", entry.at("id").dump(), "--as", "alice"}).exit == 0);
  const Json leg = market.ctl_json({"order", "show", entry.at("legs").at(0).dump(), "--as", "alice"});
  CHECK(leg.at("status") == "canceled");
  CHECK(leg.at("reason") == "oco_leg");

  const Json resting = market.ctl_json({"order", "place", "buy", "1", "ACME", "@90", "day", "--as", "alice"});
  CHECK(market.ctl({"company", "delist", "ACME"}).exit == 0);
  const std::string id = resting.at("order").at("id").dump();
  CHECK(market.ctl_json({"order", "show", id, "--as", "alice"}).at("reason") == "company_delisted");
  check_failure(market.ctl({"order", "place", "buy", "1", "ACME", "@90", "--as", "alice"}), 5);
}

TEST_CASE("marketctl: the dead man's switch cancels what is open") {
  Market market;
  register_alice_and_bob(market);
  const Json order =
      market.ctl_json({"order", "place", "buy", "1", "ACME", "@90", "--as", "alice"}).at("order");
  CHECK(market.ctl({"order", "cancel-after", "60", "--as", "alice"}).exit == 0);
  CHECK(market.ctl({"order", "cancel-after", "0", "--as", "alice"}).out ==
        "the open orders of alice stay: no time is set\n");
  CHECK(market.ctl({"order", "cancel-after", "1", "--as", "alice"}).exit == 0);
  const Result ended =
      market.ctl({"order", "wait", order.at("id").dump(), "--status", "canceled", "--as", "alice"});
  INFO(ended.err);
  CHECK(ended.exit == 0);
  CHECK(ended.out.find("canceled (cancel_after)") != std::string::npos);
}

TEST_CASE("marketctl: a tick table and a breaker are set and taken away") {
  Market market;
  register_alice_and_bob(market);
  const Json set = market.ctl_json({"company", "update", "ACME", "--tick-table", "100:0.05", "--tick-table",
                                    "200:0.10", "--breaker", "10,5m,2m"});
  CHECK(set.at("tick_table").size() == 2);
  CHECK(set.at("breaker").at("window") == "5m");
  check_failure(market.ctl({"order", "place", "buy", "1", "ACME", "@100.01", "--as", "alice"}), 5);
  const Json unset =
      market.ctl_json({"company", "update", "ACME", "--tick-table", "none", "--breaker", "none"});
  CHECK(unset.at("tick_table").is_null());
  CHECK(unset.at("breaker").is_null());
}

TEST_CASE("marketctl: a file of traders is registered once however often it is given") {
  Market market;
  CHECK(market.ctl({"company", "register", "ACME", "--name", "Acme", "--shares", "1000", "--price", "10"})
            .exit == 0);
  write_file(market.folder() / "teams.csv",
             "id,name,cash,holding:ACME,max_orders_per_second\r\n"
             "red,\"Red, the first\",1000.50,600,\r\nblue,Blue,2000,400,5\r\n");
  const Arguments command = {"trader",      "register",
                             "--from",      (market.folder() / "teams.csv").string(),
                             "--keys-file", (market.folder() / "keys.csv").string()};
  const Result first = market.ctl(command);
  INFO(first.err);
  CHECK(first.exit == 0);
  CHECK(first.out == "ID    STATUS\nred   registered\nblue  registered\n");
  const std::uint64_t seq = market.seq();
  // Nothing is left in the treasury: the server has another reason to refuse as well.
  const Result again = market.ctl(command);
  INFO(again.err);
  CHECK(again.exit == 0);
  CHECK(again.out == "ID    STATUS\nred   exists\nblue  exists\n");
  CHECK(market.seq() == seq);
  CHECK(lines(read_file(market.folder() / "keys.csv")) == 3);
  const Json blue = market.ctl_json({"trader", "show", "--as", "blue"});
  CHECK(blue.at("name") == "Blue");
  CHECK(blue.at("limits").at("max_orders_per_second") == 5);
  CHECK(market.ctl_json({"trader", "show", "red"}).at("name") == "Red, the first");
  const Result refused = market.ctl({"trader", "register", "--from", "-"}, "id,holdings\ngreen,ACME=1\n");
  CHECK(refused.exit == 5);
  CHECK(refused.out.find("line 2: insufficient_shares") != std::string::npos);
  market.audited_hash();
}

TEST_CASE("marketctl: a dividend and a split are paid, booked and told") {
  Market market;
  CHECK(market.ctl({"company", "register", "ACME", "--name", "Acme", "--shares", "1000", "--price", "10"})
            .exit == 0);
  CHECK(market.ctl({"trader", "register", "alice", "--cash", "100", "--holding", "ACME=5"}).exit == 0);
  CHECK(market.ctl({"company", "dividend", "ACME", "--per-share", "0.50"}).out ==
        "ACME: 2.50 paid to 1 holder by issuer, 2.50 of it new money from outside\n");
  CHECK(market.ctl({"company", "split", "ACME", "3:2"}).out ==
        "ACME: split 3 for 2, now 1500 shares; 3.3333 cash in lieu of fractions, "
        "3.3333 of it new money from outside\n");
  const Json cash = market.ctl_json({"trader", "ledger", "alice", "--kind", "dividend"}).at("items");
  REQUIRE(cash.size() == 1);
  CHECK(cash.at(0).at("amount") == "2.50");
  CHECK(cash.at(0).at("balance") == "102.50");
  CHECK(cash.at(0).at("counterparty") == "issuer:ACME");
  const Json shares = market.ctl_json({"trader", "ledger", "--symbol", "ACME", "--as", "alice"}).at("items");
  REQUIRE(shares.size() == 2);
  CHECK(shares.at(1).at("kind") == "split");
  CHECK(shares.at(1).at("amount") == 2);
  CHECK(shares.at(1).at("balance") == 7);
  check_failure(market.ctl({"company", "split", "ACME", "1:1"}), 2);
  check_failure(market.ctl({"company", "dividend", "NOPE", "--total", "5"}), 3);
  market.audited_hash();
}

TEST_CASE("marketctl: equity, ranks and revenue follow the trades, and csv has them all") {
  Market market;
  register_alice_and_bob(market);
  CHECK(market
            .ctl({"fees", "set", "--taker-bps", "10", "--taker-flat", "1", "--distribution",
                  "exchange=0.5,trader:bob=0.5"})
            .exit == 0);
  CHECK(market.ctl({"order", "place", "sell", "10", "ACME", "@110", "--as", "bob"}).exit == 0);
  CHECK(market.ctl({"order", "place", "buy", "10", "ACME", "@110", "--as", "alice"}).exit == 0);
  const Json revenue = market.ctl_json({"fees", "revenue"});
  CHECK(revenue.at("taken") == revenue.at("distributed"));
  const Result board = market.ctl({"trader", "leaderboard", "--by", "pnl", "-o", "csv"});
  CHECK(board.out.find("rank,trader,name,equity,return,pnl\n1,bob,") == 0);
  CHECK(lines(board.out) == 3);
  const Result history = market.ctl({"trader", "history", "alice", "-o", "csv"});
  CHECK(history.out.find("time,equity,cash\n") == 0);
  CHECK(lines(history.out) >= 2);
  for (const Arguments& command :
       {Arguments{"trader", "ledger", "alice", "--asset", "all"}, Arguments{"trader", "portfolio", "alice"},
        Arguments{"trader", "show", "alice"}, Arguments{"fees", "show"}, Arguments{"fees", "revenue"},
        Arguments{"fees", "estimate", "--price", "100", "--quantity", "10"},
        Arguments{"company", "show", "ACME"}, Arguments{"market", "show", "ACME"},
        Arguments{"market", "list"}, Arguments{"market", "trades", "ACME"}, Arguments{"trades", "list"},
        Arguments{"server", "status"}, Arguments{"server", "audit"},
        Arguments{"order", "list", "--status", "all"}, Arguments{"trader", "list"}, Arguments{"clock"},
        Arguments{"server", "health"}, Arguments{"market", "auction", "ACME"}}) {
    Arguments as_csv = command;
    as_csv.insert(as_csv.end(), {"-o", "csv"});
    const Result result = market.ctl(as_csv);
    INFO(command.at(0), " ", command.back(), ": ", result.err, result.out);
    CHECK(result.exit == 0);
    CHECK(lines(result.out) >= 2);
  }
}

TEST_CASE("marketctl: a trader's limits are changed, the order rate holds, and a closed account is closed") {
  Market market;
  register_alice_and_bob(market);
  CHECK(market.ctl_json({"trader", "update", "bob", "--max-orders-per-second", "1", "--name", "Robert"})
            .at("name") == "Robert");
  const Arguments order = {"order", "place", "buy", "1", "ACME", "@90", "--as", "bob", "--timeout", "0.3"};
  CHECK(market.ctl(order).exit == 0);
  check_failure(market.ctl(order), 9);
  CHECK(market.ctl_json({"trader", "update", "bob", "--max-orders-per-second", "none"})
            .at("limits")
            .at("max_orders_per_second")
            .is_null());
  CHECK(market.ctl(order).exit == 0);
  check_failure(market.ctl({"trader", "close", "bob"}), 6);
  CHECK(market.ctl({"trader", "register", "carol", "--cash", "70"}).exit == 0);
  CHECK(market.ctl_json({"trader", "close", "carol"}).at("status") == "closed");
  check_failure(market.ctl({"trader", "deposit", "carol", "1"}), 3);
  CHECK(market.ctl({"trader", "register", "--from", "-"}, "id\ncarol\n").out ==
        "ID     STATUS\ncarol  closed\n");
  check_failure(market.ctl({"trader", "portfolio"}), 2);
  CHECK(
      market.ctl({"trader", "ledger", "carol", "--kind", "close", "--fields", "amount", "--no-header"}).out ==
      "-70.00\n");
  market.audited_hash();
}

// On a terminal of script(1), whose output is what the terminal was sent.
TEST_CASE("marketctl: a book that is watched gives the terminal back when it is terminated") {
  Market market;
  register_alice_and_bob(market);
  const Result watched =
      run({"/usr/bin/script", "-qec",
           "timeout --signal=TERM 2 " MARKET_BIN_DIR "/marketctl market book ACME --watch; echo status $?",
           "/dev/null"},
          market.environment());
  INFO(watched.out, watched.err);
  const std::size_t enter = watched.out.find("\x1b[?1049h"), leave = watched.out.find("\x1b[?1049l");
  REQUIRE(enter != std::string::npos);
  REQUIRE(leave != std::string::npos);
  CHECK(enter < watched.out.find("QUANTITY"));
  CHECK(watched.out.find("QUANTITY") < leave);
  CHECK(watched.out.find("status 124") > leave);  // of timeout, which terminated it
  check_failure(market.ctl({"market", "book", "NOPE", "--watch"}), 3);
}

}  // namespace market::e2e

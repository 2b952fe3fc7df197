// Ledger: the entries of each account, worked by hand and over random commands.
#include "venue/ledger.hpp"

#include <doctest/doctest.h>

#include <map>

#include "tests/support/view_of.hpp"
#include "tests/unit/api_desk.hpp"
#include "tests/unit/past_books.hpp"

using namespace market;
using namespace market::test;

namespace {

// "trade cash -100.00 = 899.80 bob": kind, asset, amount, balance, counterparty.
std::string text_of(const PastBooks& books, const LedgerEntry& entry) {
  const auto number = [&](std::int64_t value) {
    return entry.shares_of ? std::to_string(value) : decimal_text(value);
  };
  const auto account = [&](AccountRef ref) -> std::string {
    switch (ref.kind) {
      case AccountRef::Kind::outside: return "outside";
      case AccountRef::Kind::trader: return books.exchange.trader(ref.trader()).slug.str();
      case AccountRef::Kind::exchange: return "exchange";
      case AccountRef::Kind::issuer: return "issuer";
      case AccountRef::Kind::treasury: return "treasury";
    }
    return "";
  };
  return std::string(to_text(entry.kind)) + (entry.shares_of ? " shares " : " cash ") + number(entry.amount) +
         " = " + number(entry.balance) + " " + account(entry.counterparty);
}

std::vector<std::string> lines(const PastBooks& books, TraderId trader) {
  std::vector<std::string> out;
  for (const LedgerEntry& entry : books.entries(trader)) out.push_back(text_of(books, entry));
  return out;
}

using Lines = std::vector<std::string>;

// What the cash, or the shares of one company, of an account should be after its entries.
using Balances = std::map<std::optional<std::uint32_t>, std::int64_t>;

// Each entry takes its account from one balance to the next, in order of time.
void check_chain(const Exchange& exchange, const History& history, TraderId trader) {
  Balances balances;
  Timestamp last;
  for (const LedgerEntry& entry : entries_of(history, trader)) {
    std::optional<std::uint32_t> asset;
    if (entry.shares_of) asset = entry.shares_of->value();
    REQUIRE(entry.amount != 0);
    REQUIRE(entry.balance == (balances[asset] += entry.amount));
    REQUIRE(entry.time >= last);
    last = entry.time;
  }
  for (const auto& [asset, balance] : balances) {
    const std::int64_t engine = asset ? exchange.position(trader, CompanyId(*asset)).quantity.shares()
                                      : exchange.account(trader).cash.units();
    CHECK(balance == engine);
  }
}

}  // namespace

// Cash and shares that come and go, and a trade with a fee on both sides.
TEST_CASE("each movement is an entry with what the account holds after it") {
  PastBooks books;
  const TraderId alice = books.join("alice", "1000", 50);
  const TraderId bob = books.join("bob", "500");
  books.apply(Deposit{bob, money("500")});
  books.place(alice, sell(10).at("20.00"));
  books.place(bob, buy(10).at("20.00"));
  books.apply(Withdraw{bob, money("100")});

  CHECK(lines(books, alice) == Lines{"deposit cash 1000.00 = 1000.00 outside",
                                     "issue shares 50 = 50 treasury", "trade cash 200.00 = 1200.00 bob",
                                     "fee cash -0.20 = 1199.80 exchange", "trade shares -10 = 40 bob"});
  CHECK(lines(books, bob) == Lines{"deposit cash 500.00 = 500.00 outside",
                                   "deposit cash 500.00 = 1000.00 outside",
                                   "trade cash -200.00 = 800.00 alice", "fee cash -0.40 = 799.60 exchange",
                                   "trade shares 10 = 10 alice", "withdrawal cash -100.00 = 699.60 outside"});
  const LedgerEntry fee = books.entries(bob)[3];
  CHECK(fee.order == OrderId(2));
  CHECK(fee.trade == TradeId(1));
  CHECK(fee.time == books.now);
  const LedgerEntry deposit = books.entries(bob)[0];
  CHECK_FALSE(deposit.order);
  CHECK_FALSE(deposit.trade);
}

// A rebate has its own kind, and a trade without a fee has no entry for it.
TEST_CASE("a rebate comes from the exchange, and a fee of nothing is no entry") {
  PastBooks books;
  FeeTable table = default_fee_table();
  table.schedules[0].maker.bps = rate("-5");
  FeeSchedule free;
  free.name = "free";  // to makers
  free.taker.bps = rate("5");
  table.schedules.push_back(free);
  books.apply(SetFees{table});
  const TraderId alice = books.join("alice", "0", 50);
  const TraderId bob = books.join("bob", "1000");
  books.place(alice, sell(10).at("20.00"));
  books.place(bob, buy(10).at("20.00"));
  CHECK(lines(books, alice)[2] == "rebate cash 0.10 = 200.10 exchange");

  books.apply(UpdateTrader{bob, std::nullopt, "free", std::nullopt});
  books.place(bob, sell(1).at("20.00").post_only());
  books.place(alice, buy(1).at("20.00"));
  const Lines of_bob = lines(books, bob);
  REQUIRE(of_bob.size() == 6);
  CHECK(of_bob[4].rfind("trade cash 20.00 = ", 0) == 0);
  CHECK(of_bob[5] == "trade shares -1 = 9 alice");
}

// Both sides of a trade with oneself stand in the account, the buyer's first.
TEST_CASE("a trade with oneself is two sides of one account") {
  PastBooks books;
  const TraderId alice = books.join("alice", "1000", 10);
  books.place(alice, sell(10).at("20.00"));
  books.place(alice, buy(10).at("20.00").allow_self_trade());
  const Lines all = lines(books, alice);
  CHECK(Lines(all.begin() + 2, all.end()) ==
        Lines{"trade cash -200.00 = 800.00 alice", "fee cash -0.40 = 799.60 exchange",
              "trade shares 10 = 20 alice", "trade cash 200.00 = 999.60 alice",
              "fee cash -0.20 = 999.40 exchange", "trade shares -10 = 10 alice"});
}

// The parts of fees follow the table in force at the trade, also after it changed.
TEST_CASE("a trader's share of the fees is an entry of the trade that brought it") {
  PastBooks books;
  const TraderId alice = books.join("alice", "0", 50);
  const TraderId bob = books.join("bob", "1000");
  const TraderId carol = books.join("carol", "0");
  books.distribute(
      {{Beneficiary::Kind::exchange, Slug(), 5'000}, {Beneficiary::Kind::trader, Slug("carol"), 5'000}});
  books.place(alice, sell(10).at("20.00"));
  books.place(bob, buy(5).at("20.00"));
  books.distribute(
      {{Beneficiary::Kind::exchange, Slug(), 9'000}, {Beneficiary::Kind::trader, Slug("carol"), 1'000}});
  books.place(bob, buy(5).at("20.00"));
  CHECK(lines(books, carol) ==
        Lines{"distribution cash 0.15 = 0.15 exchange", "distribution cash 0.03 = 0.18 exchange"});
  CHECK(books.entries(carol)[1].trade == TradeId(2));
  CHECK(books.history.ledger().contribution(carol).net() == Amount());
}

// A payer who holds shares pays himself too; both entries stand in his account.
TEST_CASE("a dividend is an entry of each holder and of the trader who pays it") {
  PastBooks books;
  const TraderId alice = books.join("alice", "1000", 10);
  const TraderId bob = books.join("bob", "0", 20);
  books.apply(PayDividend{books.acme(), money("1.50"), Money(), AccountRef::of(alice)});
  const Lines of_alice = lines(books, alice);
  CHECK(Lines(of_alice.begin() + 2, of_alice.end()) == Lines{"dividend cash -15.00 = 985.00 alice",
                                                             "dividend cash 15.00 = 1000.00 alice",
                                                             "dividend cash -30.00 = 970.00 bob"});
  CHECK(lines(books, bob).back() == "dividend cash 30.00 = 30.00 alice");

  books.apply(PayDividend{books.acme(), Money(), money("3"), AccountRef::issuer(books.acme())});
  CHECK(lines(books, bob).back() == "dividend cash 2.00 = 32.00 issuer");
}

// 3 for 2 of 7 shares: 10 and half a share in cash.
TEST_CASE("a split and the close of an account are told to the last share") {
  PastBooks books;
  const TraderId alice = books.join("alice", "0", 7);
  books.apply(SplitShares{books.acme(), 3, 2});
  CHECK(lines(books, alice) == Lines{"issue shares 7 = 7 treasury", "split shares 3 = 10 treasury",
                                     "split cash 3.3333 = 3.3333 issuer"});
  CHECK(books.history.ledger().contribution(alice).net() == money("70"));

  books.apply(DelistCompany{books.acme()});
  books.apply(CloseTrader{alice});
  const Lines all = lines(books, alice);
  REQUIRE(all.size() == 5);
  CHECK(all[3] == "close shares -10 = 0 treasury");
  CHECK(all[4] == "close cash -3.3333 = 0.00 outside");
}

// Deposits, given shares at their price then, and withdrawals; trading changes nothing of it.
TEST_CASE("what a trader brought in") {
  PastBooks books;
  const TraderId alice = books.join("alice", "100", 10);  // at 10.00
  const TraderId bob = books.join("bob", "1000");
  books.place(alice, sell(5).at("30.00"));
  books.place(bob, buy(5).at("30.00"));
  books.apply(IssueShares{books.acme(), bob, Quantity(2)});  // at 30.00
  books.apply(Withdraw{bob, money("40")});
  CHECK(books.history.ledger().contribution(alice).net() == money("200"));
  CHECK(books.history.ledger().contribution(bob).net() == money("1020"));
  CHECK(books.history.ledger().contribution(TraderId(99)).net() == Amount());
}

TEST_CASE("the first place of a time is found, also between and behind all entries") {
  PastBooks books;
  const TraderId alice = books.join("alice", "100");
  const Timestamp first = books.now;
  books.wait(60);
  books.apply(Deposit{alice, money("1")});
  const Ledger& ledger = books.history.ledger();
  const auto& trades = books.history.trades();
  CHECK(ledger.first_place(alice, Timestamp(), trades) == 0);
  CHECK(ledger.first_place(alice, first, trades) == 0);
  const std::uint64_t second = ledger.first_place(alice, first + Duration(1), trades);
  CHECK(ledger_entry(ledger.movement(alice, second, trades), 0)->amount == money("1").units());
  CHECK(ledger.first_place(alice, books.now, trades) == second);
  CHECK(ledger.first_place(alice, books.now + Duration(1), trades) == ledger.movements(alice));
  CHECK(ledger.movements(TraderId(99)) == 0);
}

// The ledger knows the events alone. Here it misses one.
TEST_CASE("a ledger that differs from the accounts says where") {
  PastBooks books;
  const TraderId alice = books.join("alice", "100");
  REQUIRE(books.exchange.apply(Deposit{alice, money("1")}, {books.exchange.seq() + 1, books.now}));
  CHECK(books.history.ledger().difference(books.exchange) ==
        "cash of outside: the ledger has -100.00, the account -101.00");
}

// Random commands of every kind: the ledger equals the accounts after each, and every account's entries lead
// from nothing to what it holds.
TEST_CASE("over random commands the ledger stays equal to the accounts") {
  Exchange exchange;
  History history;
  CommandFlow flow(4);
  const MarketView view = view_of(exchange);
  const auto apply = [&](const Command& command, Timestamp time) {
    const auto outcome = exchange.apply(command, {.seq = exchange.seq() + 1, .time = time});
    if (!outcome || outcome->repeated) return;
    if (std::holds_alternative<PlaceOrder>(command)) flow.saw_order(outcome->order);
    history.record(exchange);
    const std::string difference = history.ledger().difference(exchange);
    REQUIRE_MESSAGE(difference.empty(), "seq " << exchange.seq() << ": " << difference);
  };
  Timestamp time = CommandFlow::kStart;
  const std::vector<Command> opening = flow.opening();
  for (std::size_t i = 0; i < 20'000; ++i) {
    time = time + flow.pause();
    for (auto due = exchange.next_due(); due && *due <= time; due = exchange.next_due())
      apply(AdvanceTime{}, std::max(exchange.now(), *due));
    apply(i < opening.size() ? opening[i] : flow.next(view, time), time);
  }
  CHECK(history.trades().size() > 1'000);
  for (std::uint32_t i = 0; i < exchange.trader_count(); ++i) check_chain(exchange, history, TraderId(i));
}

// GET /v1/traders/{id}/ledger: what it lists, and which part of it.
TEST_CASE("a trader's ledger over REST, with its filters and pages") {
  Desk desk;
  const std::string alice = desk.trader("alice", 50);
  const std::string bob = desk.trader("bob");
  REQUIRE(desk.place(alice, "sell", 10, "20").status == 201);
  REQUIRE(desk.place(bob, "buy", 10, "20").status == 201);

  const Reply cash = desk.send("GET", "/v1/traders/me/ledger", bob);
  REQUIRE(cash.status == 200);
  REQUIRE(cash.body["items"].size() == 3);
  const json trade = cash.body["items"][1];
  CHECK(trade["kind"] == "trade");
  CHECK(trade["symbol"].is_null());
  CHECK(trade["amount"] == "-200.00");
  CHECK(trade["balance"] == "9800.00");
  CHECK(trade["counterparty"] == "alice");
  CHECK(trade["order"] == 2);
  CHECK(trade["trade"] == 1);
  CHECK(cash.body["items"][2]["counterparty"] == "exchange");
  CHECK(cash.body["items"][0]["order"].is_null());

  const Reply shares = desk.admin("GET", "/v1/traders/alice/ledger?symbol=ACME");
  REQUIRE(shares.body["items"].size() == 2);
  CHECK(shares.body["items"][0]["counterparty"] == "treasury:ACME");
  CHECK(shares.body["items"][1]["symbol"] == "ACME");
  CHECK(shares.body["items"][1]["amount"] == -10);
  CHECK(shares.body["items"][1]["balance"] == 40);

  CHECK(desk.admin("GET", "/v1/traders/bob/ledger?asset=all").body["items"].size() == 4);
  CHECK(desk.admin("GET", "/v1/traders/bob/ledger?kind=fee").body["items"].size() == 1);
  const std::string when = trade["time"];
  CHECK(desk.admin("GET", "/v1/traders/bob/ledger?end=" + when).body["items"].size() == 1);
  CHECK(desk.admin("GET", "/v1/traders/bob/ledger?start=" + when).body["items"].size() == 2);

  json walked = json::array();
  std::string target = "/v1/traders/bob/ledger?asset=all&order=desc&limit=1";
  for (std::string cursor;;) {
    const Reply page = desk.admin("GET", target + cursor);
    REQUIRE(page.status == 200);
    for (const json& item : page.body["items"]) walked.push_back(item);
    if (page.body["next"].is_null()) break;
    cursor = "&cursor=" + page.body["next"].get<std::string>();
  }
  REQUIRE(walked.size() == 4);
  CHECK(walked[3]["kind"] == "deposit");
  CHECK(walked[0]["symbol"] == "ACME");

  CHECK(desk.send("GET", "/v1/traders/alice/ledger", bob).status == 403);
  CHECK(desk.admin("GET", "/v1/traders/bob/ledger?kind=gift").status == 400);
  CHECK(desk.admin("GET", "/v1/traders/bob/ledger?symbol=ACME&asset=all").status == 400);
  CHECK(desk.admin("GET", "/v1/traders/bob/ledger?symbol=NONE").status == 404);
}

TEST_CASE("the audit compares the ledger with the accounts") {
  Desk desk;
  desk.trader("alice", 50);
  const Reply audit = desk.admin("GET", "/v1/server/audit");
  REQUIRE(audit.status == 200);
  const json& check = audit.body["checks"].back();
  CHECK(check["name"] == "ledger_balanced");
  CHECK(check["ok"] == true);
}

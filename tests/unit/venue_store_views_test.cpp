// The views of market.db: what people and scripts ask, in their words.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include "store/venue_store.hpp"
#include "tests/support/stored_samples.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace market;
using namespace market::test;

namespace {

struct Fixture {
  Fixture() : store(folder.path() / "market.db"), reader(store.path().string()) {
    store.write(first_snapshot());
    store.write(second_snapshot());
  }

  // One line a row, columns separated by "|".
  std::string ask(const std::string& sql) {
    SQLite::Statement statement(reader, sql);
    std::string out;
    while (statement.executeStep()) {
      for (int i = 0; i < statement.getColumnCount(); ++i)
        out += (i > 0 ? "|" : "") + statement.getColumn(i).getString();
      out += "\n";
    }
    return out;
  }

  TemporaryFolder folder;
  VenueStore store;
  SQLite::Database reader;
};

// For every value of an enum, what the view's column says beside it.
template <class Enum>
std::string words(int last) {
  std::string out;
  for (int i = 0; i <= last; ++i) out += std::string(to_text(static_cast<Enum>(i))) + "\n";
  return out;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "companies, traders, holdings") {
  CHECK(ask("SELECT symbol, name, status, shares, last_price, initial_price, band_percent, breaker_percent, "
            "auction, fee_schedule, issuer_cash, created_at FROM companies WHERE symbol = 'ACME'") ==
        "ACME|Ácme & Söhne “AG”|auction|1000000000000|0.0015|101.25|0.0008|||members|-0.0017|"
        "2023-11-14T22:13:20.000000016Z\n");
  CHECK(ask("SELECT trader, cash, closed_at FROM traders") ==
        "alice|100000000000000.0|2023-11-14T22:13:20.000000006Z\nbob|0.0001|\ncarol-2|0.0002|\n");
  CHECK(ask("SELECT trader, symbol, quantity, cost, realized_pnl FROM holdings WHERE quantity < 10") ==
        "alice|B.2|9|0.0008|0.0007\ncarol-2|ACME|3|0.0004|0.0005\ncarol-2|B.2|1|0.0002|0.0003\n");
}

TEST_CASE_FIXTURE(Fixture, "orders, open and closed") {
  CHECK(
      ask("SELECT id, client_order_id, trader, symbol, side, type, status, reason, quantity, filled, "
          "remaining, limit_price, stop_price, class FROM orders ORDER BY id") ==
      "7|it's "
      "\"mine\"|bob|ACME|sell|trailing_stop|canceled|cancel_after|1000000000000|5|0|0.0006|0.0007|oto\n"
      "10|a|alice|B.2|buy|trailing_stop|canceled|cancel_after|1000000000000|5|0|0.0006|0.0007|oto\n"
      "11||bob|B.2|sell|stop_limit|partially_filled||1000000000000|999999999999|1|100.25||simple\n"
      "900||carol-2|B.2|sell|stop_limit|partially_filled||1000000000000|999999999001|999|100.25||simple\n"
      "901|b~ b|bob|ACME|sell|trailing_stop|canceled|cancel_after|1000000000000|5|0|0.0006|0.0007|oto\n"
      "1000|a|carol-2|B.2|sell|stop_limit|partially_filled||1000000000000|999999999001|999|100.25||simple\n");
  CHECK(ask("SELECT count(*) FROM orders WHERE trader = 'bob'") == "3\n");
}

TEST_CASE("an open order with conditions") {
  const TemporaryFolder folder;
  VenueStore store(folder.path() / "market.db");
  store.write(first_snapshot());
  SQLite::Database reader(store.path().string());
  SQLite::Statement row(reader,
                        "SELECT stop_price || ' ' || trail_amount || ' ' || trail_percent || ' ' || "
                        "display_quantity || ' ' || class || ' ' || parent || ' ' || expires_at "
                        "FROM orders WHERE id = 11");
  REQUIRE(row.executeStep());
  CHECK(row.getColumn(0).getString() == "0.0001 0.0002 0.0003 7 bracket 9 2023-11-14T22:13:20.000000006Z");
}

TEST_CASE_FIXTURE(Fixture, "trades and what they add up to") {
  CHECK(ask("SELECT count(*) FROM trades") == "3\n");
  CHECK(ask("SELECT sum(price * quantity), typeof(price) FROM trades WHERE symbol = 'ACME'") ==
        "2025.0|real\n");
  CHECK(ask("SELECT * FROM trades WHERE id = 2") ==
        "2|B.2|101.25|10|sell|1|alice|bob|102|202|2.025|-1.0125|2023-11-14T22:13:20.000002000Z|42\n");
  CHECK(ask("SELECT trade_id, symbol, trader, side, liquidity, value, fee FROM fees WHERE trade_id < 3 "
            "ORDER BY trade_id, side") ==
        "1|ACME|alice|buy|maker|1012.5|2.025\n1|ACME|bob|sell|taker|1012.5|-1.0125\n"
        "2|B.2|alice|buy|auction|1012.5|2.025\n2|B.2|bob|sell|auction|1012.5|-1.0125\n");
}

TEST_CASE_FIXTURE(Fixture, "the ledger: cash, fee or rebate, shares; transfers") {
  const std::string columns =
      "SELECT place, part, seq, kind, symbol, amount, balance, counterparty, order_id, trade_id FROM ledger ";
  CHECK(ask(columns + "WHERE trader = 'alice' AND place < 2 ORDER BY place, part") ==
        "0|0|50|deposit||0.1|0.1|outside||\n"
        "1|0|41|trade||-1012.5|2.0239|bob|101|1\n"
        "1|1|41|fee||-2.025|-0.0011|exchange|101|1\n"
        "1|2|41|trade|ACME|10|10|bob|101|1\n");
  CHECK(ask(columns + "WHERE trader = 'bob' AND place = 0 ORDER BY place, part") ==
        "0|0|41|trade||1012.5|-1.0113|alice|201|1\n"
        "0|1|41|rebate||1.0125|0.0012|exchange|201|1\n"
        "0|2|41|trade|ACME|-10|-10|alice|201|1\n");
  SnapshotBatch more;
  more.state.venue = second_snapshot().state.venue;
  more.movements = {{TraderId(2), 0, MovementSource::transfer_in, 1, Money(5), CompanyId(1), Quantity(8)},
                    {TraderId(2), 1, MovementSource::transfer_out, 2, Money(7), CompanyId(0), Quantity(0)}};
  store.write(more);
  CHECK(ask(columns + "WHERE trader = 'carol-2' ORDER BY place, part") ==
        "0|0|51|issue|B.2|9223372036854775807|8|treasury:B.2||2\n"
        "1|0|52|split||-0.0001|0.0007|issuer:ACME||\n");
}

TEST_CASE_FIXTURE(Fixture, "a trade without a fee has no entry for it") {
  SnapshotBatch more;
  more.state.venue = second_snapshot().state.venue;
  more.trades = {first_snapshot().trades[0]};
  more.trades[0].id = TradeId(4);
  more.trades[0].buyer_fee = Money(0);
  more.movements = {{TraderId(0), 3, MovementSource::buy, 4, Money(5), CompanyId(0), Quantity(8)}};
  store.write(more);
  CHECK(ask("SELECT part, kind, balance FROM ledger WHERE trader = 'alice' AND place = 3 ORDER BY part") ==
        "0|trade|0.0005\n2|trade|8\n");
}

TEST_CASE_FIXTURE(Fixture, "bars and the simulation") {
  CHECK(ask("SELECT symbol, interval, time, open, high, low, close, volume, trades, splits FROM bars "
            "WHERE interval = '1d'") ==
        "B.2|1d|2023-11-14T22:13:20Z|0.0001|0.0002|0.0003|0.0006|9223372036854775807|6|1\n");
  CHECK(ask("SELECT * FROM sim") ==
        "sample “größer”|18446744073709551614|2023-11-14T22:13:20.000000200Z|200\n");
}

TEST_CASE_FIXTURE(Fixture, "the views say every word as the contract does") {
  SQLite::Database writer(store.path().string(), SQLite::OPEN_READWRITE);
  const auto said = [&](const char* table, const char* column, const char* view, const char* shown, int last,
                        const char* key) {
    std::string out;
    for (int i = 0; i <= last; ++i) {
      writer.exec(std::string("UPDATE ") + table + " SET " + column + " = " + std::to_string(i));
      out += ask(std::string("SELECT ") + shown + " FROM " + view + " WHERE " + key + " LIMIT 1");
    }
    return out;
  };
  CHECK(said("closed_order", "side", "orders", "side", 1, "id = 7") == words<Side>(1));
  CHECK(said("closed_order", "type", "orders", "type", 4, "id = 7") == words<OrderType>(4));
  CHECK(said("closed_order", "time_in_force", "orders", "time_in_force", 6, "id = 7") ==
        words<TimeInForce>(6));
  CHECK(said("closed_order", "self_trade", "orders", "self_trade", 4, "id = 7") == words<SelfTradePolicy>(4));
  CHECK(said("closed_order", "status", "orders", "status", 5, "id = 7") == words<OrderStatus>(5));
  CHECK(said("closed_order", "reason", "orders", "reason", kEndReasons - 1, "id = 7") ==
        words<EndReason>(kEndReasons - 1));
  CHECK(said("closed_order", "order_class", "orders", "class", 3, "id = 7") == words<OrderClass>(3));
  CHECK(said("company", "status", "companies", "status", 4, "symbol = 'ACME'") == words<CompanyStatus>(4));
  CHECK(said("company", "auction_kind", "companies", "auction", 3, "symbol = 'ACME'") ==
        words<AuctionKind>(3));
  CHECK(said("transfer", "kind", "ledger", "kind", 9, "trader = 'alice' AND place = 0") ==
        words<LedgerKind>(9));
  writer.exec("DELETE FROM bar WHERE time > (SELECT min(time) FROM bar) OR company = 1");
  CHECK(said("bar", "interval", "bars", "interval", 5, "symbol = 'ACME'") == words<BarInterval>(5));
}

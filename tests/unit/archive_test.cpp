// Reading history from market.db: every question, from both ends, beside the writer.
#include "store/archive.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "tests/support/row_text.hpp"
#include "tests/support/stored_samples.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace market;
using namespace market::test;

namespace {

// A database with both samples, and the archive on it.
struct Fixture {
  Fixture() : store(folder.path() / "market.db"), archive(store.path()) {
    store.write(first_snapshot());
    store.write(second_snapshot());
  }

  std::vector<std::uint64_t> orders(const Archive::OrderFilter& filter, NumberRange range = {},
                                    Direction direction = Direction::oldest_first) const {
    std::vector<std::uint64_t> ids;
    archive.ended_orders(filter, range, direction, [&](const Order& order) {
      ids.push_back(order.id.value());
      return true;
    });
    return ids;
  }
  std::vector<std::uint64_t> trades(std::optional<CompanyId> company, NumberRange range = {},
                                    Direction direction = Direction::oldest_first) const {
    std::vector<std::uint64_t> ids;
    archive.trades(company, range, direction, [&](const Trade& trade) {
      ids.push_back(trade.id.value());
      return true;
    });
    return ids;
  }

  TemporaryFolder folder;
  VenueStore store;
  Archive archive;
};

using Ids = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE_FIXTURE(Fixture, "an ended order comes back whole, with its names") {
  Order expected = first_snapshot().ended_orders[0];
  expected.trader_slug = Slug("bob");
  expected.symbol = Symbol("ACME");
  const auto found = archive.ended_order(OrderId(7));
  REQUIRE(found);
  CHECK(row_text(*found) == row_text(expected));
  CHECK_FALSE(archive.ended_order(OrderId(900)));
  CHECK_FALSE(archive.ended_order(OrderId(8)));
}

TEST_CASE_FIXTURE(Fixture, "ended orders by trader, company, side and range, from both ends") {
  CHECK(orders({}) == Ids{7, 10, 901});
  CHECK(orders({}, {}, Direction::newest_first) == Ids{901, 10, 7});
  CHECK(orders({.trader = TraderId(1)}) == Ids{7, 901});
  CHECK(orders({.trader = TraderId(1)}, {8, 1'000}, Direction::newest_first) == Ids{901});
  CHECK(orders({.trader = TraderId(1)}, {7, 901}) == Ids{7});
  CHECK(orders({.company = CompanyId(1)}) == Ids{10});
  CHECK(orders({.side = Side::sell}) == Ids{7, 901});
  CHECK(orders({.trader = TraderId(0), .company = CompanyId(1), .side = Side::buy}) == Ids{10});
  CHECK(orders({.trader = TraderId(2)}).empty());
}

TEST_CASE_FIXTURE(Fixture, "visit ends a list, and may ask the archive itself") {
  Ids ids;
  archive.ended_orders({}, {}, Direction::oldest_first, [&](const Order& order) {
    ids.push_back(archive.ended_order(order.id)->id.value());
    return ids.size() < 2;
  });
  CHECK(ids == Ids{7, 10});
  CHECK(orders({}) == Ids{7, 10, 901});
}

TEST_CASE_FIXTURE(Fixture, "trades by id, company and range, from both ends") {
  CHECK(row_text(*archive.trade(TradeId(2))) == row_text(first_snapshot().trades[1]));
  CHECK_FALSE(archive.trade(TradeId(4)));
  CHECK(trades({}) == Ids{1, 2, 3});
  CHECK(trades({}, {2, 3}) == Ids{2});
  CHECK(trades(CompanyId(0)) == Ids{1, 3});
  CHECK(trades(CompanyId(0), {0, 3}, Direction::newest_first) == Ids{1});
  CHECK(trades(CompanyId(0), {1, UINT64_MAX}, Direction::newest_first) == Ids{3, 1});
  CHECK(trades(CompanyId(7)).empty());
}

TEST_CASE_FIXTURE(Fixture, "the last trade of a company at a time") {
  const auto id_at = [&](std::uint32_t company, Timestamp time) {
    const auto trade = archive.last_trade(CompanyId(company), time);
    return trade ? trade->id.value() : 0;
  };
  const Timestamp first = archive.trade(TradeId(1))->time;
  const Timestamp third = archive.trade(TradeId(3))->time;
  CHECK(id_at(0, first - Duration(1)) == 0);
  CHECK(id_at(0, first) == 1);
  CHECK(id_at(0, third - Duration(1)) == 1);
  CHECK(id_at(0, third) == 3);
  CHECK(id_at(0, third + Duration::seconds(1)) == 3);
  CHECK(id_at(1, first) == 0);
  CHECK(id_at(1, third) == 2);
}

TEST_CASE_FIXTURE(Fixture, "movements come with their trade or transfer") {
  std::vector<Archive::MovementRow> rows;
  const auto keep = [&rows](const Archive::MovementRow& row) {
    rows.push_back(row);
    return true;
  };
  archive.movements(TraderId(0), {}, Direction::oldest_first, keep);
  REQUIRE(rows.size() == 3);
  const SnapshotBatch first = first_snapshot(), second = second_snapshot();
  CHECK(row_text(rows[0].movement) == row_text(first.movements[0]));
  CHECK(row_text(rows[0].transfer) == row_text(first.transfers[0]));
  CHECK(row_text(rows[1].movement) == row_text(first.movements[1]));
  CHECK(row_text(rows[1].trade) == row_text(first.trades[0]));
  CHECK(row_text(rows[2].trade) == row_text(second.trades[0]));
  rows.clear();
  archive.movements(TraderId(0), {0, 2}, Direction::newest_first, keep);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].movement.place == 1);
  CHECK(rows[1].movement.place == 0);
}

TEST_CASE_FIXTURE(Fixture, "the first place of a trader at or after a time") {
  const Timestamp deposit = first_snapshot().transfers[0].time;
  const Timestamp bought = archive.trade(TradeId(1))->time;
  const Timestamp last = archive.trade(TradeId(3))->time;
  CHECK(archive.first_place(TraderId(0), Timestamp(0), 3) == 0);
  CHECK(archive.first_place(TraderId(0), deposit, 3) == 0);
  CHECK(archive.first_place(TraderId(0), deposit + Duration(1), 3) == 1);
  CHECK(archive.first_place(TraderId(0), bought + Duration(1), 3) == 2);
  CHECK(archive.first_place(TraderId(0), last, 3) == 2);
  CHECK(archive.first_place(TraderId(0), last + Duration(1), 3) == 3);
  CHECK(archive.first_place(TraderId(0), last, 2) == 2);
  CHECK(archive.first_place(TraderId(2), deposit, 0) == 0);
}

TEST_CASE_FIXTURE(Fixture, "bars of an interval within times, from both ends") {
  const std::vector<BarRow> stored = {first_snapshot().bars[0], second_snapshot().bars[0],
                                      second_snapshot().bars[1]};
  const auto found = [&](Timestamp start, Timestamp end, Direction direction) {
    std::vector<BarRow> bars;
    archive.bars(CompanyId(0), BarInterval::m1, start, end, direction, [&](const BarRow& bar) {
      bars.push_back(bar);
      return true;
    });
    return row_text(bars);
  };
  CHECK(found(Timestamp(0), Timestamp(INT64_MAX), Direction::oldest_first) == row_text(stored));
  CHECK(found(stored[1].bar.time, stored[2].bar.time, Direction::oldest_first) ==
        row_text(std::vector{stored[1]}));
  CHECK(found(stored[1].bar.time, Timestamp(INT64_MAX), Direction::newest_first) ==
        row_text(std::vector{stored[2], stored[1]}));
}

TEST_CASE_FIXTURE(Fixture, "several threads ask while snapshots are written") {
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) wrong += trades({}).size() < 3 || orders({}).size() != 3 ? 1 : 0;
    });
  }
  SnapshotBatch more;
  more.state.venue = second_snapshot().state.venue;
  for (Seq seq = 201; seq < 221; ++seq) {
    more.state.venue.seq = seq;
    more.trades = {first_snapshot().trades[0]};
    more.trades[0].id = TradeId(seq);
    store.write(more);
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE_FIXTURE(Fixture, "a damaged row of history is named") {
  SQLite::Database(store.path().string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE trade SET price = price + 1 WHERE id = 2");
  CHECK(trades(CompanyId(0)) == Ids{1, 3});
  CHECK_THROWS_WITH_AS(
      trades({}),
      (store.path().string() +
       " is damaged: table trade, row 2: its checksum does not match; restore it from a copy")
          .c_str(),
      StoreCorrupt);
}

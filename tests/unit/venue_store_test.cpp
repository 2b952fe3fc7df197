// market.db: what a snapshot writes comes back, all of it; snapshots add up; one that fails leaves nothing.
#include "store/venue_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include "tests/support/row_text.hpp"
#include "tests/support/stored_samples.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace market;
using namespace market::test;
namespace fs = std::filesystem;

namespace {

// What a new process finds.
std::string loaded(const fs::path& file) {
  const auto venue = VenueStore(file).load();
  REQUIRE(venue);
  return row_text(*venue);
}

}  // namespace

TEST_CASE("a new database holds no venue") {
  const TemporaryFolder folder;
  VenueStore store(folder.path() / "market.db");
  CHECK_FALSE(store.load());
  CHECK(store.last_seq() == 0);
  CHECK(store.previous_seq() == 0);
  CHECK(store.noted_hashes().empty());
  CHECK(store.path() == folder.path() / "market.db");
}

TEST_CASE("every member of every row comes back") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "market.db";
  VenueStore(file).write(first_snapshot());
  CHECK(loaded(file) == row_text(first_venue()));
}

TEST_CASE("snapshots add up") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "market.db";
  {
    VenueStore store(file);
    store.write(first_snapshot());
    CHECK(store.last_seq() == 100);
    CHECK(store.previous_seq() == 0);
    store.write(second_snapshot());
    CHECK(store.last_seq() == 200);
    CHECK(store.previous_seq() == 100);
    CHECK(row_text(*store.load()) == row_text(second_venue()));
  }
  VenueStore store(file);
  CHECK(store.last_seq() == 200);
  CHECK(store.previous_seq() == 100);
  CHECK(row_text(*store.load()) == row_text(second_venue()));
}

TEST_CASE("only noted state hashes outlive the last two snapshots") {
  const TemporaryFolder folder;
  VenueStore store(folder.path() / "market.db");
  store.write(first_snapshot());
  store.write(second_snapshot());
  SnapshotBatch more;
  more.state.venue = second_snapshot().state.venue;
  for (const Seq seq : {201, 202, 202, 203}) {
    more.state.venue.seq = seq;
    store.write(more);
  }
  CHECK(store.last_seq() == 203);
  CHECK(store.previous_seq() == 202);
  const auto noted = store.noted_hashes();
  REQUIRE(noted.size() == 1);
  CHECK(noted[0].seq == 200);
  CHECK(noted[0].state_hash == 0xfedcba9876543210u);
  SQLite::Database reader(store.path().string());
  CHECK(reader.execAndGet("SELECT group_concat(seq) FROM snapshot").getString() == "200,202,203");
}

TEST_CASE("a snapshot that fails leaves nothing, and everything may be tried again") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "market.db";
  VenueStore store(file);
  store.write(first_snapshot());
  SnapshotBatch twice = second_snapshot();
  twice.feed.push_back(twice.feed.front());
  CHECK_THROWS_AS(store.write(twice), StoreCorrupt);
  SnapshotBatch wrong = second_snapshot();
  wrong.state.venue.open_orders = 4;
  CHECK_THROWS_WITH_AS(
      store.write(wrong),
      (file.string() + " cannot be written: there would be 3 open orders, but the venue has 4").c_str(),
      StoreUnavailable);
  CHECK(store.last_seq() == 100);
  CHECK(row_text(*store.load()) == row_text(first_venue()));
  store.write(second_snapshot());
  CHECK(row_text(*store.load()) == row_text(second_venue()));
}

TEST_CASE("a snapshot waits for nobody who only reads") {
  const TemporaryFolder folder;
  VenueStore store(folder.path() / "market.db");
  store.write(first_snapshot());
  SQLite::Database reader(store.path().string());
  SQLite::Statement trades(reader, "SELECT id FROM trade");
  REQUIRE(trades.executeStep());
  store.write(second_snapshot());
  CHECK(trades.executeStep());
  CHECK_FALSE(trades.executeStep());
  CHECK(reader.execAndGet("SELECT count(*) FROM trade").getInt() == 3);
}

// A row may be copied for a snapshot while its order is open, and the order end, and its id be forgotten,
// before the snapshot is whole.
TEST_CASE("the client order id of an order that ended does not stay among the open ones") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "market.db";
  {
    VenueStore store(file);
    store.write(first_snapshot());
    SnapshotBatch batch = second_snapshot();
    batch.state.client_ids.push_back({TraderId(0), ClientOrderId("b~ b"), OrderId(901), 1, {}, 0});
    store.write(batch);
  }
  CHECK(loaded(file) == row_text(second_venue()));
}

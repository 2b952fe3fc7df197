// What is wrong with market.db is found, named and never taken for the venue. MARKET_SEED chooses the bits
// that flip.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <random>

#include "store/venue_store.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/row_text.hpp"
#include "tests/support/stored_samples.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace market;
using namespace market::test;
namespace fs = std::filesystem;

namespace {

// A database with both samples, closed.
struct Fixture {
  Fixture() : file(folder.path() / "market.db") {
    VenueStore store(file);
    store.write(first_snapshot());
    store.write(second_snapshot());
  }
  void change(const std::string& sql) { SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec(sql); }
  std::string found() const {
    try {
      return VenueStore(file).load() ? "nothing" : "no venue";
    } catch (const StoreCorrupt& error) {
      return error.what();
    }
  }
  std::string damaged(const std::string& what) const {
    return file.string() + " is damaged: " + what + "; restore it from a copy";
  }

  TemporaryFolder folder;
  fs::path file;
};

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const fs::path& file, const std::string& bytes) {
  fs::remove(file.string() + "-wal");
  fs::remove(file.string() + "-shm");
  std::ofstream(file, std::ios::binary) << bytes;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a changed value is found by its row's checksum") {
  change("UPDATE open_order SET remaining = remaining + 1 WHERE id = 900");
  CHECK(found() == damaged("table open_order, row 900: its checksum does not match"));
}

TEST_CASE_FIXTURE(Fixture, "a row of a key of two columns is named by both") {
  change("UPDATE holding SET cost = '12' WHERE trader = 2 AND company = 1");
  CHECK(found() == damaged("table holding, row 2, 1: its checksum does not match"));
}

TEST_CASE_FIXTURE(Fixture, "a missing row is found") {
  change("DELETE FROM open_order WHERE id = 900");
  CHECK(found() == damaged("table open_order has 2 rows, not 3"));
  change("DELETE FROM api_key");
  CHECK(found() == damaged("table api_key has 0 rows, not 1"));
}

TEST_CASE("conditions belong to an order, and a conditional order has them") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "market.db";
  VenueStore(file).write(first_snapshot());
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
  database.exec("DELETE FROM order_condition");
  CHECK_THROWS_AS(VenueStore(file).load(), StoreCorrupt);
}

TEST_CASE_FIXTURE(Fixture, "so are a missing venue and a missing snapshot") {
  change("DELETE FROM venue");
  CHECK(found() == damaged("table venue has 0 rows, not 1"));
  change("DELETE FROM snapshot");
  CHECK(found() == damaged("table row_count has rows, but there was no snapshot"));
}

TEST_CASE_FIXTURE(Fixture, "an older copy of one table is found") {
  change("DELETE FROM snapshot WHERE seq = 200");
  CHECK(found() == damaged("the venue is as of command 200, but the last snapshot of command 100"));
}

TEST_CASE_FIXTURE(Fixture, "what is no database of a venue is refused") {
  change("PRAGMA application_id = 7");
  CHECK(found() == file.string() + " is not a venue's database: its application_id is 7, not 1296782422");
  write_bytes(file, std::string(8'192, 'x'));
  CHECK(found() == damaged("it cannot be opened: file is not a database"));
}

TEST_CASE_FIXTURE(Fixture, "a missing database beside its write-ahead log is not a new one") {
  write_bytes(file, "");
  std::ofstream(file.string() + "-wal") << "frames";
  CHECK(found() == damaged("it is missing or empty, but its write-ahead log market.db-wal is not"));
  fs::remove(file);
  CHECK(found() == damaged("it is missing or empty, but its write-ahead log market.db-wal is not"));
}

TEST_CASE("a database that cannot be opened or written is not called damaged") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(VenueStore(folder.path() / "no" / "such" / "market.db"), StoreUnavailable);
  CHECK_THROWS_AS(VenueStore(folder.path()), StoreUnavailable);
}

TEST_CASE_FIXTURE(Fixture, "flipped bits are found, or change nothing") {
  const std::string whole = bytes_of(file), expected = row_text(second_venue());
  const std::uint64_t seed = environment_number("MARKET_SEED", 1);
  MESSAGE("MARKET_SEED=" << seed);
  std::mt19937_64 random(seed);
  int found = 0, harmless = 0;
  for (int trial = 0; trial < 300; ++trial) {
    std::string bytes = whole;
    const std::size_t offset = random() % bytes.size();
    const int bit = static_cast<int>(random() % 8);
    bytes[offset] = static_cast<char>(bytes[offset] ^ (1 << bit));
    write_bytes(file, bytes);
    try {
      const auto venue = VenueStore(file).load();
      const bool same = venue && row_text(*venue) == expected;
      CHECK_MESSAGE(same, "bit " << bit << " of byte " << offset);
      harmless += same ? 1 : 0;
    } catch (const StoreCorrupt&) {
      ++found;
    } catch (const StoreUnavailable&) {
      ++found;
    }
  }
  CHECK(found > 0);
  CHECK(harmless > 0);
}

TEST_CASE_FIXTURE(Fixture, "a file that is cut off is found") {
  const std::string whole = bytes_of(file);
  for (std::size_t size = 2; size <= whole.size() - 4'096; size += 1'000) {
    CAPTURE(size);
    write_bytes(file, whole.substr(0, size));
    CHECK_THROWS_AS(VenueStore(file).load(), StoreCorrupt);
  }
}

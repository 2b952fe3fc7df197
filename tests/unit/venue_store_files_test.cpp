// Standalone copies of market.db, and databases of older and newer versions.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <cerrno>
#include <fstream>
#include <iterator>

#include "store/migrator.hpp"
#include "store/venue_store.hpp"
#include "tests/support/row_text.hpp"
#include "tests/support/stored_samples.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace market;
using namespace market::test;
namespace fs = std::filesystem;

namespace {

std::string loaded(const fs::path& file) {
  const auto venue = VenueStore(file).load();
  REQUIRE(venue);
  return row_text(*venue);
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// The system's disk, but one function fails.
class FailingDisk final : public Disk {
 public:
  bool sync_fails = false, rename_fails = false;

  const char* sqlite_vfs() const override { return real().sqlite_vfs(); }
  bool exists(const fs::path& file) const override { return real().exists(file); }
  bool read(const fs::path& file, std::string& content) const override { return real().read(file, content); }
  std::uintmax_t size(const fs::path& file) const override { return real().size(file); }
  std::unique_ptr<OpenFile> open_to_overwrite(const fs::path& file) override {
    return real().open_to_overwrite(file);
  }
  bool sync(const fs::path& file) override { return sync_fails ? fail() : real().sync(file); }
  bool rename(const fs::path& from, const fs::path& to) override {
    return rename_fails ? fail() : real().rename(from, to);
  }
  bool remove(const fs::path& file) override { return real().remove(file); }

 private:
  static bool fail() {
    errno = ENOSPC;
    return false;
  }
};

}  // namespace

TEST_CASE("a copy is one file, whole, and made while others read") {
  const TemporaryFolder folder, copies;
  VenueStore store(folder.path() / "market.db");
  store.write(first_snapshot());
  store.write(second_snapshot());
  SQLite::Database reader(store.path().string());
  SQLite::Statement trades(reader, "SELECT id FROM trade");
  REQUIRE(trades.executeStep());
  const fs::path copy = copies.path() / "it's a copy.db";
  std::ofstream(copy) << "an older one";
  std::ofstream(copy.string() + ".tmp") << "an unfinished one";
  store.copy_to(copy);
  CHECK(files_in(copies.path()) == 1);
  CHECK(loaded(copy) == row_text(second_venue()));
  CHECK(VenueStore(copy).last_seq() == 200);
  CHECK(trades.executeStep());
}

TEST_CASE("a copy that fails leaves nothing behind") {
  const TemporaryFolder folder, copies;
  FailingDisk disk;
  VenueStore store(folder.path() / "market.db", disk);
  store.write(first_snapshot());
  const fs::path copy = copies.path() / "copy.db";
  disk.sync_fails = true;
  CHECK_THROWS_WITH_AS(store.copy_to(copy),
                       (copy.string() + " cannot be synced: No space left on device").c_str(),
                       StoreUnavailable);
  disk.sync_fails = false;
  disk.rename_fails = true;
  CHECK_THROWS_AS(store.copy_to(copy), StoreUnavailable);
  CHECK_THROWS_AS(store.copy_to(copies.path() / "no" / "copy.db"), StoreUnavailable);
  CHECK(files_in(copies.path()) == 0);
  store.write(second_snapshot());
  CHECK(row_text(*store.load()) == row_text(second_venue()));
}

TEST_CASE("a database of version 1 is migrated when it is opened") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "market.db";
  SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec(text_of(fs::path(MARKET_SOURCE_DIR) / "tests/unit/market_v1.sql"));
  CHECK(loaded(file) == row_text(second_venue()));
  SQLite::Database migrated(file.string());
  CHECK(migrated.execAndGet("PRAGMA user_version").getInt() == migrations().back().number);
  CHECK(migrated.execAndGet("SELECT count(*) FROM trades").getInt() == 3);
}

TEST_CASE("a database of a newer version is refused") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "market.db";
  { const VenueStore store(file); }
  const int newer = migrations().back().number + 1;
  SQLite::Database(file.string(), SQLite::OPEN_READWRITE)
      .exec("PRAGMA user_version = " + std::to_string(newer));
  CHECK_THROWS_WITH_AS(VenueStore{file},
                       (file.string() + " was written by a newer version: its tables are of version " +
                        std::to_string(newer) + ", this version reads up to " + std::to_string(newer - 1))
                           .c_str(),
                       StoreCorrupt);
}

TEST_CASE("the missing migrations are applied all together, or not at all") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "test.db";
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  const Migration one{1, "CREATE TABLE a(x);"}, two{2, "ALTER TABLE a ADD COLUMN y; CREATE TABLE b(z);"};
  const Migration three{3, "INSERT INTO a VALUES(1, 2);"}, wrong{4, "CREATE TABLE b(z);"};
  migrate(database, file, std::vector{one});
  CHECK_THROWS_AS(migrate(database, file, std::vector{one, two, three, wrong}), SQLite::Exception);
  CHECK(database.execAndGet("PRAGMA user_version").getInt() == 1);
  CHECK_FALSE(database.tableExists("b"));
  migrate(database, file, std::vector{one, two, three});
  CHECK(database.execAndGet("PRAGMA user_version").getInt() == 3);
  CHECK(database.execAndGet("SELECT y FROM a").getInt() == 2);
}

// The disk that the crash tests stand on: what it keeps at a kill and at a power loss, how its operations
// fail, and that SQLite keeps its promises on it.
#include "tests/support/crash_disk.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace market::test;

namespace {

constexpr const char* kFile = "/data/some.db";
constexpr int kTransactions = 25;
const int kReadWriteCreate = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;

std::string content_of(const CrashDisk& disk, const char* file) {
  std::string content = "(missing)";
  disk.read(file, content);
  return content;
}

// A transaction adds rows 10 n to 10 n + 9, each filling a good part of a page; gives back how many were
// committed before something failed.
int write_database(CrashDisk& disk, const std::string& mode) {
  int committed = 0;
  try {
    SQLite::Database database(kFile, kReadWriteCreate, 0, disk.sqlite_vfs());
    database.exec("PRAGMA journal_mode = " + mode);
    // FULL does not sync that a rollback journal was removed, which is what commits.
    database.exec(mode == "WAL" ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = EXTRA");
    database.exec("PRAGMA wal_autocheckpoint = 40; PRAGMA journal_size_limit = 50000");
    database.exec("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, blob)");
    for (; committed < kTransactions; ++committed) {
      database.exec("BEGIN IMMEDIATE");
      for (int i = 0; i < 10; ++i) {
        database.exec("INSERT INTO t VALUES(" + std::to_string(10 * committed + i) + ", randomblob(700))");
      }
      database.exec("COMMIT");
    }
  } catch (const SQLite::Exception&) {
  }
  return committed;
}

// The rows in the database; it must be whole, and no transaction there in part.
int count_transactions(CrashDisk& disk) {
  SQLite::Database database(kFile, kReadWriteCreate, 0, disk.sqlite_vfs());
  CHECK(database.execAndGet("PRAGMA integrity_check").getString() == "ok");
  if (database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0) return 0;
  const int rows = database.execAndGet("SELECT count(*) FROM t").getInt();
  CHECK(rows == database.execAndGet("SELECT coalesce(max(id) + 1, 0) FROM t").getInt());
  CHECK(rows % 10 == 0);
  return rows / 10;
}

void check_a_crash_at(std::uint64_t n, const std::string& mode, Loss loss, std::uint64_t seed) {
  CAPTURE(n);
  CrashDisk disk;
  disk.set_seed(seed);
  disk.crash_at(n);
  const int committed = write_database(disk, mode);
  disk.revive(loss);
  const int found = count_transactions(disk);
  CHECK(found >= committed);
  CHECK(found <= committed + 1);
}

}  // namespace

TEST_CASE("crash disk: a power loss takes what was not synced, a kill nothing") {
  CrashDisk disk;
  REQUIRE(disk.overwrite("a", "first"));
  REQUIRE(disk.sync("a"));
  REQUIRE(disk.overwrite("a", "second"));
  REQUIRE(disk.overwrite("b", "new"));
  const CrashFolder before = disk.snapshot();
  disk.revive(Loss::kill);
  CHECK(content_of(disk, "a") == "second");
  CHECK(content_of(disk, "b") == "new");
  disk.revive(Loss::power);
  CHECK(content_of(disk, "a") == "first");
  CHECK_FALSE(disk.exists("b"));
  disk.load(before);
  CHECK(content_of(disk, "b") == "new");
}

TEST_CASE("crash disk: a rename is there once it has come back, whole or not at all before") {
  for (std::uint64_t n = 1; n <= 3; ++n) {
    CrashDisk disk;
    REQUIRE(disk.overwrite("a", "old"));
    REQUIRE(disk.sync("a"));
    REQUIRE(disk.overwrite("new", "new"));
    REQUIRE(disk.sync("new"));
    disk.reset_count();
    disk.crash_at(n);
    const bool done = disk.rename("new", "a");
    CHECK(done == (n == 3));
    disk.revive(Loss::power);
    CHECK(content_of(disk, "a") == (done ? "new" : "old"));
    CHECK(disk.exists("new") == !done);
  }
}

// What the system does with pages that it could not write: it takes them for clean.
TEST_CASE("crash disk: a sync that follows a failed one saves nothing") {
  CrashDisk disk;
  REQUIRE(disk.overwrite("a", "first"));
  REQUIRE(disk.sync("a"));
  REQUIRE(disk.overwrite("a", "other"));
  disk.reset_count();
  disk.fail_at(1, Fault::io_error, Times::once);
  CHECK_FALSE(disk.sync("a"));
  CHECK(disk.failures() == 1);
  CHECK(disk.sync("a"));
  CHECK(content_of(disk, "a") == "other");
  disk.revive(Loss::power);
  CHECK(content_of(disk, "a") == "first");
}

TEST_CASE("crash disk: operations fail once, for ever, or with everything after them") {
  CrashDisk disk;
  disk.fail_at(2, Fault::disk_full, Times::once);
  CHECK_FALSE(disk.overwrite("a", "1"));  // it was made, not written
  CHECK(errno == ENOSPC);
  CHECK(disk.overwrite("a", "2"));
  disk.reset_count();
  disk.fail_at(2, Fault::io_error, Times::for_ever);
  CHECK(disk.overwrite("a", "3"));
  CHECK_FALSE(disk.overwrite("a", "4"));
  CHECK_FALSE(disk.remove("a"));
  CHECK(content_of(disk, "a") == "3");
  disk.reset_count();
  disk.crash_at(1);
  CHECK_FALSE(disk.sync("a"));
  CHECK(disk.crashed());
  CHECK(content_of(disk, "a") == "(missing)");
  disk.revive(Loss::kill);
  CHECK(content_of(disk, "a") == "3");
}

TEST_CASE("crash disk: a seed keeps some sectors, and not always the same ones") {
  const std::string old_bytes(20 * CrashFile::kSector, 'o');
  const std::string new_bytes(20 * CrashFile::kSector, 'n');
  int different = 0;
  std::string last;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CrashDisk disk;
    disk.set_seed(seed);
    REQUIRE(disk.overwrite("a", old_bytes));
    REQUIRE(disk.sync("a"));
    REQUIRE(disk.overwrite("a", new_bytes));
    disk.revive(Loss::power);
    const std::string found = content_of(disk, "a");
    CHECK(found.size() == old_bytes.size());
    CHECK(found != old_bytes);
    CHECK(found != new_bytes);
    different += found == last ? 0 : 1;
    last = found;
  }
  CHECK(different == 10);
}

TEST_CASE("crash disk: damage stays over a power loss") {
  CrashDisk disk;
  REQUIRE(disk.overwrite("a", "abc"));
  REQUIRE(disk.sync("a"));
  disk.flip_bit("a", 8);
  disk.revive(Loss::power);
  CHECK(content_of(disk, "a") == "acc");
  disk.cut("a", 1);
  disk.revive(Loss::power);
  CHECK(content_of(disk, "a") == "a");
  disk.lose("a");
  CHECK_FALSE(disk.exists("a"));
}

// SQLite's promise, at every place where a write-ahead log or a rollback journal can be cut short.
TEST_CASE("crash disk: committed transactions outlive a crash at any operation") {
  for (const char* mode : {"WAL", "DELETE"}) {
    CAPTURE(mode);
    CrashDisk whole;
    REQUIRE(write_database(whole, mode) == kTransactions);
    const std::uint64_t total = whole.operations();
    whole.revive(Loss::power);
    CHECK(count_transactions(whole) == kTransactions);
    for (std::uint64_t n = 1; n <= total; ++n) {
      check_a_crash_at(n, mode, Loss::kill, 0);
      check_a_crash_at(n, mode, Loss::power, 0);
      check_a_crash_at(n, mode, Loss::power, n);
    }
  }
}

TEST_CASE("crash disk: connections of one process see and lock out each other") {
  CrashDisk disk;
  const auto open = [&] {
    return std::make_unique<SQLite::Database>(kFile, kReadWriteCreate, 0, disk.sqlite_vfs());
  };
  const auto count = [](SQLite::Database& database) {
    return database.execAndGet("SELECT count(*) FROM t").getInt();
  };
  const auto writer = open();
  SUBCASE("with a write-ahead log readers keep what they see") {
    writer->exec("PRAGMA journal_mode = WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)");
    const auto reader = open();
    reader->exec("BEGIN");
    CHECK(count(*reader) == 1);
    writer->exec("INSERT INTO t VALUES(2)");
    CHECK(count(*reader) == 1);
    CHECK(count(*open()) == 2);
    reader->exec("COMMIT");
    CHECK(count(*reader) == 2);
    writer->exec("BEGIN IMMEDIATE");
    CHECK(reader->tryExec("BEGIN IMMEDIATE") == SQLite::OK + 5);  // SQLITE_BUSY
    writer->exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    CHECK(disk.size(std::string(kFile) + "-wal") == 0);
    CHECK(reader->tryExec("INSERT INTO t VALUES(3)") == SQLite::OK);
    CHECK(count(*writer) == 3);
  }
  SUBCASE("with a rollback journal a reader holds up the commit") {
    writer->exec("CREATE TABLE t(x); INSERT INTO t VALUES(1)");
    const auto reader = open();
    reader->exec("BEGIN");
    CHECK(count(*reader) == 1);
    writer->exec("BEGIN; INSERT INTO t VALUES(2)");
    CHECK(open()->tryExec("BEGIN IMMEDIATE") == 5);
    CHECK(writer->tryExec("COMMIT") == 5);
    reader->exec("COMMIT");
    CHECK(writer->tryExec("COMMIT") == SQLite::OK);
    CHECK(count(*reader) == 2);
  }
}

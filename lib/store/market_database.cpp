#include "store/market_database.hpp"

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

#include <string>

#include "store/migrator.hpp"
#include "store/sqlite_error.hpp"

namespace market {
namespace {

// A snapshot of many rows fits into the cache, so that pages reach the log once. Checkpoints every 16 MB, the
// limit gives the disk back after a burst.
constexpr const char* kToWrite =
    "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;"
    "PRAGMA cache_size = -65536;";

// A damaged file is to be found, not followed.
constexpr const char* kCareful = "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;";

// SQLite takes an empty file for a new database and deletes the log beside it, which holds the venue.
void check_log(const std::filesystem::path& file) {
  std::filesystem::path log = file;
  log += "-wal";
  if (size_or_zero(file) > 0 || size_or_zero(log) == 0) return;
  throw StoreCorrupt(damaged_text(
      file, "it is missing or empty, but its write-ahead log " + log.filename().string() + " is not"));
}

// For a URI of SQLite: what would end the path is escaped.
std::string escaped(const std::string& path) {
  std::string out;
  for (const char c : path) {
    switch (c) {
      case '%': out += "%25"; break;
      case '?': out += "%3f"; break;
      case '#': out += "%23"; break;
      default: out += c;
    }
  }
  return out;
}

SQLite::Database brought_up_to_date(SQLite::Database& older, const std::filesystem::path& file) {
  SQLite::Database memory(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  SQLite::Backup(memory, older).executeStep(-1);
  migrate(memory, file, migrations());
  return memory;
}

}  // namespace

SQLite::Database open_to_write(const std::filesystem::path& file, Disk& disk) {
  check_log(file);
  SQLite::Database database(file.c_str(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX,
                            kBusyTimeoutMs, disk.sqlite_vfs());
  if (sqlite3_db_readonly(database.getHandle(), "main") == 1)
    throw StoreUnavailable(file.string() + " cannot be written: check its permissions");
  database.exec(kCareful);
  // Before WAL is turned on, so that after a crash the file is either empty or complete.
  migrate(database, file, migrations());
  database.exec("PRAGMA journal_mode = WAL");  // to its end: reading the answer alone would hide an error
  if (database.execAndGet("PRAGMA journal_mode").getString() != "wal")
    throw StoreUnavailable(file.string() + " cannot be used: its file system allows no write-ahead log");
  database.exec(kToWrite);
  return database;
}

// Without a log nobody writes to it, and a folder that cannot be written to does not matter.
SQLite::Database open_unchanged(const std::filesystem::path& file, const char* vfs) {
  std::error_code error;
  std::filesystem::path log = file;
  log += "-wal";
  const bool has_log = size_or_zero(log) > 0;
  const std::string path = escaped(std::filesystem::absolute(file, error).string());
  return SQLite::Database("file:" + path + (has_log ? "?mode=ro" : "?mode=ro&immutable=1"),
                          SQLite::OPEN_READONLY | SQLite::OPEN_URI, kBusyTimeoutMs,
                          vfs == nullptr ? std::string() : std::string(vfs));
}

SQLite::Database open_to_look(const std::filesystem::path& file, Disk& disk) {
  check_log(file);
  if (size_or_zero(file) == 0) throw StoreCorrupt(damaged_text(file, "it is missing or empty"));
  SQLite::Database database = open_unchanged(file, disk.sqlite_vfs());
  database.exec(kCareful);
  if (database.execAndGet("PRAGMA application_id").getInt() != kStoreApplicationId)
    throw StoreCorrupt(file.string() + " is not a market database");
  if (database.execAndGet("PRAGMA user_version").getInt() != migrations().back().number)
    return brought_up_to_date(database, file);
  return database;
}

SQLite::Database open_to_read(const std::filesystem::path& file, Disk& disk) {
  SQLite::Database database(file.c_str(), SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs,
                            disk.sqlite_vfs());
  database.exec(kCareful);
  return database;
}

}  // namespace market

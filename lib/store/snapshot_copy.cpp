#include "store/snapshot_copy.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>

#include "schema/migrations.hpp"
#include "store/market_database.hpp"
#include "store/migrator.hpp"
#include "store/venue_store.hpp"

namespace market {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why) {
  throw StoreCorrupt(file.string() + " " + why);
}

[[noreturn]] void copy_failed(const std::filesystem::path& file, const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_NOTADB: refuse(file, "is not a market database");
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
      refuse(file, std::string("is damaged: ") + error.what() + "; restore from another copy");
    default: throw StoreUnavailable(file.string() + " cannot be read: " + error.what());
  }
}

std::int32_t pragma(SQLite::Database& database, const char* name) {
  return database.execAndGet(std::string("PRAGMA ") + name).getInt();
}

void check(SQLite::Database& database, const std::filesystem::path& file) {
  if (pragma(database, "application_id") != kStoreApplicationId) refuse(file, "is not a market database");
  const std::int32_t newest = migrations().back().number;
  if (const std::int32_t version = pragma(database, "user_version"); version > newest)
    refuse(file, "was written by a newer version of market: its tables are of version " +
                     std::to_string(version) + ", this version knows those up to " + std::to_string(newest));
  const std::string found = database.execAndGet("PRAGMA quick_check(1)").getString();
  if (found != "ok") refuse(file, "is damaged: " + found + "; restore from another copy");
}

SQLite::Database open_checked(const std::filesystem::path& file) {
  try {
    SQLite::Database database = open_unchanged(file);
    check(database, file);
    return database;
  } catch (const SQLite::Exception& error) {
    copy_failed(file, error);
  }
}

void write_copy(const std::filesystem::path& file, const std::filesystem::path& to) {
  SQLite::Database source = open_checked(file);
  try {
    SQLite::Database target(to.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    if (SQLite::Backup(target, source).executeStep(-1) != SQLITE_DONE)
      throw StoreUnavailable(file.string() + " cannot be copied to " + to.string() +
                             ": it is in use; try again");
  } catch (const SQLite::Exception& error) {
    throw StoreUnavailable(file.string() + " cannot be copied to " + to.string() + ": " + error.what());
  }
}

// What begins from a copy is another venue than the one it was made of. A copy without a name gets one when
// it is opened.
void rename_venue(const std::filesystem::path& file) {
  try {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
    if (database.tableExists("identity"))
      database.exec("UPDATE identity SET venue = lower(hex(randomblob(16)))");
  } catch (const SQLite::Exception& error) {
    throw StoreUnavailable(file.string() + " cannot be written: " + error.what());
  }
}

void check_written(const std::filesystem::path& written, const std::filesystem::path& file,
                   const CheckCopy& check) {
  try {
    check(written);
  } catch (const StoreCorrupt& error) {
    std::string what = error.what();
    if (const auto at = what.find(written.string()); at != std::string::npos)
      what.replace(at, written.string().size(), file.string());
    throw StoreCorrupt(what);
  }
}

void remove_all(const std::filesystem::path& database, Disk& disk) {
  for (const char* ending : {"", "-wal", "-shm"}) disk.remove(database.string() + ending);
}

void put_in_place(const std::filesystem::path& from, const std::filesystem::path& to, Disk& disk) {
  const auto owner = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
  std::error_code error;
  std::filesystem::permissions(from, owner, error);
  if (!error && disk.sync(from) && disk.rename(from, to)) return;
  throw StoreUnavailable(
      to.string() + " cannot be written: " + (error ? error.message() : std::string(std::strerror(errno))));
}

}  // namespace

void check_snapshot_copy(const std::filesystem::path& file) {
  open_checked(file);
}

void restore_snapshot_copy(const std::filesystem::path& file, const std::filesystem::path& to,
                           const CheckCopy& check, Disk& disk) {
  std::filesystem::path beside = to;
  beside += ".tmp";
  remove_all(beside, disk);  // of an earlier attempt
  try {
    write_copy(file, beside);
    rename_venue(beside);
    if (check) check_written(beside, file, check);
    put_in_place(beside, to, disk);
  } catch (...) {
    remove_all(beside, disk);
    throw;
  }
}

}  // namespace market

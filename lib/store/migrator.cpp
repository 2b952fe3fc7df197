#include "store/migrator.hpp"

#include <string>

#include "store/sqlite_error.hpp"

namespace market {
namespace {

std::int32_t number(SQLite::Database& database, const char* sql) {
  return database.execAndGet(sql).getInt();
}

bool is_new(SQLite::Database& database) {
  return number(database, "PRAGMA application_id") == 0 && number(database, "PRAGMA user_version") == 0 &&
         number(database, "SELECT count(*) FROM sqlite_schema") == 0;
}

void check_identity(SQLite::Database& database, const std::filesystem::path& file, std::int32_t newest) {
  const std::int32_t application = number(database, "PRAGMA application_id");
  const std::int32_t version = number(database, "PRAGMA user_version");
  if (application != kStoreApplicationId) {
    throw StoreCorrupt(file.string() + " is not a venue's database: its application_id is " +
                       std::to_string(application) + ", not " + std::to_string(kStoreApplicationId));
  }
  if (version > newest) {
    throw StoreCorrupt(file.string() + " was written by a newer version: its tables are of version " +
                       std::to_string(version) + ", this version reads up to " + std::to_string(newest));
  }
  if (version < 1) {
    throw StoreCorrupt(damaged_text(file, "its user_version is " + std::to_string(version)));
  }
}

}  // namespace

void migrate(SQLite::Database& database, const std::filesystem::path& file,
             std::span<const Migration> migrations) {
  const std::int32_t newest = migrations.back().number;
  const bool fresh = is_new(database);
  if (!fresh) check_identity(database, file, newest);
  const std::int32_t version = number(database, "PRAGMA user_version");
  if (version == newest) return;

  std::string sql = "BEGIN IMMEDIATE;\n";
  if (fresh) sql += "PRAGMA application_id = " + std::to_string(kStoreApplicationId) + ";\n";
  for (const Migration& migration : migrations) {
    if (migration.number > version) sql.append(migration.sql).append("\n");
  }
  sql += "PRAGMA user_version = " + std::to_string(newest) + ";\nCOMMIT;";
  try {
    database.exec(sql);
  } catch (const SQLite::Exception&) {
    database.tryExec("ROLLBACK");
    throw;
  }
}

}  // namespace market

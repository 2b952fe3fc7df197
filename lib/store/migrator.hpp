// migrate: brings a database to the newest version of its tables. Private to lib/store.
#pragma once
#include <SQLiteCpp/Database.h>

#include <filesystem>
#include <span>

#include "schema/migrations.hpp"
#include "store/venue_store.hpp"

namespace market {

inline constexpr std::int32_t kStoreApplicationId = 0x4d4b5456;  // "MKTV"

// Applies the migrations above the database's user_version, all of them when it is new, in one transaction.
// Throws StoreCorrupt when it is another program's or a newer version's, and SQLite::Exception.
void migrate(SQLite::Database& database, const std::filesystem::path& file,
             std::span<const Migration> migrations);

}  // namespace market

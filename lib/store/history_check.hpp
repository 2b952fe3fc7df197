// check_history: every row of the history in market.db: checksums, that none is missing where numbers are
// dense (orders, trades, transfers, each trader's movements), and that what rows refer to exists. A start
// does not read these rows; --verify does. Private to lib/store.
//
// Errors: throws StoreCorrupt, which names the first bad table and row, and SQLite::Exception.
// Threads: one at a time.
#pragma once
#include <SQLiteCpp/Database.h>

#include <filesystem>

#include "store/snapshot_batch.hpp"

namespace market {

// `stored` is what StoreLoader read from the same database.
void check_history(SQLite::Database& database, const std::filesystem::path& file, const StoredVenue& stored);

}  // namespace market

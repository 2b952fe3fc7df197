// Connections to market.db. Private to lib/store (it names SQLiteCpp).
#pragma once
#include <SQLiteCpp/Database.h>

#include <filesystem>

#include "store/disk.hpp"

namespace market {

// The one that writes: creates or migrates the database. Throws StoreCorrupt, StoreUnavailable or
// SQLite::Exception.
SQLite::Database open_to_write(const std::filesystem::path& file, Disk& disk);

// One that reads beside it. Throws SQLite::Exception.
SQLite::Database open_to_read(const std::filesystem::path& file, Disk& disk);

}  // namespace market

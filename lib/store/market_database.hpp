// Connections to market.db. Private to lib/store (it names SQLiteCpp).
#pragma once
#include <SQLiteCpp/Database.h>

#include <filesystem>

#include "store/disk.hpp"

namespace market {

// The one that writes: creates or migrates the database. Throws StoreCorrupt, StoreUnavailable or
// SQLite::Exception.
SQLite::Database open_to_write(const std::filesystem::path& file, Disk& disk);

// One that changes nothing, not even beside the file, and for that reads an older version's tables as a copy
// in memory, brought up to date there. Where nobody left a log the folder need not be writable. Throws
// StoreCorrupt, also when the file is missing or empty, or SQLite::Exception.
SQLite::Database open_to_look(const std::filesystem::path& file, Disk& disk);

// A connection that only reads to any SQLite file. Throws SQLite::Exception.
SQLite::Database open_unchanged(const std::filesystem::path& file, const char* vfs = nullptr);

// One that reads beside it. Throws SQLite::Exception.
SQLite::Database open_to_read(const std::filesystem::path& file, Disk& disk);

}  // namespace market

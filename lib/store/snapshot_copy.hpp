// A standalone copy of the venue: one SQLite file, the content of market.db as of one seq
// (application_id 0x4d4b5456, "MKTV"). What a new data folder can be started from.
//
// The copy is never written to, and nothing is made beside it. One that has a write-ahead log beside it, as
// the market.db of a running daemon has, is read with it.
//
// Threads: any.
#pragma once
#include <filesystem>
#include <functional>

#include "store/disk.hpp"

namespace market {

// Throws StoreCorrupt when `file` is no market database, damaged, or of a newer version; StoreUnavailable
// when it cannot be read.
void check_snapshot_copy(const std::filesystem::path& file);

// Makes `to` a market.db with the content of the copy, in one step: written beside it, looked at by `check`,
// synced, renamed. Throws what check_snapshot_copy does, and what `check` throws (of a StoreCorrupt with the
// name of the copy for that of what was written), and then leaves nothing behind.
using CheckCopy = std::function<void(const std::filesystem::path& written)>;
void restore_snapshot_copy(const std::filesystem::path& file, const std::filesystem::path& to,
                           const CheckCopy& check = {}, Disk& disk = Disk::real());

}  // namespace market

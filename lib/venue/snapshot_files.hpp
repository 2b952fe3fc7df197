// What the outside sees of snapshots: the standalone copies, and how the periodic ones are doing.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/ids.hpp"
#include "core/timestamp.hpp"

namespace market {

// A standalone copy of the venue as of one seq, from which `marketd --restore` starts a new data folder.
struct SnapshotFile {
  std::string id;  // the name of its file without the ending: "snapshot-000000012345"
  Seq seq = 0;
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  Timestamp created_at;  // wall time
};

// Why the last attempt failed. Without its journal the venue acknowledges nothing more.
enum class SnapshotFault : std::uint8_t { none, database, journal };

// The snapshots into market.db, and the copies of it.
struct SnapshotStatus {
  Seq seq = 0;                            // of the last one that was written
  Timestamp written_at;                   // wall time; the epoch before the first
  Duration took;                          // to write it
  std::uint64_t rows = 0;                 // in it
  std::uint64_t written = 0, failed = 0;  // since the start
  std::string error;                      // of the last attempt; empty when it succeeded
  SnapshotFault fault = SnapshotFault::none;
};

}  // namespace market

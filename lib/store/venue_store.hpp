// VenueStore: market.db, the venue as tables: its state as of one seq, and its history up to it. Written by
// periodic snapshots, read at the start and, beside the writer, by Archive and by anybody with SQLite.
//
// The tables are those of schema/migrations; a database of an older version is migrated when it is opened, in
// one transaction, one of a newer version is refused. Rows that a start depends on carry a checksum.
//
// Threads: one at a time.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/disk.hpp"
#include "store/snapshot_batch.hpp"

namespace market {

// The database cannot be trusted, or a newer version wrote it: what() says which file, where and what. Exit
// code 4.
class StoreCorrupt : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// It cannot be opened, read or written for a reason outside its content (permission, disk full).
class StoreUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A state hash that was worked out at some seq and noted, so that a replay can be compared with it.
struct NotedHash {
  Seq seq = 0;
  std::uint64_t state_hash = 0;
};

class VenueStore {
 public:
  // write: opens or creates. look: changes nothing; one that is missing or empty counts as damaged, and only
  // what reads may be called. Throws StoreCorrupt or StoreUnavailable.
  enum class Use : std::uint8_t { write, look };
  explicit VenueStore(std::filesystem::path file, Disk& disk = Disk::real(), Use use = Use::write);
  ~VenueStore();
  VenueStore(const VenueStore&) = delete;
  VenueStore& operator=(const VenueStore&) = delete;

  // Of the last snapshot, and of the one before it; 0 when there was none.
  Seq last_seq() const;
  Seq previous_seq() const;

  // The name of the venue, 32 random hexadecimal digits: made with the database, the same as in the journal.
  std::string identity();
  void set_identity(const std::string& venue);

  // What a start needs; nullopt while there was no snapshot. Checks the rows' checksums and counts. Throws
  // StoreCorrupt or StoreUnavailable.
  std::optional<StoredVenue> load();

  // What load() gives, and checks every row of the history as well, which load() does not read: takes as long
  // as reading the whole file. Throws StoreCorrupt, which names the first bad table and row, or
  // StoreUnavailable.
  std::optional<StoredVenue> load_checked();

  // Writes one snapshot in one transaction; when it returns it is on disk. Throws StoreUnavailable, also when
  // the batch does not add up to the numbers of open orders, companies and traders that its venue tells, or
  // StoreCorrupt, also when rows that can only be added are there already: then nothing of it is there, and
  // it may be tried again. Its seq is not below last_seq().
  void write(const SnapshotBatch& batch);

  // Makes a standalone copy as of last_seq(): written as `to`.tmp, synced, then renamed. Others may read
  // meanwhile, write() waits. Throws StoreUnavailable or StoreCorrupt, and then leaves nothing behind.
  void copy_to(const std::filesystem::path& to);

  // By seq. Throws StoreCorrupt or StoreUnavailable.
  std::vector<NotedHash> noted_hashes();

  const std::filesystem::path& path() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace market

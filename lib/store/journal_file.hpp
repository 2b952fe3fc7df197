// JournalFile: the SQLite file of the journal, private to lib/store (it names SQLiteCpp). It knows rows, not
// commands.
//
//   journal(first_seq INTEGER PRIMARY KEY, count, crc32c, blob)   crc32c of the blob; see journal_batch.hpp
//   identity(id, venue)   one row: see VenueStore::identity()
//   gap(first_seq, last_seq)   commands that were never written here (Durability::none), a snapshot has them;
//                              last_seq is the largest integer while nobody knows
//   application_id 0x4d4b544a ("MKTJ"), user_version 1, WAL. Others may read while the journal is open.
//
// Threads: one at a time.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "store/disk.hpp"
#include "store/journal.hpp"
#include "store/journal_batch.hpp"

namespace market {

inline constexpr std::int32_t kJournalApplicationId = 0x4d4b544a;
inline constexpr std::int32_t kJournalVersion = 1;

class JournalFile {
 public:
  // write: opens or creates. look: changes nothing; one that is missing or empty counts as damaged, and only
  // what reads may be called. Throws JournalCorrupt or JournalUnavailable.
  enum class Use : std::uint8_t { write, look };
  JournalFile(std::filesystem::path path, Durability durability, Disk& disk, Use use = Use::write);

  struct StoredRow {
    JournalRow row;
    std::int64_t crc32c;
  };
  // Checks the structure of the file, then calls visit for each row in order of first_seq, from the last one
  // that begins at or before `seq`; the blob is valid during the call. Throws JournalCorrupt or
  // JournalUnavailable; what visit throws passes through.
  void read_from(Seq seq, const std::function<void(const StoredRow&)>& visit);

  // Of the first row; 0 when there is none. Throws as read_from().
  Seq first_seq();

  // Of the newest command; 0 when there is none. Throws as read_from().
  Seq last_seq();

  // Notes that the commands from `first` to `last` are not in the journal, and never were. On disk with the
  // next batch at the latest. Throws JournalUnavailable.
  void note_gap(Seq first, Seq last);
  // From `first` on no commands are written, until end_gap() says which was the last. Does nothing while
  // there is one already.
  void begin_gap(Seq first);
  void end_gap(Seq last);
  // Where a gap began that has not ended; 0: none. Throws as read_from().
  Seq open_gap();
  // Behind the last gap that has ended; 1 when there is none. Throws as read_from().
  Seq after_gaps();

  // The name of the venue whose commands these are, made with the file; empty in one of an earlier version.
  // Throws as read_from().
  std::string identity();
  // Writes it; on disk when this returns, as batches are. Throws JournalUnavailable.
  void set_identity(const std::string& venue);

  // Writes the rows of the batch in one transaction. When it returns they are as durable as was asked for.
  // Throws JournalUnavailable; after that only abandon() is allowed.
  void write(const JournalBatch& batch);

  // Deletes the oldest rows whose commands are all at or before `seq`, never the newest row: so many as take
  // about a millisecond, in one transaction, which is not waited for to be on disk. False when none were
  // left. Throws JournalUnavailable; after that only abandon() is allowed.
  bool drop_some(Seq seq);

  // Writes the log into the main file when it has become long. Throws JournalUnavailable when a sync failed;
  // after that only abandon() is allowed.
  void checkpoint_if_long();

  // After a failed write, or when damage was found: leaves what is on disk as it is. Closing syncs nothing
  // again and keeps the write-ahead log, where commands may still stand behind the damage.
  void abandon();

  const std::filesystem::path& path() const { return path_; }

  // The exception for a fault in the content: "FILE is damaged: WHAT; …".
  JournalCorrupt damaged(const std::string& what) const;

 private:
  void open();
  void open_to_look();
  void check_log() const;
  void prepare();
  void check_identity();
  Seq ask_gaps(const char* sql);
  bool is_new();
  void create();
  void check_structure();
  Seq last_to_drop(Seq seq);
  [[noreturn]] void rethrow(const SQLite::Exception& error, const std::string& doing) const;

  std::filesystem::path path_;
  Durability durability_;
  Disk& disk_;
  int log_pages_ = 0;
  int checkpoint_at_;  // so many pages
  std::optional<SQLite::Database> database_;
  std::optional<SQLite::Statement> begin_;
  std::optional<SQLite::Statement> insert_;
  std::optional<SQLite::Statement> commit_;
  std::optional<SQLite::Statement> oldest_;
  std::optional<SQLite::Statement> delete_;
};

}  // namespace market

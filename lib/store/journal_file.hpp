// JournalFile: the SQLite file of the journal, private to lib/store (it names SQLiteCpp). It knows rows, not
// commands.
//
//   journal(first_seq INTEGER PRIMARY KEY, count, crc32c, blob)   crc32c of the blob; see journal_batch.hpp
//   application_id 0x4d4b544a ("MKTJ"), user_version 1, WAL. Others may read while the journal is open.
//
// Threads: one at a time.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "store/journal.hpp"
#include "store/journal_batch.hpp"

namespace market {

inline constexpr std::int32_t kJournalApplicationId = 0x4d4b544a;
inline constexpr std::int32_t kJournalVersion = 1;

class JournalFile {
 public:
  // Opens or creates. Throws JournalCorrupt or JournalUnavailable.
  JournalFile(std::filesystem::path path, Durability durability);

  struct StoredRow {
    JournalRow row;
    std::int64_t crc32c;
  };
  // Checks the structure of the file, then calls visit for each row in order of first_seq; the blob is valid
  // during the call. Throws JournalCorrupt or JournalUnavailable; what visit throws passes through.
  void read(const std::function<void(const StoredRow&)>& visit);

  // Writes the rows of the batch in one transaction. When it returns they are as durable as was asked for.
  // Throws JournalUnavailable; after that only abandon() is allowed.
  void write(const JournalBatch& batch);

  // After a failed write, or when damage was found: leaves what is on disk as it is. Closing syncs nothing
  // again and keeps the write-ahead log, where commands may still stand behind the damage.
  void abandon();

  const std::filesystem::path& path() const { return path_; }

  // The exception for a fault in the content: "FILE is damaged: WHAT; …".
  JournalCorrupt damaged(const std::string& what) const;

 private:
  void open();
  void prepare(Durability durability);
  void check_identity();
  bool is_new();
  void create();
  void check_structure();
  [[noreturn]] void rethrow(const SQLite::Exception& error, const std::string& doing) const;

  std::filesystem::path path_;
  std::optional<SQLite::Database> database_;
  std::optional<SQLite::Statement> begin_;
  std::optional<SQLite::Statement> insert_;
  std::optional<SQLite::Statement> commit_;
};

}  // namespace market

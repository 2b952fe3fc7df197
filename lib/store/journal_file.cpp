#include "store/journal_file.hpp"

#include <sqlite3.h>

#include <utility>

#include "store/crc32c.hpp"

namespace market {
namespace {

constexpr int kBusyTimeoutMs = 5000;

// Checkpoints cost two syncs more: 4000 pages (16 MB) make them rare, the limit gives the disk back after a
// burst.
constexpr const char* kWalSettings =
    "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432;";

constexpr const char* kTable =
    "CREATE TABLE journal("
    "first_seq INTEGER PRIMARY KEY, count INTEGER NOT NULL, crc32c INTEGER NOT NULL, blob BLOB NOT NULL) "
    "STRICT;";

// Whether SQLite's complaint is about what stands in the file (SQL that does not fit its tables included).
bool is_about_content(int code) {
  switch (code) {
    case SQLITE_ERROR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_SCHEMA:
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT: return true;
    default: return false;
  }
}

std::uintmax_t size_or_zero(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

}  // namespace

JournalFile::JournalFile(std::filesystem::path path, Durability durability) : path_(std::move(path)) {
  try {
    open();
    check_identity();
    prepare(durability);
  } catch (const SQLite::Exception& error) {
    rethrow(error, "cannot be opened");
  }
}

void JournalFile::open() {
  // SQLite takes an empty file for a new database and deletes the log beside it, which holds commands.
  std::filesystem::path log = path_;
  log += "-wal";
  if (size_or_zero(path_) == 0 && size_or_zero(log) > 0) {
    throw damaged("it is missing or empty, but its write-ahead log " + log.filename().string() + " is not");
  }
  database_.emplace(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyTimeoutMs);
  if (sqlite3_db_readonly(database_->getHandle(), "main") == 1) {
    throw JournalUnavailable(path_.string() + " cannot be written: check its permissions");
  }
}

void JournalFile::check_identity() {
  if (is_new()) create();
  const std::int32_t application = database_->execAndGet("PRAGMA application_id").getInt();
  const std::int32_t version = database_->execAndGet("PRAGMA user_version").getInt();
  if (application != kJournalApplicationId) {
    throw JournalCorrupt(path_.string() + " is not a journal: its application_id is " +
                         std::to_string(application) + ", not " + std::to_string(kJournalApplicationId));
  }
  if (version > kJournalVersion) {
    throw JournalCorrupt(path_.string() + " was written by a newer version: its format is " +
                         std::to_string(version) + ", this version reads up to " +
                         std::to_string(kJournalVersion));
  }
  if (version != kJournalVersion) throw damaged("its user_version is " + std::to_string(version));
}

bool JournalFile::is_new() {
  return database_->execAndGet("PRAGMA application_id").getInt() == 0 &&
         database_->execAndGet("PRAGMA user_version").getInt() == 0 &&
         database_->execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
}

// One transaction before WAL is turned on, so that after a crash the file is either empty or complete.
void JournalFile::create() {
  database_->exec("BEGIN IMMEDIATE; PRAGMA application_id = " + std::to_string(kJournalApplicationId) +
                  "; PRAGMA user_version = " + std::to_string(kJournalVersion) + "; " + kTable + " COMMIT;");
}

void JournalFile::prepare(Durability durability) {
  const std::string mode = database_->execAndGet("PRAGMA journal_mode = WAL").getString();
  if (mode != "wal") {
    throw JournalUnavailable(path_.string() + " cannot be used: its file system allows no write-ahead log");
  }
  database_->exec(durability == Durability::always ? "PRAGMA synchronous = FULL"
                                                   : "PRAGMA synchronous = NORMAL");
  database_->exec(kWalSettings);
  begin_.emplace(*database_, "BEGIN IMMEDIATE");
  insert_.emplace(*database_, "INSERT INTO journal(first_seq, count, crc32c, blob) VALUES(?, ?, ?, ?)");
  commit_.emplace(*database_, "COMMIT");
}

void JournalFile::check_structure() {
  SQLite::Statement check(*database_, "PRAGMA quick_check(1)");
  if (!check.executeStep()) throw damaged("its structure cannot be checked");
  const std::string found = check.getColumn(0).getString();
  if (found != "ok") throw damaged(found);
}

void JournalFile::read(const std::function<void(const StoredRow&)>& visit) {
  std::string doing = "cannot be read";
  try {
    check_structure();
    SQLite::Statement rows(*database_,
                           "SELECT first_seq, count, crc32c, blob FROM journal ORDER BY first_seq");
    while (rows.executeStep()) {
      const SQLite::Column blob = rows.getColumn(3);
      StoredRow stored;
      stored.row.first_seq = rows.getColumn(0).getInt64();
      stored.row.count = rows.getColumn(1).getInt64();
      stored.row.blob = {static_cast<const char*>(blob.getBlob()), static_cast<std::size_t>(blob.getBytes())};
      stored.crc32c = rows.getColumn(2).getInt64();
      doing = "cannot be read after row " + std::to_string(stored.row.first_seq);
      visit(stored);
    }
  } catch (const SQLite::Exception& error) {
    rethrow(error, doing);
  }
}

void JournalFile::write(const JournalBatch& batch) {
  try {
    begin_->executeStep();
    begin_->reset();
    for (std::size_t i = 0; i < batch.row_count(); ++i) {
      const JournalRow row = batch.row(i);
      insert_->bind(1, row.first_seq);
      insert_->bind(2, row.count);
      insert_->bind(3, static_cast<std::int64_t>(crc32c(row.blob)));
      insert_->bindNoCopy(4, row.blob.data(), static_cast<int>(row.blob.size()));
      insert_->executeStep();
      insert_->reset();
    }
    commit_->executeStep();
    commit_->reset();
  } catch (const SQLite::Exception& error) {
    throw JournalUnavailable(path_.string() + " cannot be written: " + error.what());
  }
}

void JournalFile::abandon() {
  sqlite3_db_config(database_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

JournalCorrupt JournalFile::damaged(const std::string& what) const {
  return JournalCorrupt(path_.string() + " is damaged: " + what + "; restore it from a copy");
}

void JournalFile::rethrow(const SQLite::Exception& error, const std::string& doing) const {
  if (is_about_content(error.getErrorCode())) throw damaged("it " + doing + ": " + error.what());
  throw JournalUnavailable(path_.string() + " " + doing + ": " + error.what());
}

}  // namespace market

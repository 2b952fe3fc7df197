#include "store/journal_file.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "store/crc32c.hpp"
#include "store/market_database.hpp"
#include "store/sqlite_error.hpp"

namespace market {
namespace {

// Checkpoints cost two syncs more: 4000 pages (16 MB) make them rare, the limit gives the disk back after a
// burst. SQLite's own would go unnoticed when they fail, and make a commit wait for them. Dropped rows need
// not be overwritten with zeros.
constexpr int kCheckpointPages = 4000;
constexpr const char* kSettings =
    "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 33554432; PRAGMA secure_delete = OFF;";

// Of one transaction that drops rows.
constexpr int kMaxDropRows = 32;
constexpr std::int64_t kMaxDropBytes = std::int64_t{1} << 20;

constexpr const char* kBatchTable =
    "CREATE TABLE journal("
    "first_seq INTEGER PRIMARY KEY, count INTEGER NOT NULL, crc32c INTEGER NOT NULL, blob BLOB NOT NULL) "
    "STRICT;";

constexpr const char* kIdentityTable =
    "CREATE TABLE identity(id INTEGER PRIMARY KEY CHECK(id = 1), venue TEXT NOT NULL) STRICT;";

constexpr const char* kGapTable =
    "CREATE TABLE IF NOT EXISTS gap(first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL) STRICT;";

// After which nobody knows what is on disk.
bool is_failed_sync(int extended_code) {
  return extended_code == SQLITE_IOERR_FSYNC || extended_code == SQLITE_IOERR_DIR_FSYNC;
}

constexpr Seq kNoEnd = std::numeric_limits<Seq>::max();  // of a gap: what followed was not written either

// Any seq, as far as SQLite's integers reach.
std::int64_t as_integer(Seq seq) {
  return static_cast<std::int64_t>(std::min<Seq>(seq, std::numeric_limits<std::int64_t>::max()));
}

const char* synchronous(Durability durability) {
  return durability == Durability::always ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";
}

}  // namespace

JournalFile::JournalFile(std::filesystem::path path, Durability durability, Disk& disk, Use use)
    : path_(std::move(path)), durability_(durability), disk_(disk), checkpoint_at_(kCheckpointPages) {
  try {
    if (use == Use::look) {
      open_to_look();
      check_identity();
      return;
    }
    open();
    if (is_new()) create();
    check_identity();
    prepare();
  } catch (const JournalCorrupt&) {
    abandon();
    throw;
  } catch (const SQLite::Exception& error) {
    abandon();
    rethrow(error, "cannot be opened");
  }
}

// SQLite takes an empty file for a new database and deletes the log beside it, which holds commands.
void JournalFile::check_log() const {
  std::filesystem::path log = path_;
  log += "-wal";
  if (disk_.size(path_) == 0 && disk_.size(log) > 0) {
    throw damaged("it is missing or empty, but its write-ahead log " + log.filename().string() + " is not");
  }
}

void JournalFile::open_to_look() {
  check_log();
  if (disk_.size(path_) == 0) throw damaged("it is missing or empty");
  database_.emplace(open_unchanged(path_, disk_.sqlite_vfs()));
}

void JournalFile::open() {
  check_log();
  database_.emplace(path_.c_str(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyTimeoutMs,
                    disk_.sqlite_vfs());
  if (sqlite3_db_readonly(database_->getHandle(), "main") == 1) {
    throw JournalUnavailable(path_.string() + " cannot be written: check its permissions");
  }
}

void JournalFile::check_identity() {
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
                  "; PRAGMA user_version = " + std::to_string(kJournalVersion) + "; " + kBatchTable +
                  kIdentityTable + "INSERT INTO identity VALUES(1, lower(hex(randomblob(16)))); COMMIT;");
}

void JournalFile::prepare() {
  // To its end: the pragma gives its answer first and commits, or fails to, after that.
  database_->exec("PRAGMA journal_mode = WAL");
  if (database_->execAndGet("PRAGMA journal_mode").getString() != "wal") {
    throw JournalUnavailable(path_.string() + " cannot be used: its file system allows no write-ahead log");
  }
  database_->exec(synchronous(durability_));
  database_->exec(kSettings);
  sqlite3_wal_hook(
      database_->getHandle(),
      [](void* pages, sqlite3*, const char*, int count) {
        *static_cast<int*>(pages) = count;
        return SQLITE_OK;
      },
      &log_pages_);
  begin_.emplace(*database_, "BEGIN IMMEDIATE");
  insert_.emplace(*database_, "INSERT INTO journal(first_seq, count, crc32c, blob) VALUES(?, ?, ?, ?)");
  commit_.emplace(*database_, "COMMIT");
  oldest_.emplace(*database_,
                  "SELECT first_seq, count, length(blob) FROM journal ORDER BY first_seq LIMIT ?");
  delete_.emplace(*database_, "DELETE FROM journal WHERE first_seq <= ?");
}

void JournalFile::check_structure() {
  SQLite::Statement check(*database_, "PRAGMA quick_check(1)");
  if (!check.executeStep()) throw damaged("its structure cannot be checked");
  const std::string found = check.getColumn(0).getString();
  if (found != "ok") throw damaged(found);
}

void JournalFile::read_from(Seq seq, const std::function<void(const StoredRow&)>& visit) {
  std::string doing = "cannot be read";
  try {
    check_structure();
    SQLite::Statement rows(*database_,
                           "SELECT first_seq, count, crc32c, blob FROM journal WHERE first_seq >= "
                           "coalesce((SELECT max(first_seq) FROM journal WHERE first_seq <= ?), 0) "
                           "ORDER BY first_seq");
    rows.bind(1, as_integer(seq));
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

Seq JournalFile::first_seq() {
  try {
    return static_cast<Seq>(
        database_->execAndGet("SELECT coalesce(min(first_seq), 0) FROM journal").getInt64());
  } catch (const SQLite::Exception& error) {
    rethrow(error, "cannot be read");
  }
}

Seq JournalFile::last_seq() {
  try {
    return static_cast<Seq>(database_
                                ->execAndGet("SELECT coalesce(max(first_seq + count - 1), 0) FROM (SELECT * "
                                             "FROM journal ORDER BY first_seq DESC LIMIT 1)")
                                .getInt64());
  } catch (const SQLite::Exception& error) {
    rethrow(error, "cannot be read");
  }
}

void JournalFile::note_gap(Seq first, Seq last) {
  try {
    database_->exec("BEGIN IMMEDIATE");
    database_->exec(kGapTable);
    SQLite::Statement row(*database_, "INSERT OR REPLACE INTO gap VALUES(?, ?)");
    row.bind(1, as_integer(first));
    row.bind(2, as_integer(last));
    row.exec();
    database_->exec("COMMIT");
  } catch (const SQLite::Exception& error) {
    database_->tryExec("ROLLBACK");
    throw JournalUnavailable(path_.string() + " cannot be written: " + error.what());
  }
}

void JournalFile::begin_gap(Seq first) {
  if (open_gap() == 0) note_gap(first, kNoEnd);
}

void JournalFile::end_gap(Seq last) {
  const Seq first = open_gap();
  if (first == 0) return;
  try {
    SQLite::Statement change(*database_, first > last ? "DELETE FROM gap WHERE first_seq = ?1"
                                                      : "UPDATE gap SET last_seq = ?2 WHERE first_seq = ?1");
    change.bind(1, as_integer(first));
    if (first <= last) change.bind(2, as_integer(last));
    change.exec();
  } catch (const SQLite::Exception& error) {
    throw JournalUnavailable(path_.string() + " cannot be written: " + error.what());
  }
}

Seq JournalFile::open_gap() {
  return ask_gaps("SELECT coalesce(min(first_seq), 0) FROM gap WHERE last_seq = ?");
}

Seq JournalFile::after_gaps() {
  return 1 + ask_gaps("SELECT coalesce(max(last_seq), 0) FROM gap WHERE last_seq < ?");
}

// About the mark of a gap without an end; 0 when no gap was ever noted.
Seq JournalFile::ask_gaps(const char* sql) {
  try {
    if (!database_->tableExists("gap")) return 0;
    SQLite::Statement row(*database_, sql);
    row.bind(1, as_integer(kNoEnd));
    row.executeStep();
    return static_cast<Seq>(row.getColumn(0).getInt64());
  } catch (const SQLite::Exception& error) {
    rethrow(error, "cannot be read");
  }
}

std::string JournalFile::identity() {
  try {
    if (!database_->tableExists("identity")) return {};
    SQLite::Statement row(*database_, "SELECT venue FROM identity");
    return row.executeStep() ? row.getColumn(0).getString() : std::string();
  } catch (const SQLite::Exception& error) {
    rethrow(error, "cannot be read");
  }
}

void JournalFile::set_identity(const std::string& venue) {
  try {
    database_->exec("BEGIN IMMEDIATE");
    if (!database_->tableExists("identity")) database_->exec(kIdentityTable);
    SQLite::Statement row(*database_, "INSERT OR REPLACE INTO identity VALUES(1, ?)");
    row.bind(1, venue);
    row.exec();
    database_->exec("COMMIT");
  } catch (const SQLite::Exception& error) {
    database_->tryExec("ROLLBACK");
    throw JournalUnavailable(path_.string() + " cannot be written: " + error.what());
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

bool JournalFile::drop_some(Seq seq) {
  try {
    const Seq last = last_to_drop(seq);
    if (last == 0) return false;
    if (durability_ == Durability::always) database_->exec(synchronous(Durability::os));
    delete_->bind(1, static_cast<std::int64_t>(last));
    delete_->executeStep();
    delete_->reset();
    database_->exec(synchronous(durability_));
    return true;
  } catch (const SQLite::Exception& error) {
    throw JournalUnavailable(path_.string() + " cannot be written: " + error.what());
  }
}

// The first_seq of the last row to drop in one transaction; 0: none.
Seq JournalFile::last_to_drop(Seq seq) {
  const std::int64_t through = as_integer(seq);
  std::int64_t last = 0, candidate = 0, bytes = 0;
  oldest_->bind(1, kMaxDropRows + 1);
  while (oldest_->executeStep()) {
    last = candidate;  // now it is known that a row follows it
    const std::int64_t first = oldest_->getColumn(0).getInt64();
    const std::int64_t count = oldest_->getColumn(1).getInt64();
    if (first + count - 1 > through || bytes > kMaxDropBytes) break;
    candidate = first;
    bytes += oldest_->getColumn(2).getInt64();
  }
  oldest_->reset();
  return static_cast<Seq>(last);
}

void JournalFile::checkpoint_if_long() {
  if (log_pages_ < checkpoint_at_) return;
  int pages = 0, done = 0;
  const int code =
      sqlite3_wal_checkpoint_v2(database_->getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &done);
  if (code != SQLITE_OK && is_failed_sync(sqlite3_extended_errcode(database_->getHandle()))) {
    throw JournalUnavailable(path_.string() +
                             " cannot be written: " + sqlite3_errmsg(database_->getHandle()));
  }
  // Whoever reads an old state, or a full disk, keeps a part of the log: the next try comes later.
  const bool whole = code == SQLITE_OK && done == pages;
  checkpoint_at_ = whole ? kCheckpointPages : log_pages_ + kCheckpointPages / 4;
}

void JournalFile::abandon() {
  if (!database_) return;
  sqlite3_db_config(database_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

JournalCorrupt JournalFile::damaged(const std::string& what) const {
  return JournalCorrupt(damaged_text(path_, what));
}

void JournalFile::rethrow(const SQLite::Exception& error, const std::string& doing) const {
  market::rethrow<JournalCorrupt, JournalUnavailable>(error, path_, doing);
}

}  // namespace market

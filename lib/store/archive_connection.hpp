// ArchiveConnection: one read-only connection to market.db with its prepared statements, and the pool of
// them. Private to lib/store (it names SQLiteCpp).
#pragma once
#include <SQLiteCpp/Database.h>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/market_database.hpp"
#include "store/sqlite_error.hpp"
#include "store/statement.hpp"
#include "store/table_reader.hpp"

namespace market {

// Threads: one at a time.
class ArchiveConnection {
 public:
  ArchiveConnection(const std::filesystem::path& file, Disk& disk)
      : database_(open_to_read(file, disk)), rows_(database_, file) {}

  // Prepared at its first use.
  Statement& statement(const std::string& sql) {
    std::unique_ptr<Statement>& prepared = statements_[sql];
    if (!prepared) prepared = std::make_unique<Statement>(database_, sql);
    return *prepared;
  }
  void try_exec(const char* sql) noexcept { database_.tryExec(sql); }
  TableReader& rows() { return rows_; }

 private:
  SQLite::Database database_;
  TableReader rows_;
  std::map<std::string, std::unique_ptr<Statement>> statements_;
};

// Several statements that see one state.
class ReadTransaction {
 public:
  explicit ReadTransaction(ArchiveConnection& connection) : connection_(connection) {
    connection_.statement("BEGIN").run();
  }
  ~ReadTransaction() { connection_.try_exec("ROLLBACK"); }
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

 private:
  ArchiveConnection& connection_;
};

// Threads: any.
class ArchivePool {
 public:
  ArchivePool(std::filesystem::path file, Disk& disk) : file_(std::move(file)), disk_(disk) {}

  // Calls action with a connection that is its own meanwhile; one that something was wrong with is not used
  // again. Throws StoreCorrupt, StoreUnavailable and what action throws.
  template <class Action>
  auto with(Action action) {
    try {
      std::unique_ptr<ArchiveConnection> connection = take();
      auto result = action(*connection);
      give_back(std::move(connection));
      return result;
    } catch (const SQLite::Exception& error) {
      rethrow<StoreCorrupt, StoreUnavailable>(error, file_, "cannot be read");
    }
  }

 private:
  std::unique_ptr<ArchiveConnection> take();
  void give_back(std::unique_ptr<ArchiveConnection> connection);

  const std::filesystem::path file_;
  Disk& disk_;
  std::mutex mutex_;  // guards what follows
  std::vector<std::unique_ptr<ArchiveConnection>> idle_;
};

}  // namespace market

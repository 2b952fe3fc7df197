// TableWriter: writes rows of one table with prepared statements. Private to lib/store.
//
// Errors: throws SQLite::Exception.
// Threads: one at a time.
#pragma once
#include <optional>
#include <string>

#include "core/check.hpp"
#include "store/row_writer.hpp"
#include "store/statement.hpp"
#include "store/table_sql.hpp"

namespace market {

template <class Row>
class TableWriter {
 public:
  explicit TableWriter(SQLite::Database& database) : database_(database), sql_(TableSql::of<Row>()) {}

  // There is none with its key.
  void insert(const Row& row) { run(insert_, &TableSql::insert, row); }
  // Replaces the one with its key, if there is one.
  void replace(const Row& row) { run(replace_, &TableSql::replace, row); }
  // The same; gives back whether it is new. In the order of the keys old rows come first and then new ones,
  // mostly: so it tries first what was right for the row before.
  bool put(const Row& row) {
    if (last_was_new_ && add(row)) return true;
    const bool updated = update(row);
    last_was_new_ = !updated && add(row);
    MARKET_CHECK(updated || last_was_new_);
    return last_was_new_;
  }
  void clear() { database_.exec(std::string("DELETE FROM ") + kTable<Row>.name); }

 private:
  bool add(const Row& row) { return run(add_, &TableSql::insert_or_ignore, row) > 0; }
  bool update(const Row& row) { return run(update_, &TableSql::update, row) > 0; }

  std::int64_t run(std::optional<Statement>& statement, std::string (TableSql::*sql)() const,
                   const Row& row) {
    if (!statement) statement.emplace(database_, (sql_.*sql)());
    writer_.bind(*statement, row);
    return statement->run();
  }

  SQLite::Database& database_;
  TableSql sql_;
  RowWriter writer_;
  bool last_was_new_ = false;
  std::optional<Statement> insert_, add_, replace_, update_;
};

}  // namespace market

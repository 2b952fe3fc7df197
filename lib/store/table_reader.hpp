// TableReader: reads whole tables of market.db and checks every row. Private to lib/store.
//
// Errors: throws StoreCorrupt, "FILE is damaged: table T, row K: …", and SQLite::Exception.
// Threads: one at a time.
#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <utility>

#include "store/row_reader.hpp"
#include "store/statement.hpp"
#include "store/table_sql.hpp"
#include "store/venue_store.hpp"

namespace market {

// The exception for a fault in the row on which the statement stands; its key is in the columns from `first`.
StoreCorrupt damaged_row(const std::filesystem::path& file, Table table, const Statement& statement,
                         int first, const std::string& fault);

// Whether the keys of a statement's rows, their first columns, rise.
class KeyOrder {
 public:
  explicit KeyOrder(Table table) : keys_(table.keys) {}
  bool rises(const Statement& statement);

 private:
  struct Part {
    std::int64_t number = 0;
    std::string text;
    auto operator<=>(const Part&) const = default;
  };
  int keys_;
  bool first_ = true;
  std::array<Part, 3> before_, now_;
};

class TableReader {
 public:
  TableReader(SQLite::Database& database, std::filesystem::path file)
      : database_(database), file_(std::move(file)) {}

  // The row on which the statement stands, whose columns are from `first` on.
  template <class Row>
  Row row(const Statement& statement, int first = 0) {
    Row row;
    read(statement, row, first);
    return row;
  }

  // The same of the first columns, and the column after them.
  template <class Row>
  std::pair<Row, int> row_and_next(const Statement& statement) {
    Row row = this->row<Row>(statement);
    return {std::move(row), reader_.next()};
  }

  // Takes each row in the order of the keys; gives back how many there are.
  template <class Row, class Take>
  std::int64_t each(Take take) {
    Statement statement(database_, TableSql::of<Row>().select() + in_order(kTable<Row>));
    KeyOrder order(kTable<Row>);
    std::int64_t rows = 0;
    while (statement.step()) {
      Row next;
      read(statement, next);
      if (!order.rises(statement)) throw damaged_row(file_, kTable<Row>, statement, 0, "it is out of order");
      take(std::move(next));
      ++rows;
    }
    return rows;
  }

  StoreCorrupt damaged(const std::string& what) const;

 private:
  template <class Row>
  void read(const Statement& statement, Row& row, int first = 0) {
    const std::string fault = reader_.read(statement, row, first);
    if (!fault.empty()) throw damaged_row(file_, kTable<Row>, statement, first, fault);
  }
  static std::string in_order(Table table);

  SQLite::Database& database_;
  std::filesystem::path file_;
  RowReader reader_;
};

}  // namespace market

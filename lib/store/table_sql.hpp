// The SQL of a table, made from the columns of its row. Private to lib/store.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/row_columns.hpp"

namespace market {

// What columns() needs to tell the names.
class ColumnNames {
 public:
  template <class Row>
  static std::vector<std::string> of() {
    ColumnNames names;
    const Row row{};
    columns(names, row);
    names.list_.emplace_back("crc");
    return std::move(names.list_);
  }

  template <class T>
  void operator()(const char* name, const T&) {
    list_.emplace_back(name);
  }
  template <class T>
  void blob(const char* name, const T&) {
    list_.emplace_back(name);
  }
  template <class T>
  void text_or_null(const char* name, const T&) {
    list_.emplace_back(name);
  }
  template <class T>
  void presence(const char* name, const std::optional<T>&) {
    list_.emplace_back(name);
  }
  template <class T, class Columns>
  void group(const std::optional<T>&, Columns of) {
    const T value{};
    of(*this, value);
  }

 private:
  std::vector<std::string> list_;
};

template <class Row>
int column_count() {
  static const int count = static_cast<int>(ColumnNames::of<Row>().size());
  return count;
}

// In all of these parameter n is column n, from 1.
class TableSql {
 public:
  template <class Row>
  static TableSql of() {
    return {kTable<Row>, ColumnNames::of<Row>()};
  }

  std::string insert() const;
  std::string insert_or_ignore() const;
  std::string replace() const;
  std::string update() const;
  // By the first `keys` columns of the key.
  std::string remove(int keys) const;
  // "SELECT columns FROM table"
  std::string select() const;
  // "table.a, table.b"
  std::string columns_of_table() const;

 private:
  TableSql(Table table, std::vector<std::string> columns) : table_(table), columns_(std::move(columns)) {}
  std::string values() const;
  std::string assignments(int from, int to, const char* separator) const;

  Table table_;
  std::vector<std::string> columns_;
};

}  // namespace market

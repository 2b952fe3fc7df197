// RowCounts: how many rows the tables have that a start reads, kept in the table row_count. Private to
// lib/store.
//
// Threads: one at a time.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "store/table_reader.hpp"
#include "store/table_writer.hpp"

namespace market {

class RowCounts {
 public:
  explicit RowCounts(SQLite::Database& database) : writer_(database) {}

  // What the database says now. Throws SQLite::Exception or StoreCorrupt.
  void read(TableReader& reader);
  // Writes those that changed since read(). Throws SQLite::Exception.
  void write();

  template <class Row>
  void add(std::int64_t rows) {
    change(kTable<Row>.name, rows);
  }
  template <class Row>
  void set(std::int64_t rows) {
    change(kTable<Row>.name, rows - of<Row>());
  }
  template <class Row>
  std::int64_t of() const {
    return of(kTable<Row>.name);
  }

 private:
  struct Count {
    std::int64_t rows = 0;
    bool changed = false;
  };
  void change(const char* table, std::int64_t rows);
  std::int64_t of(const char* table) const;

  TableWriter<RowCount> writer_;
  std::map<std::string, Count, std::less<>> counts_;
};

}  // namespace market

// RowWriter: binds the values of a row to a statement's parameters, in the order of the row's columns, and
// its checksum after them. Private to lib/store.
//
// Threads: one at a time.
#pragma once
#include <deque>
#include <optional>
#include <string>

#include "store/row_checksum.hpp"
#include "store/row_columns.hpp"
#include "store/row_values.hpp"
#include "store/statement.hpp"

namespace market {

class RowWriter {
 public:
  // The statement must run before the row changes.
  template <class Row>
  void bind(Statement& statement, const Row& row) {
    statement_ = &statement;
    next_ = 1;
    checksum_.begin();
    texts_.clear();
    columns(*this, row);
    statement.bind(next_, checksum_.value());
  }

  // What columns() calls.
  template <class T>
  void operator()(const char*, const T& value) {
    put(value);
  }
  template <class T>
  void blob(const char*, const T& value) {
    const std::string_view bytes = blob_of_value(value);
    if (absent_) return put_null();
    checksum_.add(bytes);
    statement_->bind_blob(next_++, bytes);
  }
  template <class T>
  void text_or_null(const char*, const T& value) {
    value.empty() ? put_null() : put(value);
  }
  template <class T>
  void presence(const char*, const std::optional<T>& value) {
    put(value.has_value());
  }
  template <class T, class Columns>
  void group(const std::optional<T>& value, Columns of) {
    const bool outer = absent_;
    absent_ = absent_ || !value;
    of(*this, value ? *value : T{});
    absent_ = outer;
  }

 private:
  void put_null() {
    checksum_.add_null();
    statement_->bind_null(next_++);
  }
  void put_text(std::string_view text) {
    checksum_.add(text);
    statement_->bind_text(next_++, text);
  }
  void put_own_text(std::string text) { put_text(texts_.emplace_back(std::move(text))); }

  template <class T>
  void put(const std::optional<T>& value) {
    if (!value) return put_null();
    put(*value);
  }
  template <Integer T>
  void put(const T& value) {
    if (absent_) return put_null();
    checksum_.add(to_integer(value));
    statement_->bind(next_++, to_integer(value));
  }
  template <Wide T>
  void put(const T& value) {
    if (absent_) return put_null();
    const Int128 units = wide_units(value);
    if (fits_integer(units)) return put(static_cast<std::int64_t>(units));
    put_own_text(integer_text(units));
  }
  template <List T>
  void put(const T& value) {
    if (absent_) return put_null();
    put_own_text(list_text(value));
  }
  template <Text T>
  void put(const T& value) {
    if (absent_) return put_null();
    put_text(text_of_value(value));
  }

  Statement* statement_ = nullptr;
  int next_ = 1;
  bool absent_ = false;  // inside a group that is not there
  RowChecksum checksum_;
  std::deque<std::string> texts_;  // until the statement has run
};

}  // namespace market

// RowReader: takes a row from the columns that a statement stands on, and checks its checksum. Private to
// lib/store.
//
// Threads: one at a time.
#pragma once
#include <optional>
#include <string>

#include "store/row_checksum.hpp"
#include "store/row_columns.hpp"
#include "store/row_values.hpp"
#include "store/statement.hpp"

namespace market {

class RowReader {
 public:
  // Column `first` is the row's first one. Empty when all is well, else what is wrong with it.
  template <class Row>
  std::string read(const Statement& statement, Row& row, int first = 0) {
    statement_ = &statement;
    next_ = first;
    wrong_ = nullptr;
    checksum_.begin();
    columns(*this, row);
    if (statement.type(next_) != Statement::Type::integer || statement.integer(next_) != checksum_.value())
      return "its checksum does not match";
    if (wrong_ != nullptr) return std::string("its ") + wrong_ + " is not a valid value";
    return {};
  }
  // The column after the row.
  int next() const { return next_ + 1; }

  // What columns() calls.
  template <class T>
  void operator()(const char* name, T& value) {
    name_ = name;
    take(value);
  }
  template <class T>
  void blob(const char* name, T& value) {
    name_ = name;
    if (!is(Statement::Type::blob)) return;
    const std::string_view bytes = statement_->blob(next_++);
    checksum_.add(bytes);
    if (!value_from_blob(bytes, value)) fault();
  }
  template <class T>
  void text_or_null(const char* name, T& value) {
    std::optional<T> text;
    (*this)(name, text);
    value = text.value_or(T());
  }
  template <class T>
  void presence(const char* name, std::optional<T>& value) {
    bool is_there = false;
    (*this)(name, is_there);
    value.reset();
    if (is_there) value.emplace();
  }
  // The first column of a group that is there is not NULL.
  template <class T, class Columns>
  void group(std::optional<T>& value, Columns of) {
    const bool outer = absent_;
    absent_ = absent_ || statement_->type(next_) == Statement::Type::null;
    T read{};
    of(*this, read);
    value.reset();
    if (!absent_) value = std::move(read);
    absent_ = outer;
  }

 private:
  void fault() {
    if (wrong_ == nullptr) wrong_ = name_;
  }
  // Whether the column holds a value of that type; else it is dealt with. The columns of a group that is not
  // there count as NULL, whatever they hold.
  bool is(Statement::Type wanted) {
    if (!absent_) {
      const Statement::Type type = statement_->type(next_);
      if (type == wanted) return true;
      fault();
      if (type != Statement::Type::null) {
        ++next_;
        return false;
      }
    }
    take_null();
    return false;
  }
  void take_null() {
    checksum_.add_null();
    ++next_;
  }

  template <class T>
  void take(std::optional<T>& value) {
    value.reset();
    if (absent_ || statement_->type(next_) == Statement::Type::null) return take_null();
    take(value.emplace());
  }
  template <Integer T>
  void take(T& value) {
    std::int64_t stored = 0;
    if (absent_ || !statement_->get(next_, stored)) {
      is(Statement::Type::integer);
      return;
    }
    ++next_;
    checksum_.add(stored);
    if (!from_integer(stored, value)) fault();
  }
  template <Wide T>
  void take(T& value) {
    std::int64_t stored = 0;
    if (!absent_ && statement_->get(next_, stored)) {
      ++next_;
      checksum_.add(stored);
      value = T(stored);
      return;
    }
    if (!is(Statement::Type::text)) return;
    Int128 units = 0;
    if (!parse_integer(take_text(), units) || fits_integer(units)) fault();
    value = T(units);
  }
  template <List T>
  void take(T& value) {
    if (is(Statement::Type::text) && !parse_list(take_text(), value)) fault();
  }
  template <Text T>
  void take(T& value) {
    if (is(Statement::Type::text) && !value_from_text(take_text(), value)) fault();
  }
  std::string_view take_text() {
    const std::string_view text = statement_->text(next_++);
    checksum_.add(text);
    return text;
  }

  const Statement* statement_ = nullptr;
  int next_ = 0;
  bool absent_ = false;  // inside a group that is not there
  const char* name_ = nullptr;
  const char* wrong_ = nullptr;  // the first column that holds no valid value
  RowChecksum checksum_;
};

}  // namespace market

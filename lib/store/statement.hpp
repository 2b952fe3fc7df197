// Statement: a prepared statement that is used many times, without the reference counting and the copies of
// SQLite::Statement, which cost more than the rest of reading a row. Private to lib/store.
//
// Errors: throws SQLite::Exception.
// Threads: one at a time.
#pragma once
#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <string>
#include <string_view>

struct sqlite3_stmt;

namespace market {

class Statement {
 public:
  enum class Type : std::uint8_t { null, integer, text, blob, other };

  Statement(SQLite::Database& database, const std::string& sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Parameters count from 1. Texts and blobs are not copied: they must live until run() or reset().
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind_null(int parameter);
  Statement& bind_text(int parameter, std::string_view value);
  Statement& bind_blob(int parameter, std::string_view value);

  // The next row; false after the last one, and then it is reset.
  bool step();
  // To the end, whatever it gives; the number of rows that it changed.
  std::int64_t run();
  void reset();

  // Of the present row; columns count from 0. What is not of that type gives 0 or nothing.
  Type type(int column) const;
  std::int64_t integer(int column) const;
  // Both in one: false when the column holds none.
  bool get(int column, std::int64_t& integer) const;
  std::string_view text(int column) const;
  std::string_view blob(int column) const;

 private:
  void check(int code) const;

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

// Resets it at the end of a scope, so that it holds no lock and no text.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(Statement& statement) : statement_(statement) {}
  ~ResetAtEnd() { statement_.reset(); }
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;

 private:
  Statement& statement_;
};

}  // namespace market

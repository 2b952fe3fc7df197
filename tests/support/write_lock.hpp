// WriteLock: a second connection to a database that holds the lock for writing, so that nobody else can write
// meanwhile. The test fails when the lock cannot be had within ten seconds.
#pragma once
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <filesystem>

namespace market::test {

class WriteLock {
 public:
  explicit WriteLock(const std::filesystem::path& file) {
    REQUIRE(sqlite3_open(file.c_str(), &database_) == SQLITE_OK);
    sqlite3_busy_timeout(database_, 10'000);
    REQUIRE(sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  ~WriteLock() { sqlite3_close(database_); }
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace market::test

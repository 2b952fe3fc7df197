// SnapshotLog: the first failure is told at once, the next ones once a minute, and the end of it as well.
#include "daemon/snapshot_log.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace market;
using namespace std::chrono_literals;

namespace {

struct Book {
  std::vector<std::pair<LogLevel, std::string>> lines;
  SnapshotLog log{Durability::os,
                  [this](LogLevel level, std::string_view text) { lines.emplace_back(level, text); }};
  SnapshotLog::Clock::time_point now = SnapshotLog::Clock::now();

  void attempt(const std::string& error, std::chrono::seconds later = 5s) {
    SnapshotStatus status;
    status.seq = 17;
    status.error = error;
    log.note(status, now += later);
  }
};

}  // namespace

TEST_CASE("snapshot log: what works is not worth a line") {
  Book book;
  for (int i = 0; i < 20; ++i) book.attempt("");
  CHECK(book.lines.empty());
}

TEST_CASE("snapshot log: a failure is told at once, then once a minute, and when it is over") {
  Book book;
  book.attempt("");
  for (int i = 0; i < 13; ++i)
    book.attempt("market.db: the disk is full");  // one minute and the first after it
  REQUIRE(book.lines.size() == 2);
  CHECK(book.lines[0].first == LogLevel::error);
  CHECK(book.lines[0].second.find("a snapshot failed: market.db: the disk is full; trading goes on") == 0);
  CHECK(book.lines[1] == book.lines[0]);
  book.attempt("");
  book.attempt("");
  REQUIRE(book.lines.size() == 3);
  CHECK(book.lines[2].first == LogLevel::info);
  CHECK(book.lines[2].second == "snapshots are written again, up to seq 17");
}

TEST_CASE("snapshot log: one that fails every other time does not fill the log either") {
  Book book;
  for (int i = 0; i < 60; ++i) book.attempt(i % 2 == 0 ? "no room" : "");  // five minutes
  CHECK(book.lines.size() <= 10);
}

TEST_CASE("snapshot log: trading does not go on when the journal is what failed") {
  Book book;
  SnapshotStatus status;
  status.error = "the journal failed";
  status.fault = SnapshotFault::journal;
  book.log.note(status, book.now);
  REQUIRE(book.lines.size() == 1);
  CHECK(
      book.lines[0].second ==
      "a snapshot failed: the journal failed; nothing more is acknowledged, and what was is in the journal");
}

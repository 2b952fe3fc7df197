// What the journal keeps: commands after a snapshot are found from their row on, rows that no start needs are
// dropped and their room is used again, and a journal that does not continue the snapshot is refused.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "store/journal.hpp"
#include "tests/support/crash_disk.hpp"

using namespace market;
using namespace market::test;

namespace {

constexpr const char* kFile = "/data/journal.db";

Stamp stamp_of(Seq seq) {
  return {seq, Timestamp(1'700'000'000'000'000'000 + static_cast<std::int64_t>(seq) * 1'000)};
}

void append(Journal& journal, Seq first, Seq last) {
  for (Seq seq = first; seq <= last; ++seq) journal.append(CancelOrder{OrderId(seq)}, stamp_of(seq));
}

void wait_until(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
}

void append_row(Journal& journal, Seq first, Seq last) {
  append(journal, first, last);
  wait_until([&] { return journal.durable_seq() == last; });
}

// Rows of one command each, 1 to `last`.
void write_single_rows(CrashDisk& disk, Seq last) {
  Journal journal(kFile, Durability::os, disk);
  journal.start(journal.replay(0, [](const Command&, Stamp) {}), {});
  for (Seq seq = 1; seq <= last; ++seq) append_row(journal, seq, seq);
}

// Rows 1, 2 to 4 and 5 to 9. The first command of each holds up the journal's thread while the others come.
void write_three_rows(CrashDisk& disk) {
  std::atomic<Seq> reached{0}, open_until{0};
  Journal journal(kFile, Durability::os, disk);
  journal.start(0, {[&](Seq seq) {
                      reached = seq;
                      wait_until([&] { return open_until >= seq; });
                    },
                    {}});
  append(journal, 1, 1);
  wait_until([&] { return reached == 1; });
  append(journal, 2, 4);
  open_until = 1;
  wait_until([&] { return reached == 4; });
  append(journal, 5, 9);
  open_until = 9;
  journal.close();
}

void execute(CrashDisk& disk, const std::string& sql) {
  SQLite::Database(kFile, SQLite::OPEN_READWRITE, 0, disk.sqlite_vfs()).exec(sql);
}

struct Found {
  std::vector<Seq> seqs;
  Seq last = 0;
  Seq first_kept = 0;
  std::string complaint;
};

Found replay(CrashDisk& disk, Seq after) {
  Found found;
  try {
    Journal journal(kFile, Durability::os, disk);
    found.last = journal.replay(after, [&](const Command& command, Stamp stamp) {
      CHECK(std::get<CancelOrder>(command).order.value() == stamp.seq);
      CHECK(stamp.time == stamp_of(stamp.seq).time);
      found.seqs.push_back(stamp.seq);
    });
    found.first_kept = journal.first_seq();
  } catch (const JournalCorrupt& error) {
    found.complaint = error.what();
  }
  return found;
}

void check_goes_on(const Found& found, Seq after, Seq last) {
  CHECK(found.complaint == "");
  CHECK(found.last == std::max(after, last));
  std::vector<Seq> expected;
  for (Seq seq = after + 1; seq <= last; ++seq) expected.push_back(seq);
  CHECK(found.seqs == expected);
}

std::string too_old(const std::string& row, const std::string& missing) {
  return std::string(kFile) + ": row " + row + ": commands " + missing +
         " before it are missing: market.db is older than the beginning of the journal, or one of them was "
         "removed or replaced; restore both from one copy";
}

void drop(CrashDisk& disk, Seq seq, Seq first_left) {
  Journal journal(kFile, Durability::os, disk);
  journal.start(journal.replay(0, [](const Command&, Stamp) {}), {});
  journal.drop_through(seq);
  wait_until([&] { return journal.first_seq() == first_left; });
}

}  // namespace

TEST_CASE("kept: a replay begins after any command, also beyond the end") {
  CrashDisk disk;
  write_three_rows(disk);
  for (Seq after = 0; after <= 12; ++after) {
    CAPTURE(after);
    const Found found = replay(disk, after);
    check_goes_on(found, after, 9);
    CHECK(found.first_kept == 1);
  }
}

TEST_CASE("kept: what a snapshot holds is neither read nor missed") {
  CrashDisk disk;
  write_three_rows(disk);
  SUBCASE("a row that is damaged") {
    execute(disk, "UPDATE journal SET crc32c = crc32c + 1 WHERE first_seq = 2");
    CHECK(replay(disk, 3).complaint.find("row 2: its crc32c is ") != std::string::npos);
  }
  SUBCASE("a row that is gone") {
    execute(disk, "DELETE FROM journal WHERE first_seq = 2");
    CHECK(replay(disk, 3).complaint == too_old("5", "4 to 4"));
    CHECK(replay(disk, 0).complaint.find("commands 2 to 4 between row 1 and it") != std::string::npos);
  }
  for (Seq after = 4; after <= 10; ++after) check_goes_on(replay(disk, after), after, 9);
}

TEST_CASE("kept: rows that hold only what was dropped go, the newest stays") {
  CrashDisk disk;
  write_three_rows(disk);
  SUBCASE("up to a row") {
    drop(disk, 4, 5);
  }
  SUBCASE("into a row") {
    drop(disk, 8, 5);
  }
  SUBCASE("everything") {
    drop(disk, 9, 5);
  }
  SUBCASE("more than there is") {
    drop(disk, ~Seq{0} >> 1, 5);
  }
  for (Seq after = 4; after <= 10; ++after) check_goes_on(replay(disk, after), after, 9);
  CHECK(replay(disk, 4).first_kept == 5);
  CHECK(replay(disk, 3).complaint == too_old("5", "4 to 4"));
  CHECK(replay(disk, 0).complaint == too_old("5", "1 to 4"));
}

TEST_CASE("kept: a journal goes on after a snapshot that is newer") {
  CrashDisk disk;
  write_three_rows(disk);
  {
    Journal journal(kFile, Durability::os, disk);
    REQUIRE(journal.replay(20, [](const Command&, Stamp) { FAIL("there is nothing"); }) == 20);
    journal.start(20, {});
    append_row(journal, 21, 21);
    append_row(journal, 22, 23);
  }
  for (const Seq after : {20, 21, 23, 30}) check_goes_on(replay(disk, after), after, 23);
  CHECK(replay(disk, 9).complaint == too_old("21", "10 to 20"));
  CHECK(replay(disk, 19).complaint == too_old("21", "20 to 20"));
  CHECK(replay(disk, 8).complaint.find("commands 10 to 20 between row 5 and it are missing") !=
        std::string::npos);
}

TEST_CASE("kept: a snapshot makes up for what was acknowledged and lost") {
  CrashDisk disk;
  write_three_rows(disk);
  disk.lose(kFile);
  CHECK(replay(disk, 8).complaint.find("commands 9 to 9 were acknowledged and are missing") !=
        std::string::npos);
  check_goes_on(replay(disk, 9), 9, 9);
}

TEST_CASE("kept: without durability nothing is dropped") {
  CrashDisk disk;
  write_three_rows(disk);
  {
    Journal journal(kFile, Durability::none, disk);
    journal.start(journal.replay(0, [](const Command&, Stamp) {}), {});
    journal.drop_through(9);
    append(journal, 10, 10);
  }
  check_goes_on(replay(disk, 0), 0, 9);
}

// Many small rows go in many small transactions, beside commits.
TEST_CASE("kept: a long journal is dropped while it is written") {
  CrashDisk disk;
  write_single_rows(disk, 500);
  Journal journal(kFile, Durability::os, disk);
  journal.start(journal.replay(400, [](const Command&, Stamp) {}), {});
  journal.drop_through(450);
  for (Seq seq = 501; seq <= 600; ++seq) append_row(journal, seq, seq);
  wait_until([&] { return journal.first_seq() == 451; });
  journal.drop_through(100);  // less than before: nothing
  journal.drop_through(590);
  wait_until([&] { return journal.first_seq() == 591; });
  journal.close();
  check_goes_on(replay(disk, 590), 590, 600);
}

// Pages that were freed are used again. All two million commands would take 26 MB.
TEST_CASE("kept: the file does not grow when rows are dropped") {
  CrashDisk disk;
  Journal journal(kFile, Durability::os, disk);
  journal.start(journal.replay(0, [](const Command&, Stamp) {}), {});
  Seq last = 0;
  for (int round = 0; round < 10; ++round) {
    for (int row = 0; row < 40; ++row, last += 5'000) append_row(journal, last + 1, last + 5'000);
    journal.drop_through(last);
    wait_until([&] { return journal.first_seq() + 5'000 > last; });
    CHECK(disk.size(std::string(kFile) + "-wal") < 20'000'000);
  }
  journal.close();
  CHECK(disk.size(kFile) < 6'000'000);
}

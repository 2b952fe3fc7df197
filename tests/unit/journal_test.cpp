// The journal on disk: what was acknowledged comes back, in groups, at every durability; damage is found and
// named; a journal that fails says so and stops. MARKET_SEED chooses the random commands.
#include "store/journal.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <vector>

#include "store/command_codec.hpp"
#include "store/crc32c.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/random_commands.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace market;
using namespace market::test;
namespace fs = std::filesystem;

namespace {

struct JournalFolder : TemporaryFolder {
  fs::path file() const { return path() / "journal.db"; }
};

// A command as it was or comes back, comparable.
struct Entry {
  std::string encoded;
  Seq seq;
  Timestamp time;
  bool operator==(const Entry&) const = default;
};

Entry entry_of(const Command& command, Stamp stamp) {
  Entry entry{{}, stamp.seq, stamp.time};
  encode_command(entry.encoded, command);
  return entry;
}

// The commands in `file`, as a new process would find them.
std::vector<Entry> replayed(const fs::path& file) {
  Journal journal(file, Durability::os);
  std::vector<Entry> entries;
  const Seq last = journal.replay(0, [&](const Command& c, Stamp s) { entries.push_back(entry_of(c, s)); });
  CHECK(last == entries.size());
  return entries;
}

Stamp stamp_of(Seq seq) {
  return {seq, Timestamp(1'700'000'000'000'000'000 + static_cast<std::int64_t>(seq) * 1'000)};
}

void append_cancels(Journal& journal, Seq first, Seq last) {
  for (Seq seq = first; seq <= last; ++seq) journal.append(CancelOrder{OrderId(seq)}, stamp_of(seq));
}

void wait_until(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

std::vector<std::int64_t> row_counts(const fs::path& file) {
  SQLite::Database database(file.string());
  SQLite::Statement rows(database, "SELECT count FROM journal ORDER BY first_seq");
  std::vector<std::int64_t> counts;
  while (rows.executeStep()) counts.push_back(rows.getColumn(0).getInt64());
  return counts;
}

// Holds the journal's thread in on_durable until it is let go, so that what is appended meanwhile must
// gather.
class Gate {
 public:
  Journal::Callbacks callbacks() {
    return {[this](Seq seq) {
              reached_ = seq;
              wait_until([&] { return open_until_ >= seq; });
            },
            {}};
  }
  void wait_for(Seq seq) {
    wait_until([&] { return reached_ == seq; });
  }
  void open_until(Seq seq) { open_until_ = seq; }
  void open() { open_until_ = ~Seq{0}; }

 private:
  std::atomic<Seq> reached_{0};
  std::atomic<Seq> open_until_{0};
};

// A closed journal of three rows: command 1, commands 2 to 4, commands 5 to 9.
void write_three_rows(const fs::path& file) {
  Gate gate;
  Journal journal(file, Durability::os);
  journal.start(0, gate.callbacks());
  append_cancels(journal, 1, 1);
  gate.wait_for(1);
  append_cancels(journal, 2, 4);
  gate.open_until(1);
  gate.wait_for(4);
  append_cancels(journal, 5, 9);
  gate.open();
  journal.close();
}

void execute(const fs::path& file, const std::string& sql) {
  SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec(sql);
}

// Replaces a row's blob; its checksum is made to fit, so that only the content is wrong.
void replace_blob(const fs::path& file, Seq first_seq, const std::function<void(std::string&)>& change) {
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
  SQLite::Statement select(database, "SELECT blob FROM journal WHERE first_seq = ?");
  select.bind(1, static_cast<std::int64_t>(first_seq));
  REQUIRE(select.executeStep());
  std::string blob(static_cast<const char*>(select.getColumn(0).getBlob()),
                   static_cast<std::size_t>(select.getColumn(0).getBytes()));
  select.reset();
  change(blob);
  SQLite::Statement update(database, "UPDATE journal SET blob = ?, crc32c = ? WHERE first_seq = ?");
  update.bind(1, blob.data(), static_cast<int>(blob.size()));
  update.bind(2, static_cast<std::int64_t>(crc32c(blob)));
  update.bind(3, static_cast<std::int64_t>(first_seq));
  update.exec();
}

// What JournalCorrupt says when `file` is opened and replayed; empty when it does not come.
std::string complaint(const fs::path& file) {
  try {
    Journal journal(file, Durability::os);
    journal.replay(0, [](const Command&, Stamp) {});
  } catch (const JournalCorrupt& error) {
    return error.what();
  }
  return {};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void overwrite(const fs::path& file, std::streamoff offset, std::string_view bytes) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(offset);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

// Every kind of command, through a stop and a start, and on from there, at both durabilities that write.
TEST_CASE("what was appended is replayed") {
  const std::uint64_t seed = environment_number("MARKET_SEED", 20240611);
  INFO("MARKET_SEED=", seed);
  for (const Durability durability : {Durability::always, Durability::os}) {
    CAPTURE(to_text(durability));
    const JournalFolder folder;
    RandomCommands random(seed);
    std::vector<Entry> expected;
    for (int session = 0; session < 3; ++session) {
      std::vector<Entry> found;
      Journal journal(folder.file(), durability);
      const Seq last = journal.replay(0, [&](const Command& c, Stamp s) { found.push_back(entry_of(c, s)); });
      REQUIRE(last == expected.size());
      REQUIRE(found == expected);
      journal.start(last, {});
      for (Seq seq = last + 1; seq <= last + 5'000; ++seq) {
        const Command command = random.next();
        expected.push_back(entry_of(command, stamp_of(seq)));
        journal.append(command, stamp_of(seq));
        if (random.below(500) == 0) wait_until([&] { return journal.durable_seq() == seq; });
      }
      journal.close();
      CHECK(journal.durable_seq() == last + 5'000);
      CHECK_FALSE(journal.failed());
    }
    CHECK(replayed(folder.file()) == expected);
  }
}

// durable_seq moves without further appends, and everybody hears of it in order.
TEST_CASE("on_durable tells each step") {
  const JournalFolder folder;
  std::vector<Seq> heard;
  Journal journal(folder.file(), Durability::always);
  CHECK(journal.durable_seq() == 0);
  journal.start(0, {[&](Seq seq) { heard.push_back(seq); }, {}});
  for (Seq seq = 1; seq <= 3; ++seq) {
    append_cancels(journal, seq, seq);
    wait_until([&] { return journal.durable_seq() == seq; });
  }
  journal.close();
  CHECK(heard == std::vector<Seq>{1, 2, 3});
}

// Without durability nothing is written, nothing is waited for, and an existing journal is still read.
TEST_CASE("durability none writes no rows") {
  const JournalFolder folder;
  write_three_rows(folder.file());
  std::atomic<Seq> heard{0};
  Journal journal(folder.file(), Durability::none);
  REQUIRE(journal.replay(0, [](const Command&, Stamp) {}) == 9);
  journal.start(9, {[&](Seq seq) { heard = seq; }, {}});
  CHECK(journal.durable_seq() == 9);
  for (Seq seq = 10; seq <= 100; ++seq) {
    append_cancels(journal, seq, seq);
    REQUIRE(journal.durable_seq() == seq);
    CHECK(heard == seq);
  }
  journal.close();
  heard = 0;
  journal.publish();  // whoever listened may be gone
  CHECK(heard == 0);
  CHECK(journal.durable_seq() == 100);
  CHECK(replayed(folder.file()).size() == 9);
}

// While one commit runs the next gathers: 9 commands, 3 rows.
TEST_CASE("commands that arrive during a commit share the next row") {
  const JournalFolder folder;
  write_three_rows(folder.file());
  CHECK(row_counts(folder.file()) == std::vector<std::int64_t>{1, 3, 5});
  CHECK(replayed(folder.file()).size() == 9);
}

// Rows stay small enough to be read one by one, however much has gathered.
TEST_CASE("a big batch is cut into rows") {
  const JournalFolder folder;
  Gate gate;
  Journal journal(folder.file(), Durability::os);
  journal.start(0, gate.callbacks());
  append_cancels(journal, 1, 1);
  gate.wait_for(1);
  append_cancels(journal, 2, 10'001);
  for (Seq seq = 10'002; seq <= 10'004; ++seq) {
    journal.append(MarkScenario{std::string(600'000, 'x'), seq}, stamp_of(seq));
  }
  gate.open();
  journal.close();
  CHECK(row_counts(folder.file()) == std::vector<std::int64_t>{1, 4096, 4096, 1809, 1, 1});
  CHECK(replayed(folder.file()).size() == 10'004);
}

// A slow disk makes the venue wait instead of filling the memory.
TEST_CASE("append blocks while more than 64 MiB wait") {
  const JournalFolder folder;
  Gate gate;
  Journal journal(folder.file(), Durability::os);
  journal.start(0, gate.callbacks());
  append_cancels(journal, 1, 1);
  gate.wait_for(1);
  std::atomic<Seq> appended{1};
  std::thread writer([&] {
    for (Seq seq = 2; seq <= 80; ++seq) {
      journal.append(MarkScenario{std::string(1'000'000, 'x'), seq}, stamp_of(seq));
      appended = seq;
    }
  });
  wait_until([&] { return appended == 69; });  // 68 of a million bytes: the first sum above 64 MiB
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(appended == 69);
  gate.open();
  writer.join();
  journal.close();
  CHECK(journal.durable_seq() == 80);
  CHECK(replayed(folder.file()).size() == 80);
}

// The owner may close early, twice, or never start; what comes after is ignored.
TEST_CASE("close can be called again") {
  const JournalFolder folder;
  {
    Journal journal(folder.file(), Durability::os);
    journal.close();
    journal.close();
  }
  Journal journal(folder.file(), Durability::os);
  journal.start(0, {});
  append_cancels(journal, 1, 2);
  journal.close();
  append_cancels(journal, 3, 3);
  journal.close();
  CHECK(journal.durable_seq() == 2);
  CHECK(replayed(folder.file()).size() == 2);
}

// Others may read while the venue runs, and see what is durable.
TEST_CASE("an open journal can be read by another connection") {
  const JournalFolder folder;
  Journal journal(folder.file(), Durability::os);
  journal.start(0, {});
  append_cancels(journal, 1, 1);
  wait_until([&] { return journal.durable_seq() == 1; });
  SQLite::Database reader(folder.file().string(), SQLite::OPEN_READONLY);
  SQLite::Statement sum(reader, "SELECT sum(count) FROM journal");
  REQUIRE(sum.executeStep());
  CHECK(sum.getColumn(0).getInt64() == 1);
  append_cancels(journal, 2, 2);  // the reader's transaction is still open
  wait_until([&] { return journal.durable_seq() == 2; });
}

// After a failed write nothing more is acknowledged, the owner is told once, and nobody hangs.
TEST_CASE("a journal that cannot be written fails for good") {
  const JournalFolder folder;
  std::atomic<int> failures{0};
  std::string why;
  Journal journal(folder.file(), Durability::os);
  journal.start(0, {{}, [&](const std::string& text) {
                      why = text;
                      ++failures;
                    }});
  append_cancels(journal, 1, 1);
  wait_until([&] { return journal.durable_seq() == 1; });
  execute(folder.file(), "DROP TABLE journal");
  append_cancels(journal, 2, 2);
  wait_until([&] { return failures == 1; });
  CHECK(journal.failed());
  CHECK(contains(why, folder.file().string() + " cannot be written"));
  append_cancels(journal, 3, 100);
  journal.close();
  CHECK(journal.durable_seq() == 1);
  CHECK(failures == 1);
  CHECK(journal.failed());
}

// A failure releases whoever waits for room.
TEST_CASE("a failure ends a blocked append") {
  const JournalFolder folder;
  Gate gate;
  Journal::Callbacks callbacks = gate.callbacks();
  std::atomic<bool> told{false};
  callbacks.on_failure = [&](const std::string&) { told = true; };
  Journal journal(folder.file(), Durability::os);
  journal.start(0, callbacks);
  append_cancels(journal, 1, 1);
  gate.wait_for(1);
  execute(folder.file(), "DROP TABLE journal");
  std::atomic<Seq> appended{1};
  std::thread writer([&] {
    for (Seq seq = 2; seq <= 100; ++seq) {
      journal.append(MarkScenario{std::string(1'000'000, 'x'), seq}, stamp_of(seq));
      appended = seq;
    }
  });
  wait_until([&] { return appended == 69; });  // the next one blocks
  gate.open();
  writer.join();
  journal.close();
  CHECK(told);
  CHECK(journal.durable_seq() == 1);
}

// Each kind of damage is found at start and named with its file and its row.
TEST_CASE("damage is reported with its place") {
  struct Damage {
    std::function<void(const fs::path&)> inflict;
    std::string complaint;
  };
  const auto sql = [](std::string text) { return [text](const fs::path& file) { execute(file, text); }; };
  const auto blob = [](Seq row, std::function<void(std::string&)> change) {
    return [=](const fs::path& file) { replace_blob(file, row, change); };
  };
  // A row of the commands 2 to 4: each a length, the time (9 bytes, then 2), the tag 13 and the id.
  const Damage damages[] = {
      {sql("UPDATE journal SET blob = CAST(x'00' || substr(blob, 2) AS BLOB) WHERE first_seq = 5"),
       "row 5: its crc32c is "},
      {sql("UPDATE journal SET crc32c = crc32c + 1 WHERE first_seq = 2"), "row 2: its crc32c is "},
      {sql("DELETE FROM journal WHERE first_seq = 2"),
       "row 5: commands 2 to 4 between row 1 and it are missing"},
      {sql("DELETE FROM journal WHERE first_seq = 1"), "row 2: commands 1 to 1 before it are missing"},
      {sql("UPDATE journal SET first_seq = 4 WHERE first_seq = 5"),
       "row 4: it overlaps row 2, which ends with 4"},
      {sql("UPDATE journal SET count = 4 WHERE first_seq = 5"), "row 5: it holds 5 commands, but says 4"},
      {sql("UPDATE journal SET count = 0 WHERE first_seq = 5"), "row 5: it says that it holds 0 commands"},
      {blob(2, [](std::string& b) { b.pop_back(); }), "row 2: command 4 is cut off or garbled"},
      {blob(2, [](std::string& b) { b += '\x01'; }), "row 2: command 5 is cut off or garbled"},
      {blob(2, [](std::string& b) { b[b.size() - 2] = '\x7f'; }),
       "row 2: command 4 is not one that this version"},
      {blob(2,
            [](std::string& b) {
              b[b.size() - 3] = '\x01';
              b[b.size() - 4] = '\x81';
            }),
       "row 2: command 4 is earlier than the one before it"},
      {blob(5, [](std::string& b) { b[9] = '\x01'; }), "row 5: command 5 is earlier than the one before it"},
      {sql("DROP TABLE journal"), "no such table: journal"},
      {sql("PRAGMA user_version = 2"), "was written by a newer version: its format is 2"},
      {sql("PRAGMA user_version = 0"), "its user_version is 0"},
      {sql("PRAGMA application_id = 7"), "is not a journal: its application_id is 7"},
      {[](const fs::path& file) { overwrite(file, 0, "no database at all, "); }, "file is not a database"},
      {[](const fs::path& file) { overwrite(file, 4096, std::string(4096, '\xff')); }, "is damaged: "},
      {[](const fs::path& file) { fs::resize_file(file, 4096); }, "malformed"},
      {[](const fs::path& file) {
         fs::resize_file(file, 0);
         std::ofstream(file.string() + "-wal") << "rows that were acknowledged";
       },
       "its write-ahead log journal.db-wal is not"},
  };
  for (const Damage& damage : damages) {
    CAPTURE(damage.complaint);
    const JournalFolder folder;
    write_three_rows(folder.file());
    REQUIRE(complaint(folder.file()).empty());
    damage.inflict(folder.file());
    const std::string found = complaint(folder.file());
    CAPTURE(found);
    CHECK(contains(found, folder.file().string()));
    CHECK(contains(found, damage.complaint));
  }
}

// A byte that the disk turned over, in the place where the row lies.
TEST_CASE("a flipped byte in the file is found") {
  const JournalFolder folder;
  write_three_rows(folder.file());
  std::ifstream stream(folder.file(), std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(stream)), {});
  const std::string command{'\x0d', '\x07'};  // cancel order 7, of the row 5
  const std::size_t place = content.rfind(command);
  REQUIRE(place != std::string::npos);
  REQUIRE(content.find(command) == place);
  overwrite(folder.file(), static_cast<std::streamoff>(place + 1), "\x08");
  CHECK(contains(complaint(folder.file()), "row 5: its crc32c is "));
}

// Power loss in the middle of a commit: the torn end was never acknowledged and goes, the rest stays.
TEST_CASE("a torn write-ahead log loses only its end") {
  const JournalFolder folder;
  Journal journal(folder.file(), Durability::os);
  journal.start(0, {});
  for (Seq seq = 1; seq <= 20; ++seq) {
    append_cancels(journal, seq, seq);
    wait_until([&] { return journal.durable_seq() == seq; });
  }
  const std::string log = folder.file().string() + "-wal";
  const std::uintmax_t size = fs::file_size(log);
  std::size_t before = 0;
  for (std::uintmax_t kept = 0; kept <= size; kept += 1'000) {
    const JournalFolder copy;
    fs::copy_file(folder.file(), copy.file());
    fs::copy_file(log, copy.file().string() + "-wal");
    fs::resize_file(copy.file().string() + "-wal", kept);
    const std::vector<Entry> entries = replayed(copy.file());
    CHECK(entries.size() >= before);
    CHECK(entries.size() <= 20);
    before = entries.size();
  }
  CHECK(before >= 19);
  journal.close();
  CHECK(replayed(folder.file()).size() == 20);
}

// Killed with its log unwritten into the main file: all that was acknowledged is there.
TEST_CASE("a journal that was never closed is complete") {
  const JournalFolder folder;
  const JournalFolder copy;
  Journal journal(folder.file(), Durability::always);
  journal.start(0, {});
  append_cancels(journal, 1, 1'000);
  wait_until([&] { return journal.durable_seq() == 1'000; });
  fs::copy_file(folder.file(), copy.file());
  fs::copy_file(folder.file().string() + "-wal", copy.file().string() + "-wal");
  CHECK(replayed(copy.file()).size() == 1'000);
}

// Trouble with the place is not damage.
TEST_CASE("a journal that cannot be opened is unavailable") {
  const JournalFolder folder;
  CHECK_THROWS_AS(Journal(folder.path() / "missing" / "journal.db", Durability::os), JournalUnavailable);
  CHECK_THROWS_AS(Journal(folder.path(), Durability::os), JournalUnavailable);
  if (geteuid() != 0) {  // nothing is read-only for root
    write_three_rows(folder.file());
    fs::permissions(folder.file(), fs::perms::owner_read);
    CHECK_THROWS_AS(Journal(folder.file(), Durability::os), JournalUnavailable);
  }
}

// What the venue throws while it replays reaches start-up as it is.
TEST_CASE("an exception of the visitor passes through replay") {
  const JournalFolder folder;
  write_three_rows(folder.file());
  Journal journal(folder.file(), Durability::os);
  CHECK_THROWS_AS(journal.replay(0,
                                 [](const Command&, Stamp stamp) {
                                   if (stamp.seq == 3) throw std::out_of_range("stop");
                                 }),
                  std::out_of_range);
}

TEST_CASE("durabilities have the contract's names") {
  for (const Durability durability : {Durability::always, Durability::os, Durability::none}) {
    CHECK(parse_durability(to_text(durability)) == durability);
  }
  CHECK(parse_durability("always") == Durability::always);
  CHECK_FALSE(parse_durability("Always").has_value());
  CHECK_FALSE(parse_durability("").has_value());
}

// The check value of RFC 3720's CRC, so that other programs can verify a journal.
TEST_CASE("crc32c is the Castagnoli polynomial's") {
  CHECK(crc32c("123456789") == 0xE3069283u);
  CHECK(crc32c("") == 0u);
}

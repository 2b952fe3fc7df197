// A journal that lost what was acknowledged does not open: the mark beside it says how far it went. What was
// never promised, or a mark that is itself no good, stops nothing.
#include "store/high_water.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <iterator>
#include <thread>

#include "store/crc32c.hpp"
#include "store/journal.hpp"

using namespace market;
namespace fs = std::filesystem;

namespace {

constexpr Seq kLast = 20;
constexpr std::size_t kSumSize = 9;  // with its newline
const std::string kOtherBoot = "00000000-0000-4000-8000-000000000000";

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "market-mark-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path journal() const { return path / "journal.db"; }
  fs::path log() const { return path / "journal.db-wal"; }
  fs::path mark() const { return path / "journal.seq"; }
  fs::path path;
};

std::string read_all(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(stream)), {});
}

void write_all(const fs::path& file, const std::string& content) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

void append_each_alone(Journal& journal, Seq first, Seq last) {
  for (Seq seq = first; seq <= last; ++seq) {
    journal.append(CancelOrder{OrderId(seq)}, {seq, Timestamp(static_cast<std::int64_t>(seq))});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (journal.durable_seq() < seq) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      std::this_thread::yield();
    }
  }
}

// What kill -9 leaves of a journal of kLast commits: all of them in the log.
void leave_killed(const Folder& folder, Durability durability) {
  const Folder live;
  Journal journal(live.journal(), durability);
  journal.start(journal.replay(0, [](const Command&, Stamp) {}), {});
  append_each_alone(journal, 1, kLast);
  for (const fs::path& file : {live.journal(), live.log(), live.mark()}) {
    fs::copy_file(file, folder.path / file.filename());
  }
}

struct Outcome {
  Seq last = 0;
  std::string complaint;  // of JournalCorrupt
};

Outcome open(const Folder& folder, Durability durability = Durability::os) {
  try {
    Journal journal(folder.journal(), durability);
    return {journal.replay(0, [](const Command&, Stamp) {}), {}};
  } catch (const JournalCorrupt& error) {
    return {0, error.what()};
  }
}

std::string missing(const Folder& folder, Seq first) {
  return folder.journal().string() + ": commands " + std::to_string(first) +
         " to 20 were acknowledged and are missing: journal.db or journal.db-wal was truncated, damaged or "
         "replaced; restore it from a copy, or remove journal.seq to go on without them";
}

void flip_byte(const fs::path& file, std::size_t place) {
  std::string content = read_all(file);
  REQUIRE(place < content.size());
  content[place] = static_cast<char>(content[place] ^ 1);
  write_all(file, content);
}

// Rewrites the mark as another boot would have left it.
void move_to_other_boot(const fs::path& file) {
  std::string record = read_all(file);
  record.resize(record.size() - kSumSize);
  record.replace(28, kOtherBoot.size(), kOtherBoot);
  char sum[kSumSize + 1];
  std::snprintf(sum, sizeof sum, "%08x\n", crc32c(record));
  write_all(file, record + sum);
}

void drop_half_of_the_log(const Folder& folder) {
  fs::resize_file(folder.log(), fs::file_size(folder.log()) / 2);
}

void check_damage_is_found(Durability durability, std::size_t tenth,
                           const std::function<void(const fs::path&, std::size_t)>& damage) {
  const Folder folder;
  leave_killed(folder, durability);
  damage(folder.log(), fs::file_size(folder.log()) * tenth / 10 + 9);
  const std::string log = read_all(folder.log());
  const std::string complaint = open(folder).complaint;
  CHECK(complaint.find(" to 20 were acknowledged and are missing") != std::string::npos);
  CHECK(read_all(folder.log()) == log);
  CHECK(open(folder, Durability::none).complaint == complaint);
}

}  // namespace

// Wherever a byte of the log turns over or the log is cut, no start goes on without what was promised; and
// looking changes nothing, so that what stands behind the damage can still be rescued.
TEST_CASE("a damaged write-ahead log is found") {
  const std::function<void(const fs::path&, std::size_t)> damages[] = {
      flip_byte, [](const fs::path& file, std::size_t size) { fs::resize_file(file, size); }};
  for (const Durability durability : {Durability::always, Durability::os}) {
    CAPTURE(to_text(durability));
    const Folder killed;
    leave_killed(killed, durability);
    REQUIRE(open(killed, Durability::none).last == kLast);
    for (std::size_t tenth = 0; tenth < 10; ++tenth) {
      CAPTURE(tenth);
      for (const auto& damage : damages) check_damage_is_found(durability, tenth, damage);
    }
  }
}

TEST_CASE("the complaint names the file, the commands and what to do") {
  const Folder folder;
  leave_killed(folder, Durability::os);
  SUBCASE("the log is gone") {
    fs::remove(folder.log());
  }
  SUBCASE("the log is empty") {
    fs::resize_file(folder.log(), 0);
  }
  SUBCASE("all is gone") {
    fs::remove(folder.log());
    fs::remove(folder.journal());
  }
  CHECK(open(folder).complaint == missing(folder, 1));
  CHECK(open(folder).complaint == missing(folder, 1));
  fs::remove(folder.mark());
  CHECK(open(folder).complaint.empty());
}

// A commit that was under way when the daemon died.
TEST_CASE("what follows the last commit in the log does no harm") {
  const Folder folder;
  leave_killed(folder, Durability::os);
  write_all(folder.log(), read_all(folder.log()) + std::string(5'000, '\x5a'));
  CHECK(open(folder).last == kLast);
}

// Also after a clean stop, and after a session that wrote nothing.
TEST_CASE("the mark outlives close") {
  const Folder folder;
  leave_killed(folder, Durability::always);
  for (const Durability durability : {Durability::os, Durability::always, Durability::none}) {
    Journal journal(folder.journal(), durability);
    const Seq last = journal.replay(0, [](const Command&, Stamp) {});
    REQUIRE(last == kLast);
    journal.start(last, {});
    journal.close();
  }
  fs::remove(folder.journal());
  CHECK(open(folder).complaint == missing(folder, 1));
}

// `os` does not promise to survive a power loss, `always` does. What was accepted is the new truth.
TEST_CASE("a loss across a reboot is accepted for os alone") {
  const Folder folder;
  SUBCASE("os") {
    leave_killed(folder, Durability::os);
    move_to_other_boot(folder.mark());
    drop_half_of_the_log(folder);
    Journal journal(folder.journal(), Durability::os);
    const Seq last = journal.replay(0, [](const Command&, Stamp) {});
    CHECK(last > 0);
    CHECK(last < kLast);
    journal.start(last, {});
    CHECK(HighWater(folder.mark(), Durability::none, Disk::real(), HighWater::Use::look).promised() == last);
    append_each_alone(journal, last + 1, last + 1);
    CHECK(HighWater(folder.mark(), Durability::none, Disk::real(), HighWater::Use::look).promised() ==
          last + 1);
  }
  SUBCASE("always") {
    leave_killed(folder, Durability::always);
    move_to_other_boot(folder.mark());
    drop_half_of_the_log(folder);
    CHECK_FALSE(open(folder).complaint.empty());
  }
}

// It is written without sync, so a power loss may tear it.
TEST_CASE("a mark that is garbled or missing claims nothing") {
  const Folder folder;
  leave_killed(folder, Durability::always);
  const std::string mark = read_all(folder.mark());
  REQUIRE(mark.size() == 74);
  drop_half_of_the_log(folder);
  REQUIRE_FALSE(open(folder).complaint.empty());
  SUBCASE("empty") {
    write_all(folder.mark(), "");
  }
  SUBCASE("short") {
    write_all(folder.mark(), mark.substr(0, 40));
  }
  SUBCASE("long") {
    write_all(folder.mark(), mark + "\n");
  }
  SUBCASE("another seq") {
    flip_byte(folder.mark(), 19);
  }
  SUBCASE("another sum") {
    flip_byte(folder.mark(), 70);
  }
  SUBCASE("missing") {
    fs::remove(folder.mark());
  }
  const Outcome outcome = open(folder);
  CHECK(outcome.complaint.empty());
  CHECK(outcome.last > 0);
}

TEST_CASE("with durability none the snapshots raise the mark, and looking at it changes nothing") {
  const Folder folder;
  {
    Journal journal(folder.journal(), Durability::none);
    journal.start(0, {});
    journal.vouch_for(7);
  }
  CHECK(HighWater(folder.mark(), Durability::os, Disk::real(), HighWater::Use::look).promised() == 7);
  HighWater(folder.mark(), Durability::always, Disk::real(), HighWater::Use::look).raise(9);
  CHECK(HighWater(folder.mark(), Durability::none, Disk::real(), HighWater::Use::look).promised() == 7);
  Journal journal(folder.journal(), Durability::none);
  CHECK_THROWS_WITH_AS(journal.replay(0, [](const Command&, Stamp) {}),
                       doctest::Contains("market.db: commands 1 to 7"), JournalCorrupt);
}

TEST_CASE("a mark that cannot be opened is trouble with the place") {
  const Folder folder;
  fs::create_directory(folder.mark());
  CHECK_THROWS_AS(Journal(folder.journal(), Durability::os), JournalUnavailable);
}

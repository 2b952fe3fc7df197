// A standalone copy is checked before a data folder is started from it, and taken over in one step.
#include "store/snapshot_copy.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "daemon/restore.hpp"
#include "daemon/start_error.hpp"
#include "store/venue_store.hpp"

using namespace market;

namespace {

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "market-copy-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path operator/(const char* name) const { return path / name; }
};

void make_copy(const std::filesystem::path& file, int application_id = 0x4d4b5456, int version = 1,
               const char* journal_mode = "DELETE") {
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec(std::string("PRAGMA journal_mode = ") + journal_mode);
  database.exec("PRAGMA application_id = " + std::to_string(application_id));
  database.exec("PRAGMA user_version = " + std::to_string(version));
  database.exec("CREATE TABLE things(id INTEGER PRIMARY KEY, text TEXT)");
  for (int i = 0; i < 500; ++i) database.exec("INSERT INTO things(text) VALUES (hex(zeroblob(100)))");
}

int things(const std::filesystem::path& file) {
  return SQLite::Database(file.string()).execAndGet("SELECT count(*) FROM things");
}

std::string refusal(const std::filesystem::path& file) {
  try {
    check_snapshot_copy(file);
  } catch (const StoreCorrupt& error) {
    return error.what();
  }
  return "accepted";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string start_error(const std::filesystem::path& file, const std::filesystem::path& folder) {
  try {
    check_restore(file, folder);
  } catch (const StartError& error) {
    CHECK(error.status() == ExitStatus::configuration);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("snapshot copy: a sound one is taken over whole, and stays as it is") {
  const Folder folder;
  make_copy(folder / "copy 100% #1?.db");
  CHECK(refusal(folder / "copy 100% #1?.db") == "accepted");
  std::ofstream(folder / "market.db.tmp") << "of an attempt that was killed";
  restore_snapshot_copy(folder / "copy 100% #1?.db", folder / "market.db");
  CHECK(things(folder / "market.db") == 500);
  CHECK(SQLite::Database((folder / "market.db").string()).execAndGet("PRAGMA application_id").getInt() ==
        0x4d4b5456);
  CHECK_FALSE(std::filesystem::exists(folder / "market.db.tmp"));
  const auto mode = std::filesystem::status(folder / "market.db").permissions();
  CHECK((mode & std::filesystem::perms(077)) == std::filesystem::perms::none);
  CHECK(things(folder / "copy 100% #1?.db") == 500);
}

TEST_CASE("snapshot copy: in a folder that cannot be written to nothing is made beside it") {
  const Folder folder;
  make_copy(folder / "copy.db", 0x4d4b5456, 1, "WAL");
  check_snapshot_copy(folder / "copy.db");
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path)) ++files;
  CHECK(files == 1);
}

TEST_CASE("snapshot copy: the market.db of a daemon that runs is read with its log") {
  const Folder folder;
  make_copy(folder / "live.db", 0x4d4b5456, 1, "WAL");
  SQLite::Database writer((folder / "live.db").string(), SQLite::OPEN_READWRITE);
  writer.exec("INSERT INTO things(text) VALUES ('in the log')");
  REQUIRE(std::filesystem::file_size(folder / "live.db-wal") > 0);
  restore_snapshot_copy(folder / "live.db", folder / "market.db");
  CHECK(things(folder / "market.db") == 501);
}

TEST_CASE("snapshot copy: what is none, of a newer version or damaged is refused and named") {
  const Folder folder;
  std::ofstream(folder / "text.db") << std::string(5'000, 'x');
  CHECK(refusal(folder / "text.db") == (folder / "text.db").string() + " is not a market database");
  std::ofstream(folder / "empty.db").close();
  CHECK(has(refusal(folder / "empty.db"), "is not a market database"));
  make_copy(folder / "journal.db", 0x4d4b544a);
  CHECK(has(refusal(folder / "journal.db"), "is not a market database"));
  make_copy(folder / "newer.db", 0x4d4b5456, 1'000);
  CHECK(has(refusal(folder / "newer.db"),
            "was written by a newer version of market: its tables are of version 1000"));

  make_copy(folder / "damaged.db");
  const auto size = std::filesystem::file_size(folder / "damaged.db");
  {
    std::fstream file(folder / "damaged.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(size / 2));
    file << std::string(8'192, '\xff');
  }
  CHECK(has(refusal(folder / "damaged.db"), "is damaged"));
  make_copy(folder / "cut.db");
  std::filesystem::resize_file(folder / "cut.db", size / 2);
  CHECK(has(refusal(folder / "cut.db"), "is damaged"));
  CHECK_THROWS_AS(restore_snapshot_copy(folder / "cut.db", folder / "market.db"), StoreCorrupt);
  CHECK_FALSE(std::filesystem::exists(folder / "market.db"));
  CHECK_FALSE(std::filesystem::exists(folder / "market.db.tmp"));
}

TEST_CASE("snapshot copy: where it cannot be written nothing is left behind") {
  const Folder folder;
  make_copy(folder / "copy.db");
  CHECK_THROWS_AS(restore_snapshot_copy(folder / "copy.db", folder / "no/such/folder/market.db"),
                  StoreUnavailable);
}

TEST_CASE("restore: only into a folder without a market, from a file that exists") {
  const Folder folder;
  make_copy(folder / "copy.db");
  CHECK(start_error(folder / "copy.db", folder / "new") == "accepted");
  CHECK(has(start_error(folder / "none.db", folder / "new"), "--restore: there is no file "));
  CHECK(has(start_error("", folder / "new"), "--restore: there is no file "));
  CHECK(has(start_error(folder.path, folder / "new"), "--restore: there is no file "));
  for (const char* file : {"market.db", "journal.db", "journal.seq"}) {
    const Folder used;
    std::ofstream(used / file) << "x";
    CHECK(has(start_error(folder / "copy.db", used.path),
              std::string("holds a market already (") + file + ")"));
  }
}

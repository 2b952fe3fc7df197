// Verifier: a folder that tells one story is found to, from whatever point it can be replayed, and one that
// does not is said where.
#include "venue/verifier.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <fstream>
#include <future>
#include <iterator>
#include <map>

#include "store/journal.hpp"
#include "tests/support/command_flow.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/view_of.hpp"
#include "venue/venue.hpp"

using namespace market;
using namespace market::test;

namespace {

Venue::Options options_in(const std::filesystem::path& folder, JournalKeep keep) {
  Venue::Options options;
  options.journal_file = folder / "journal.db";
  options.database_file = folder / "market.db";
  options.snapshots_folder = folder / "snapshots";
  options.snapshot_interval = Duration::seconds(3'600);
  options.keep_journal = keep;
  options.durability = Durability::os;
  return options;
}

SnapshotFile copy(Venue& venue) {
  std::promise<SnapshotFile> done;
  venue.copy_snapshot([&](const tl::expected<SnapshotFile, std::string>& file) {
    CHECK_MESSAGE(file.has_value(), file.error());
    done.set_value(*file);
  });
  return done.get_future().get();
}

// A venue that traded, with two copies on the way, and stopped.
VerifierFiles traded_in(const std::filesystem::path& folder, JournalKeep keep) {
  VerifierFiles files{folder / "journal.db", folder / "market.db", {}};
  Venue venue(options_in(folder, keep));
  venue.start({});
  CommandFlow flow(3);
  std::vector<Command> opening = flow.opening();
  for (int i = 0; i < 600; ++i) {
    venue.with([&](Venue::Session& session) {
      const MarketView view = view_of(session.exchange());
      const auto applied =
          session.submit(static_cast<std::size_t>(i) < opening.size() ? opening[static_cast<std::size_t>(i)]
                                                                      : flow.next(view, session.now()));
      if (applied && !applied->repeated && applied->order != OrderId()) flow.saw_order(applied->order);
    });
    if (i == 200 || i == 400) files.copies.push_back(copy(venue).path);
  }
  venue.close();
  return files;
}

void change(const std::filesystem::path& file, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

}  // namespace

TEST_CASE("verify: with the whole journal every kept state is compared, from the empty venue on") {
  const TempFolder folder;
  const Verification found = verify(traded_in(folder.path, JournalKeep::all));
  CHECK(found.difference == "");
  CHECK(found.from == 0);
  CHECK(found.start == "the empty venue");
  CHECK(found.equal.size() == 4);  // two copies, the hash noted at the stop, the database
  CHECK(found.equal.back().seq == found.to);
}

TEST_CASE("verify: with what is needed of the journal it begins with the oldest copy that it continues") {
  const TempFolder folder;
  const VerifierFiles files = traded_in(folder.path, JournalKeep::needed);
  // What no start needs is dropped beside the trading, so it may not be gone yet.
  const Seq first = Journal(files.journal, Journal::Look{}).first_seq();
  const std::string oldest = files.copies[0].filename().string();
  const std::size_t begins = first <= std::stoull(oldest.substr(std::string("snapshot-").size())) + 1 ? 0 : 1;
  const Verification found = verify(files);
  CHECK(found.difference == "");
  CHECK(found.from > 0);
  CHECK(found.start == files.copies[begins].filename().string());
  CHECK(found.to > found.from);
  CHECK(found.equal.size() == 4 - begins);
}

TEST_CASE("verify: nothing is changed, and what is missing, empty or of an older version is told or read") {
  const TempFolder folder;
  const VerifierFiles files = traded_in(folder.path, JournalKeep::all);
  const auto contents = [&] {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path))
      if (entry.is_regular_file()) {
        std::ifstream in(entry.path(), std::ios::binary);
        all[entry.path().string()] = std::string(std::istreambuf_iterator<char>(in), {});
      }
    return all;
  };
  const auto complaint = [&] {
    try {
      return verify(files).difference;
    } catch (const std::runtime_error& error) {
      return std::string(error.what());
    }
  };
  const std::filesystem::path& emptied = files.copies[1];
  const auto check = [&](const std::string& expected) {
    const auto before = contents();
    const std::string found = complaint();
    CHECK_MESSAGE(found.find(expected) != std::string::npos, found);
    CHECK((expected.empty() ? found.empty() : !found.empty()));
    CHECK(contents() == before);
  };
  SUBCASE("whole") {
    check("");
  }
  SUBCASE("an empty copy") {
    std::filesystem::resize_file(emptied, 0);
    check(emptied.filename().string() + " is damaged: it is missing or empty");
  }
  SUBCASE("no database") {
    std::filesystem::remove(files.database);
    check("market.db is damaged: it is missing or empty");
  }
  SUBCASE("an empty database") {
    std::filesystem::resize_file(files.database, 0);
    check("market.db is damaged: it is missing or empty");
  }
  SUBCASE("no journal") {
    std::filesystem::remove(files.journal);
    check("journal.db is damaged: it is missing or empty");
  }
  SUBCASE("a copy of an older version") {
    change(files.copies[0], "DROP TABLE identity; PRAGMA user_version = 2; PRAGMA journal_mode = DELETE");
    check("");
  }
}

TEST_CASE("verify: what a session without a journal left is checked, not compared") {
  const TempFolder folder;
  VerifierFiles files = traded_in(folder.path, JournalKeep::all);
  for (int session = 0; session < 2; ++session) {
    Venue::Options options = options_in(folder.path, JournalKeep::all);
    options.durability = Durability::none;
    Venue venue(options);
    venue.start({});
    for (int i = 0; i < 5; ++i)
      venue.with([&](Venue::Session& session_) {
        CHECK(session_.submit(Deposit{.trader = TraderId(0), .amount = Money(1)}).has_value());
      });
    venue.close();
  }
  const Verification found = verify(files);
  CHECK(found.difference == "");
  CHECK(found.from == 0);
  CHECK(found.equal.size() >= 2);
  CHECK(found.beyond.size() >= 1);
  CHECK(found.beyond.back().source == "market.db");
}

TEST_CASE("verify: without copies it begins with the database and compares the hash noted there") {
  const TempFolder folder;
  VerifierFiles files = traded_in(folder.path, JournalKeep::needed);
  files.copies.clear();
  const Verification found = verify(files);
  CHECK(found.difference == "");
  CHECK(found.start == "market.db");
  CHECK(found.equal.size() == 2);
}

TEST_CASE("verify: a copy of another story is named, with the first difference") {
  const TempFolder folder, other;
  VerifierFiles files = traded_in(folder.path, JournalKeep::all);
  {
    // The same commands up to a point where another trader deposits.
    Venue venue(options_in(other.path, JournalKeep::all));
    venue.start({});
    for (int i = 0; i < 50; ++i)
      venue.with([&](Venue::Session& session) {
        RegisterTrader trader;
        trader.slug = *parse_slug("other" + std::to_string(i));
        CHECK(session.submit(trader));
      });
    files.copies = {copy(venue).path};
  }
  const Verification found = verify(files);
  CHECK(found.difference.find("the replay comes to state_hash") != std::string::npos);
  CHECK(found.difference.find(files.copies[0].filename().string()) != std::string::npos);
  CHECK(found.difference.find("table venue, row 1: ") != std::string::npos);
}

TEST_CASE("verify: a journal that ends before the database is said to") {
  const TempFolder folder;
  const VerifierFiles files = traded_in(folder.path, JournalKeep::all);
  std::filesystem::remove(folder.path / "journal.seq");
  change(files.journal, "DELETE FROM journal WHERE first_seq = (SELECT max(first_seq) FROM journal)");
  const Verification found = verify(files);
  CHECK(found.difference.find("the journal ends with seq ") == 0);
}

// A start reads none of these rows, so only --verify can find them damaged.
TEST_CASE("verify: the first damaged, missing or dangling row of the history is named") {
  struct Damage {
    const char* sql;
    const char* found;
  };
  const Damage damages[] = {
      {"UPDATE closed_order SET fees = fees + 1 WHERE id = (SELECT min(id) FROM closed_order)",
       "closed_order"},
      {"DELETE FROM closed_order WHERE id = (SELECT min(id) FROM closed_order)", "closed_order"},
      {"DELETE FROM closed_order WHERE id = (SELECT max(id) FROM closed_order)", "closed_order"},
      {"UPDATE trade SET price = price + 1 WHERE id = 2", "trade, row 2: its checksum does not match"},
      {"DELETE FROM trade WHERE id = 1", "trade, row 1: it is missing"},
      {"DELETE FROM trade WHERE id = (SELECT max(id) FROM trade)", "trade, row "},
      {"UPDATE transfer SET amount = amount + 1 WHERE number = 0", "transfer, row 0: its checksum"},
      {"DELETE FROM transfer WHERE number = 1", "transfer, row 1: it is missing"},
      {"UPDATE movement SET cash = cash + 1 WHERE trader = 1 AND place = 0",
       "movement, row 1, 0: its checksum"},
      {"DELETE FROM movement WHERE trader = 1 AND place = 0", "movement, row 1, 0: it is missing"},
      {"DELETE FROM movement WHERE trader = 1", "movement, row 1, 0: it is missing"},
      {"UPDATE bar SET volume = volume + 1", "bar, row "},
  };
  const TempFolder folder;
  const VerifierFiles files = traded_in(folder.path, JournalKeep::all);
  const std::filesystem::path kept = folder.path / "kept";
  std::filesystem::copy_file(files.database, kept);
  for (const Damage& damage : damages) {
    CAPTURE(damage.sql);
    change(files.database, damage.sql);
    std::string found = "nothing";
    try {
      (void)verify(files);
    } catch (const StoreCorrupt& error) {
      found = error.what();
    }
    CAPTURE(found);
    CHECK(found.find("market.db is damaged: table " + std::string(damage.found)) != std::string::npos);
    for (const char* end : {"-wal", "-shm"}) std::filesystem::remove(files.database.string() + end);
    std::filesystem::copy_file(kept, files.database, std::filesystem::copy_options::overwrite_existing);
  }
  CHECK(verify(files).difference == "");
}

TEST_CASE("verify: after a session that wrote no journal it begins with what that one left") {
  const TempFolder folder;
  VerifierFiles files = traded_in(folder.path, JournalKeep::all);
  const auto go_on = [&](Durability durability) {
    Venue::Options options = options_in(folder.path, JournalKeep::all);
    options.durability = durability;
    Venue venue(options);
    venue.start({});
    for (int i = 0; i < 50; ++i)
      venue.with([&](Venue::Session& session) {
        RegisterTrader trader;
        trader.slug = *parse_slug("trader-" + std::to_string(session.exchange().seq()));
        CHECK(session.submit(trader));
      });
    if (durability == Durability::none) files.copies.push_back(copy(venue).path);
    venue.close();
  };
  go_on(Durability::none);
  go_on(Durability::os);
  const Verification found = verify(files);
  CHECK(found.difference == "");
  CHECK(found.start == files.copies.back().filename().string());
  CHECK(found.to >= found.from + 50);
  CHECK(found.equal.back().source == "market.db");
  // Rows that are missing for another reason are damage still.
  change(files.journal, "DELETE FROM gap");
  CHECK_THROWS_AS(verify(files), JournalCorrupt);
}

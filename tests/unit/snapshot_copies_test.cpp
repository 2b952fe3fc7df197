// Standalone copies of a venue: which stay, and what becomes of unfinished ones.
#include <doctest/doctest.h>

#include <fstream>
#include <future>

#include "tests/support/temp_folder.hpp"
#include "venue/venue.hpp"

using namespace market;
using namespace market::test;
namespace fs = std::filesystem;

namespace {

fs::path copy(Venue& venue) {
  std::promise<fs::path> done;
  venue.copy_snapshot([&](const tl::expected<SnapshotFile, std::string>& file) {
    CHECK_MESSAGE(file.has_value(), file.error());
    done.set_value(file ? file->path : fs::path());
  });
  return done.get_future().get();
}

}  // namespace

// Copies of an older market, restored from, may have higher numbers.
TEST_CASE("the copy just made stays whatever its number is, and unfinished ones go") {
  const TempFolder folder;
  const fs::path copies = folder.path / "snapshots";
  fs::create_directories(copies);
  const fs::path older = copies / "snapshot-000000999999.db",
                 unfinished = copies / "snapshot-000000000003.db.tmp";
  for (const fs::path& file : {older, unfinished}) std::ofstream(file) << "left behind";
  fs::last_write_time(older, fs::file_time_type::clock::now() - std::chrono::hours(1));

  Venue::Options options;
  options.journal_file = folder.path / "journal.db";
  options.database_file = folder.path / "market.db";
  options.snapshots_folder = copies;
  options.snapshots_kept = 1;
  options.durability = Durability::os;
  Venue venue(options);
  venue.start({});
  const fs::path made = copy(venue);
  CHECK(fs::exists(made));
  CHECK_FALSE(fs::exists(older));
  CHECK_FALSE(fs::exists(unfinished));
  REQUIRE(venue.snapshot_files().size() == 1);
  CHECK(venue.snapshot_files()[0].path == made);
}

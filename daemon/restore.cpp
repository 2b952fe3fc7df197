#include "daemon/restore.hpp"

#include "daemon/start_error.hpp"
#include "engine/exchange.hpp"
#include "store/snapshot_copy.hpp"
#include "store/venue_store.hpp"

namespace market {
namespace {

void check_empty(const std::filesystem::path& folder) {
  std::error_code error;
  for (const char* file : {"market.db", "market.db-wal", "journal.db", "journal.db-wal", "journal.seq"}) {
    if (!std::filesystem::exists(folder / file, error)) continue;
    throw StartError(ExitStatus::configuration,
                     folder.string() + " holds a market already (" + file +
                         "), and --restore starts a new one: name another folder with --data DIR");
  }
}

// Every row, and that together they are a market.
void check_rows(const std::filesystem::path& copy) {
  VenueStore store(copy);
  const auto stored = store.load_checked();
  if (!stored) return;  // of a market in which nothing had happened
  Exchange exchange;
  if (const std::string fault = exchange.restore(stored->state); !fault.empty())
    throw StoreCorrupt(copy.string() + " is damaged: " + fault + "; restore from another copy");
}

}  // namespace

void check_restore(const std::filesystem::path& file, const std::filesystem::path& folder) {
  check_empty(folder);
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    throw StartError(ExitStatus::configuration, "--restore: there is no file " + file.string());
  check_snapshot_copy(file);
}

void check_no_unfinished_restore(const std::filesystem::path& folder) {
  std::error_code error;
  const auto there = [&](const char* file) { return std::filesystem::exists(folder / file, error); };
  if (!there("market.db.tmp") || there("market.db") || there("journal.db")) return;
  throw StartError(ExitStatus::corrupt,
                   folder.string() + " holds a restored copy that was not finished (market.db.tmp): run " +
                       "marketd --restore FILE again, or remove that file to start an empty market");
}

void restore(const std::filesystem::path& file, const DataFolder& folder) {
  check_empty(folder.path());
  restore_snapshot_copy(file, folder.database_file(), check_rows);
}

}  // namespace market

#include "daemon/restore.hpp"

#include "daemon/start_error.hpp"
#include "store/snapshot_copy.hpp"

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
  restore_snapshot_copy(file, folder.database_file());
}

}  // namespace market

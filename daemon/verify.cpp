#include "daemon/verify.hpp"

#include <unistd.h>

#include <cinttypes>
#include <cstdio>

#include "daemon/data_folder.hpp"
#include "venue/snapshots.hpp"
#include "venue/verifier.hpp"

namespace market {
namespace {

VerifierFiles files_of(const DataFolder& folder) {
  VerifierFiles files{folder.journal_file(), folder.database_file(), {}};
  for (const SnapshotFile& copy : snapshot_files_in(folder.snapshots_folder()))
    files.copies.push_back(copy.path);
  return files;
}

void show_progress(Seq seq) {
  if (::isatty(STDERR_FILENO) == 1) std::fprintf(stderr, "\rreplayed up to seq %" PRIu64, seq);
}

void print(const Verification& result) {
  if (::isatty(STDERR_FILENO) == 1) std::fputs("\r\033[K", stderr);
  std::printf("replayed %" PRIu64 " commands from %s, seq %" PRIu64 " to %" PRIu64 "\n",
              result.to - result.from, result.start.c_str(), result.from, result.to);
  for (const VerifiedPoint& point : result.equal)
    std::printf("seq %-12" PRIu64 " %016" PRIx64 "  equal to %s\n", point.seq, point.state_hash,
                point.source.c_str());
  for (const Verification::Kept& one : result.beyond)
    std::printf("seq %-12" PRIu64 " %s: whole; not compared, since durability none wrote no commands\n",
                one.seq, one.source.c_str());
  if (result.difference.empty())
    std::printf("all is equal; state_hash %016" PRIx64 " at seq %" PRIu64 "\n", result.state_hash, result.to);
  else
    std::fprintf(stderr, "marketd: %s\n", result.difference.c_str());
}

}  // namespace

ExitStatus verify_folder(const Config& config) {
  if (!std::filesystem::is_directory(config.data))
    throw StartError(ExitStatus::configuration, config.data.string() + " is no folder: name one with --data");
  const DataFolder folder(config.data, DataFolder::Use::look);
  if (!std::filesystem::exists(folder.journal_file()) && !std::filesystem::exists(folder.database_file()))
    throw StartError(ExitStatus::configuration,
                     config.data.string() + " holds no venue: neither journal.db nor market.db");
  const Verification result = verify(files_of(folder), show_progress);
  print(result);
  return result.difference.empty() ? ExitStatus::ok : ExitStatus::corrupt;
}

}  // namespace market

// DataFolder: the one folder a daemon owns while it runs.
//
//   lock         held (flock) as long as this object lives; contains the owner's pid
//   admin.key    the admin's API key, 0600, made at the first start
//   market.db    the venue as of the last snapshot
//   journal.db   the commands, and journal.seq, how far they were acknowledged
//   snapshots    the standalone copies
//   endpoint     the URL that is served, there only while the daemon is ready
//
// Every failure is a StartError that says which file and what to do.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "daemon/unique_fd.hpp"

namespace market {

class DataFolder {
 public:
  // serve: creates the folder (0700) when it is missing, takes the lock, reads or makes the admin key.
  // look: takes the lock of one that is there, which need not be writable, and has no key.
  enum class Use : std::uint8_t { serve, look };
  explicit DataFolder(std::filesystem::path folder, Use use = Use::serve);
  ~DataFolder();  // removes the endpoint file that it served, and releases the lock
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  const std::filesystem::path& path() const { return folder_; }
  std::filesystem::path database_file() const { return folder_ / "market.db"; }
  std::filesystem::path journal_file() const { return folder_ / "journal.db"; }
  std::filesystem::path snapshots_folder() const { return folder_ / "snapshots"; }
  const std::string& admin_key() const { return admin_key_; }
  // What should be put right but does not keep the daemon from running; empty when nothing.
  const std::string& warning() const { return warning_; }

  // Replaces the endpoint file in one step.
  void write_endpoint(const std::string& url);
  void remove_endpoint();

 private:
  void create();
  void take_lock();
  void open_admin_key();

  std::filesystem::path folder_;
  const Use use_;
  std::string admin_key_;
  std::string warning_;
  UniqueFd lock_;
};

}  // namespace market

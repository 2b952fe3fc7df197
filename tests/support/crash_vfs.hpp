// CrashVfs: SQLite's way to a CrashDisk, registered under a name of its own as long as it lives.
//
// Threads: any.
#pragma once
#include <sqlite3.h>

#include <map>
#include <mutex>
#include <string>

#include "tests/support/crash_disk.hpp"
#include "tests/support/crash_locks.hpp"

namespace market::test {

class CrashVfs {
 public:
  explicit CrashVfs(CrashDisk& disk);
  ~CrashVfs();
  CrashVfs(const CrashVfs&) = delete;
  CrashVfs& operator=(const CrashVfs&) = delete;

  const char* name() const { return name_.c_str(); }

  CrashDisk& disk() { return disk_; }

  // Calls use(locks of the file) while nobody else does.
  template <class Use>
  auto with_locks(CrashDisk::FileId file, Use use) {
    const std::lock_guard lock(mutex_);
    return use(locks_[file]);
  }

 private:
  CrashDisk& disk_;
  std::string name_;
  sqlite3_vfs vfs_{};
  std::mutex mutex_;
  std::map<CrashDisk::FileId, CrashLocks> locks_;
};

}  // namespace market::test

// Disk: where files are, behind one seam, so that tests can make every write, sync and rename fail or be the
// last one before a crash. SQLite's files go through the SQLite VFS that sqlite_vfs() names; the few others
// through the functions here.
//
// Errors: functions give back false and leave errno.
// Threads: any.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace market {

class Disk {
 public:
  virtual ~Disk() = default;

  // For sqlite3_open_v2; nullptr: SQLite's default.
  virtual const char* sqlite_vfs() const = 0;

  virtual bool exists(const std::filesystem::path& file) const = 0;
  // In bytes; 0 when the file is missing.
  virtual std::uintmax_t size(const std::filesystem::path& file) const = 0;
  // The whole content of a small file; false when it cannot be read.
  virtual bool read(const std::filesystem::path& file, std::string& content) const = 0;
  // Overwrites the beginning of the file, which is made (0600) when it is missing. Not synced.
  bool overwrite(const std::filesystem::path& file, std::string_view content) {
    const std::unique_ptr<OpenFile> open = open_to_overwrite(file);
    return open && open->overwrite(content);
  }
  // For many of them: a file that stays open. nullptr when it cannot be opened or made.
  class OpenFile {
   public:
    virtual ~OpenFile() = default;
    virtual bool overwrite(std::string_view content) = 0;
  };
  virtual std::unique_ptr<OpenFile> open_to_overwrite(const std::filesystem::path& file) = 0;
  // Has the file's content on disk.
  virtual bool sync(const std::filesystem::path& file) = 0;
  // Replaces `to`, in one step, and has that on disk.
  virtual bool rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual bool remove(const std::filesystem::path& file) = 0;

  // The operating system's.
  static Disk& real();
};

}  // namespace market

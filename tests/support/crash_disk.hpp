// CrashDisk: a Disk in memory whose operations fail, or are the last ones before a crash, where a test says.
//
//   disk.crash_at(17);             // the 17th operation from here on is not done, nor any after it
//   … use it, through SQLite or directly; close everything …
//   disk.revive(Loss::power);      // the disk as the next start finds it
//
// Operations are what changes a disk: making a file, write, sync, truncate, rename, remove. They are counted
// over all files, so a test can take operations() of a good run and then try each place. Reads fail after a
// crash only.
//
// SQLite uses it through a VFS of its own (see crash_vfs.hpp), with the write-ahead log and any number of
// connections in this process.
//
// Threads: any.
#pragma once
#include <cerrno>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "store/disk.hpp"
#include "tests/support/crash_folder.hpp"

namespace market::test {

class CrashVfs;

// What a crash takes: nothing that was written, or all that was not synced.
enum class Loss : std::uint8_t { kill, power };
enum class Fault : std::uint8_t { io_error, disk_full };
enum class Times : std::uint8_t { once, for_ever };

class CrashDisk final : public Disk {
 public:
  using FileId = CrashFolder::FileId;

  CrashDisk();
  ~CrashDisk() override;
  CrashDisk(const CrashDisk&) = delete;
  CrashDisk& operator=(const CrashDisk&) = delete;

  // Counted from the last revive(), load() or reset_count().
  std::uint64_t operations() const;
  void reset_count();

  // The nth operation fails, and with Times::for_ever all after it. A failed write leaves a part behind when
  // there is a seed.
  void fail_at(std::uint64_t n, Fault fault, Times times);
  void crash_at(std::uint64_t n);
  bool crashed() const;
  // How many operations have failed.
  std::uint64_t failures() const;

  // With a seed, not 0, a power loss keeps a part of what was not synced, and failed writes are torn.
  void set_seed(std::uint64_t seed);

  // What the next start finds; nothing fails any more. No file may be open.
  void revive(Loss loss);

  CrashFolder snapshot() const;
  void load(const CrashFolder& folder);

  // Damage.
  void flip_bit(const std::string& file, std::size_t bit);
  void cut(const std::string& file, std::size_t size);
  void lose(const std::string& file);  // as if it had never been there

  // Disk.
  const char* sqlite_vfs() const override;
  bool exists(const std::filesystem::path& file) const override;
  std::uintmax_t size(const std::filesystem::path& file) const override;
  // Also the kernel's boot id, which a power loss changes.
  bool read(const std::filesystem::path& file, std::string& content) const override;
  std::unique_ptr<OpenFile> open_to_overwrite(const std::filesystem::path& file) override;
  bool sync(const std::filesystem::path& file) override;
  bool rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  bool remove(const std::filesystem::path& file) override;

  // For CrashVfs. Files are named by id once they are open; false and errno when an operation fails.
  enum class Missing : std::uint8_t { fail, create };
  std::optional<FileId> open(const char* name, Missing missing);  // nullptr: one without a name
  void close(FileId id);
  // Gives back how many bytes there were; nothing after a crash.
  std::optional<std::size_t> read_at(FileId id, std::size_t offset, char* to, std::size_t size) const;
  bool write_at(FileId id, std::size_t offset, std::string_view bytes);
  bool truncate(FileId id, std::size_t size);
  bool sync(FileId id);
  bool sync_names();
  std::size_t size(FileId id) const;

 private:
  struct Plan {
    std::uint64_t at = UINT64_MAX;
    std::optional<Fault> fault;  // nothing: a crash
    Times times = Times::for_ever;
  };
  bool begin_operation();
  std::string boot_id() const;

  mutable std::mutex mutex_;
  CrashFolder folder_;
  Plan plan_;
  std::uint64_t count_ = 0;
  std::uint64_t failures_ = 0;
  std::uint64_t boots_ = 1;
  std::uint64_t open_files_ = 0;
  bool crashed_ = false;
  std::optional<std::mt19937_64> random_;
  std::unique_ptr<CrashVfs> vfs_;
};

}  // namespace market::test

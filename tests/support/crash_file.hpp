// CrashFile: the content of one file of a CrashDisk, twice: as written, which is what processes see, and as
// synced, which is what a power loss leaves.
//
// Writes are remembered by sector of 512 bytes. A sync that fails forgets them: the system takes those
// sectors for clean then, and no later sync writes them, as on Linux.
//
// Threads: none of its own; a value.
#pragma once
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>

namespace market::test {

class CrashFile {
 public:
  static constexpr std::size_t kSector = 512;

  const std::string& content() const { return written_; }
  void write(std::size_t offset, std::string_view bytes);
  void truncate(std::size_t size);
  void sync();
  void fail_to_sync();

  // Content becomes what was synced. With `random` some of the sectors that were not synced are there as
  // well, some of them torn, and a truncation may have happened.
  void lose_power(std::mt19937_64* random);

  // Damage, in both contents alike.
  void flip_bit(std::size_t bit);
  void cut(std::size_t size);

 private:
  void keep_sector(std::size_t sector, std::mt19937_64& random);

  std::string written_;
  std::string synced_;
  std::set<std::size_t> dirty_;        // sectors
  std::size_t least_size_ = SIZE_MAX;  // since the last sync
};

}  // namespace market::test

// HighWater: how far the journal was acknowledged, kept in a file beside it. SQLite drops a write-ahead log
// from its first bad frame on and says nothing; only this tells a damaged log from one that ended there.
//
//   "SEQ DURABILITY BOOT CRC\n", always 74 bytes: the seq in 20 digits, the durability padded to 6, the id of
//   the kernel's boot (36 characters), the crc32c of all before it in 8 hexadecimal digits.
//
// It is written after each commit and not synced: behind what is durable or equal to it, never ahead, unless
// power was lost under Durability::os, which orders nothing; the boot id tells. A file that is missing or
// garbled claims nothing. Durability::none reads it and never writes it.
//
// Threads: one at a time.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "store/disk.hpp"
#include "store/journal.hpp"

namespace market {

class HighWater {
 public:
  // Opens or creates `file`; with Durability::none only reads it. Throws JournalUnavailable.
  HighWater(std::filesystem::path file, Durability durability, Disk& disk = Disk::real());

  // The seq that the journal must reach; 0 when the file claims nothing.
  Seq promised() const { return promised_; }

  // The journal was read; what is known of the venue ends with `last`.
  void start(Seq last);
  // The commands up to `last` are committed. A write that fails leaves an older mark, which is still true.
  void raise(Seq last) { write(last, durability_); }

  const std::filesystem::path& path() const { return path_; }

 private:
  void open(Disk& disk);
  void read(const Disk& disk);
  void write(Seq seq, Durability durability);

  std::filesystem::path path_;
  Durability durability_;
  std::string boot_id_;
  std::unique_ptr<Disk::OpenFile> open_;  // none with Durability::none
  std::string record_;                    // write()'s scratch
  Seq promised_ = 0;
  Durability promised_by_ = Durability::none;
};

}  // namespace market

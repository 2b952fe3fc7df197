// HighWater: how far the journal was acknowledged, kept in a file beside it. SQLite drops a write-ahead log
// from its first bad frame on and says nothing; only this tells a damaged log from one that ended there.
//
//   "SEQ DURABILITY BOOT CRC\n", always 74 bytes: the seq in 20 digits, the durability padded to 6, the id of
//   the kernel's boot (36 characters), the crc32c of all before it in 8 hexadecimal digits.
//
// It is written after each commit and not synced: behind what is durable or equal to it, never ahead, unless
// power was lost under Durability::os, which orders nothing; the boot id tells. A file that is missing or
// garbled claims nothing. Under Durability::none, where no commands are written, the snapshots raise it,
// which are synced: it then tells that one of them is gone.
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
  // write: opens or creates `file`. look: only reads it. Throws JournalUnavailable.
  enum class Use : std::uint8_t { write, look };
  HighWater(std::filesystem::path file, Durability durability, Disk& disk = Disk::real(),
            Use use = Use::write);

  // The seq that the journal must reach; 0 when the file claims nothing.
  Seq promised() const { return promised_; }

  // The journal was read; what is known of the venue ends with `last`.
  void start(Seq last);
  // The commands up to `last` are committed; with Durability::none, a synced snapshot has them. A write that
  // fails leaves an older mark, which is still true.
  void raise(Seq last) { write(last, durability_ == Durability::none ? Durability::always : durability_); }

  const std::filesystem::path& path() const { return path_; }

 private:
  void open(Disk& disk);
  void read(const Disk& disk);
  void write(Seq seq, Durability durability);

  std::filesystem::path path_;
  Durability durability_;
  std::string boot_id_;
  std::unique_ptr<Disk::OpenFile> open_;  // none to look
  std::string record_;                    // write()'s scratch
  Seq promised_ = 0;
  Durability promised_by_ = Durability::none;
};

}  // namespace market

// JournalBatch: commands on their way into the journal, gathered into rows.
//
// A row's blob holds for each command: the length of the encoded command (varint), its time in nanoseconds
// (zigzag; the first of a row as it is, the others as the difference to the one before), the encoded command.
//
// Threads: none of its own; the owner locks.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/command.hpp"

namespace market {

// One row; the seqs of its commands are first_seq, first_seq + 1 …
struct JournalRow {
  std::int64_t first_seq = 0;
  std::int64_t count = 0;
  std::string_view blob;
};

class JournalBatch {
 public:
  // A row is closed before it would exceed either; a single command may.
  static constexpr std::int64_t kMaxRowCommands = 4096;
  static constexpr std::size_t kMaxRowBytes = std::size_t{1} << 20;

  // `encoded` is the output of encode_command. Seqs must follow one another, times not go backwards.
  void add(std::string_view encoded, Stamp stamp);

  std::size_t bytes() const { return blobs_.size(); }
  std::size_t row_count() const { return heads_.size(); }
  JournalRow row(std::size_t index) const;  // valid until the next change
  void clear();

 private:
  struct Head {
    Seq first_seq;
    std::int64_t count;
    std::size_t begin;  // in blobs_
  };
  bool last_row_takes(std::size_t more_bytes) const;

  std::string blobs_;
  std::vector<Head> heads_;
  Timestamp last_time_;
};

// Calls visit for each command of the row after `after`, oldest first; those up to it are not decoded. `time`
// is that of the command before the row and becomes that of its last one. Gives back what is wrong with the
// row, empty when nothing is; the commands before the fault have been visited then.
std::string read_journal_row(const JournalRow& row, Seq after, Timestamp& time,
                             const std::function<void(const Command&, Stamp)>& visit);

}  // namespace market

// JournalSequence: whether the rows of a journal continue what is known already, the commands up to `after`,
// and one another. Private to lib/store.
//
// The kept rows may begin anywhere up to after + 1. From there on no command may be missing; what is missing
// before it (rows that were dropped, sessions that wrote none) does not matter.
//
// Threads: none; a value.
#pragma once
#include <algorithm>
#include <string>

#include "store/journal_file.hpp"

namespace market {

class JournalSequence {
 public:
  explicit JournalSequence(Seq after) : after_(static_cast<std::int64_t>(after)) {}

  // What is wrong with `stored` as the next row, or with its checksum; empty when nothing is.
  std::string check(const JournalFile::StoredRow& stored) const;
  // Which commands are missing between `after` and it; empty when none are.
  std::string missing_before(const JournalRow& row) const;
  // Whether it holds commands that are not known yet.
  bool continues_with(const JournalRow& row) const { return last_of(row) > after_; }
  void add(const JournalRow& row) { before_ = {row.first_seq, row.count, {}}; }

  // The last seq of the rows and of what was known before.
  Seq last() const { return static_cast<Seq>(std::max(after_, last_of(before_))); }

 private:
  static std::int64_t last_of(const JournalRow& row) { return row.first_seq + row.count - 1; }

  std::int64_t after_;
  JournalRow before_{1, 0, {}};  // count 0: there is none
};

}  // namespace market

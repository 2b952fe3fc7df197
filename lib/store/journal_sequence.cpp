#include "store/journal_sequence.hpp"

#include "store/crc32c.hpp"

namespace market {
namespace {

std::string number(std::int64_t value) {
  return std::to_string(value);
}

}  // namespace

std::string JournalSequence::check(const JournalFile::StoredRow& stored) const {
  const std::int64_t first = stored.row.first_seq;
  const std::int64_t count = stored.row.count;
  const std::int64_t expected = last_of(before_) + 1;
  const bool follows = before_.count > 0;
  if (count < 1 || count > JournalBatch::kMaxRowCommands)
    return "it says that it holds " + number(count) + " commands";
  if (first < 1) return "commands are numbered from 1";
  if (follows && first < expected)
    return "it overlaps row " + number(before_.first_seq) + ", which ends with " + number(expected - 1);
  if (follows && first > expected && expected > after_ + 1) {
    return "commands " + number(expected) + " to " + number(first - 1) + " between row " +
           number(before_.first_seq) + " and it are missing";
  }
  const std::int64_t checksum = crc32c(stored.row.blob);
  if (checksum == stored.crc32c || !continues_with(stored.row)) return {};
  return "its crc32c is " + number(stored.crc32c) + ", that of its content " + number(checksum);
}

std::string JournalSequence::missing_before(const JournalRow& row) const {
  if (last_of(before_) > after_ || row.first_seq <= after_ + 1) return {};
  return "commands " + number(after_ + 1) + " to " + number(row.first_seq - 1) + " before it are missing";
}

}  // namespace market

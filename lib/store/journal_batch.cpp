#include "store/journal_batch.hpp"

#include "store/byte_reader.hpp"
#include "store/byte_writer.hpp"
#include "store/command_codec.hpp"

namespace market {
namespace {

// What a stall has piled up is given back; the usual batch keeps its memory for the next.
constexpr std::size_t kKeptCapacity = std::size_t{8} << 20;

}  // namespace

void JournalBatch::add(std::string_view encoded, Stamp stamp) {
  if (!last_row_takes(encoded.size())) {
    heads_.push_back({stamp.seq, 0, blobs_.size()});
    last_time_ = Timestamp(0);
  }
  ByteWriter out(blobs_);
  out.varint(encoded.size());
  out.zigzag((stamp.time - last_time_).ns());
  out.bytes(encoded);
  last_time_ = stamp.time;
  ++heads_.back().count;
}

bool JournalBatch::last_row_takes(std::size_t more_bytes) const {
  return !heads_.empty() && heads_.back().count < kMaxRowCommands &&
         blobs_.size() - heads_.back().begin + more_bytes <= kMaxRowBytes;
}

JournalRow JournalBatch::row(std::size_t index) const {
  const Head& head = heads_[index];
  const std::size_t end = index + 1 < heads_.size() ? heads_[index + 1].begin : blobs_.size();
  return {static_cast<std::int64_t>(head.first_seq), head.count,
          std::string_view(blobs_).substr(head.begin, end - head.begin)};
}

void JournalBatch::clear() {
  if (blobs_.capacity() > kKeptCapacity) blobs_ = std::string();
  blobs_.clear();
  heads_.clear();
}

std::string read_journal_row(const JournalRow& row, Seq after, Timestamp& time,
                             const std::function<void(const Command&, Stamp)>& visit) {
  ByteReader in(row.blob);
  std::int64_t found = 0;
  std::int64_t base = 0;
  for (; in.remaining() > 0; ++found) {
    const Seq seq = static_cast<Seq>(row.first_seq + found);
    const auto fault = [seq](const char* what) { return "command " + std::to_string(seq) + what; };
    const std::uint64_t length = in.varint();
    const std::int64_t difference = in.zigzag();
    const std::string_view encoded = in.bytes(length);
    if (!in.ok() || __builtin_add_overflow(base, difference, &base)) return fault(" is cut off or garbled");
    if (Timestamp(base) < time) return fault(" is earlier than the one before it");
    if (seq <= after) {
      time = Timestamp(base);
      continue;
    }
    const std::optional<Command> command = decode_command(encoded);
    if (!command) return fault(" is not one that this version knows");
    time = Timestamp(base);
    visit(*command, Stamp{seq, time});
  }
  if (found == row.count) return {};
  return "it holds " + std::to_string(found) + " commands, but says " + std::to_string(row.count);
}

}  // namespace market

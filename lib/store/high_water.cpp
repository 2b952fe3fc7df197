#include "store/high_water.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "store/crc32c.hpp"

namespace market {
namespace {

constexpr std::size_t kSeqSize = 20;
constexpr std::size_t kDurabilityAt = kSeqSize + 1;
constexpr std::size_t kDurabilitySize = 6;
constexpr std::size_t kBootAt = kDurabilityAt + kDurabilitySize + 1;
constexpr std::size_t kBootSize = 36;
constexpr std::size_t kCrcAt = kBootAt + kBootSize + 1;
constexpr std::size_t kCrcSize = 8;
constexpr std::size_t kRecordSize = kCrcAt + kCrcSize + 1;
static_assert(kRecordSize == 74);

// Empty where the system does not tell: then no two boots count as the same.
std::string present_boot_id(const Disk& disk) {
  std::string id;
  if (!disk.read("/proc/sys/kernel/random/boot_id", id) || id.size() < kBootSize) return {};
  return id.substr(0, kBootSize);
}

void append_padded(std::string& out, std::string_view text, std::size_t size, char padding) {
  out += text;
  out.append(size - text.size(), padding);
}

template <typename Number>
void append_number(std::string& out, Number number, int base, std::size_t size) {
  std::array<char, kSeqSize> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  const auto length = static_cast<std::size_t>(end - digits.data());
  out.append(size - length, '0').append(digits.data(), length);
}

void append_checksum(std::string& record) {
  append_number(record, crc32c(record), 16, kCrcSize);
  record += '\n';
}

bool is_whole(std::string_view record) {
  if (record.size() != kRecordSize) return false;
  std::string expected(record.substr(0, kCrcAt));
  append_checksum(expected);
  return record == expected;
}

}  // namespace

HighWater::HighWater(std::filesystem::path file, Durability durability, Disk& disk, Use use)
    : path_(std::move(file)), durability_(durability), boot_id_(present_boot_id(disk)) {
  if (use == Use::write) open(disk);
  read(disk);
}

void HighWater::open(Disk& disk) {
  open_ = disk.open_to_overwrite(path_);
  if (open_) return;
  throw JournalUnavailable(path_.string() + " cannot be opened: " + std::strerror(errno));
}

void HighWater::read(const Disk& disk) {
  if (!disk.exists(path_)) return;
  std::string record;
  if (!disk.read(path_, record)) {
    throw JournalUnavailable(path_.string() + " cannot be read: " + std::strerror(errno));
  }
  if (!is_whole(record)) return;
  std::string durability = record.substr(kDurabilityAt, kDurabilitySize);
  durability.resize(std::min(durability.find(' '), durability.size()));
  promised_by_ = parse_durability(durability).value_or(Durability::none);
  const bool same_boot = record.substr(kBootAt, kBootSize) == boot_id_;
  if (promised_by_ == Durability::always || (promised_by_ == Durability::os && same_boot)) {
    std::from_chars(record.data(), record.data() + kSeqSize, promised_);
  }
}

// What was read is in the operating system's hands now, so from here on losing it takes a power loss again.
// A mark of `always` claims more than that and stays until the next commit.
void HighWater::start(Seq last) {
  if (promised_by_ != Durability::always) write(last, Durability::os);
}

void HighWater::write(Seq seq, Durability durability) {
  if (!open_) return;
  record_.clear();
  append_number(record_, seq, 10, kSeqSize);
  record_ += ' ';
  append_padded(record_, to_text(durability), kDurabilitySize, ' ');
  record_ += ' ';
  append_padded(record_, boot_id_, kBootSize, '-');
  record_ += ' ';
  append_checksum(record_);
  [[maybe_unused]] const bool written = open_->overwrite(record_);
}

}  // namespace market

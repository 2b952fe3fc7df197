#include "store/high_water.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
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
std::string present_boot_id() {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id.size() == kBootSize ? id : std::string();
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

HighWater::HighWater(std::filesystem::path file, Durability durability)
    : path_(std::move(file)), durability_(durability), boot_id_(present_boot_id()) {
  open();
  read();
}

HighWater::~HighWater() {
  if (fd_ >= 0) ::close(fd_);
}

void HighWater::open() {
  const int flags = durability_ == Durability::none ? O_RDONLY : O_RDWR | O_CREAT;
  fd_ = ::open(path_.c_str(), flags | O_CLOEXEC, 0600);
  if (fd_ >= 0 || (durability_ == Durability::none && errno == ENOENT)) return;
  throw JournalUnavailable(path_.string() + " cannot be opened: " + std::strerror(errno));
}

void HighWater::read() {
  if (fd_ < 0) return;
  std::array<char, kRecordSize + 1> buffer;
  const ssize_t size = ::pread(fd_, buffer.data(), buffer.size(), 0);
  if (size < 0) throw JournalUnavailable(path_.string() + " cannot be read: " + std::strerror(errno));
  const std::string_view record(buffer.data(), static_cast<std::size_t>(size));
  if (!is_whole(record)) return;
  std::string_view durability = record.substr(kDurabilityAt, kDurabilitySize);
  durability = durability.substr(0, durability.find(' '));
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
  if (durability_ == Durability::none) return;
  record_.clear();
  append_number(record_, seq, 10, kSeqSize);
  record_ += ' ';
  append_padded(record_, to_text(durability), kDurabilitySize, ' ');
  record_ += ' ';
  append_padded(record_, boot_id_, kBootSize, '-');
  record_ += ' ';
  append_checksum(record_);
  [[maybe_unused]] const ssize_t written = ::pwrite(fd_, record_.data(), record_.size(), 0);
}

}  // namespace market

#include "tests/support/crash_file.hpp"

#include <algorithm>

namespace market::test {
namespace {

void copy_range(std::string& to, const std::string& from, std::size_t begin, std::size_t end) {
  end = std::min(end, from.size());
  if (begin >= end) return;
  if (to.size() < end) to.resize(end, '\0');
  std::copy(from.begin() + static_cast<std::ptrdiff_t>(begin),
            from.begin() + static_cast<std::ptrdiff_t>(end), to.begin() + static_cast<std::ptrdiff_t>(begin));
}

}  // namespace

void CrashFile::write(std::size_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  const std::size_t end = offset + bytes.size();
  if (written_.size() < end) written_.resize(end, '\0');
  std::copy(bytes.begin(), bytes.end(), written_.begin() + static_cast<std::ptrdiff_t>(offset));
  for (std::size_t sector = offset / kSector; sector * kSector < end; ++sector) dirty_.insert(sector);
}

void CrashFile::truncate(std::size_t size) {
  written_.resize(size, '\0');
  least_size_ = std::min(least_size_, size);
  dirty_.erase(dirty_.lower_bound((size + kSector - 1) / kSector), dirty_.end());
}

void CrashFile::sync() {
  synced_.resize(std::min(synced_.size(), least_size_));
  for (const std::size_t sector : dirty_) {
    copy_range(synced_, written_, sector * kSector, (sector + 1) * kSector);
  }
  synced_.resize(written_.size(), '\0');
  fail_to_sync();
}

void CrashFile::fail_to_sync() {
  dirty_.clear();
  least_size_ = SIZE_MAX;
}

void CrashFile::lose_power(std::mt19937_64* random) {
  if (random != nullptr) {
    if (least_size_ < synced_.size() && (*random)() % 2 == 0) synced_.resize(least_size_);
    for (const std::size_t sector : dirty_) keep_sector(sector, *random);
  }
  written_ = synced_;
  fail_to_sync();
}

// A quarter whole, a quarter torn.
void CrashFile::keep_sector(std::size_t sector, std::mt19937_64& random) {
  const std::uint64_t fate = random() % 4;
  if (fate > 1) return;
  const std::size_t size = fate == 0 ? kSector : random() % kSector;
  copy_range(synced_, written_, sector * kSector, sector * kSector + size);
}

void CrashFile::flip_bit(std::size_t bit) {
  const char mask = static_cast<char>(1 << bit % 8);
  written_.at(bit / 8) = static_cast<char>(written_.at(bit / 8) ^ mask);
  if (bit / 8 < synced_.size()) synced_[bit / 8] = written_[bit / 8];
}

void CrashFile::cut(std::size_t size) {
  truncate(std::min(size, written_.size()));
  synced_.resize(std::min(size, synced_.size()));
}

}  // namespace market::test

#include "tests/support/crash_disk.hpp"

#include <algorithm>
#include <cstring>

#include "core/check.hpp"
#include "tests/support/crash_vfs.hpp"

namespace market::test {

namespace {

class OpenCrashFile final : public Disk::OpenFile {
 public:
  OpenCrashFile(CrashDisk& disk, CrashDisk::FileId id) : disk_(disk), id_(id) {}
  ~OpenCrashFile() override { disk_.close(id_); }
  OpenCrashFile(const OpenCrashFile&) = delete;
  OpenCrashFile& operator=(const OpenCrashFile&) = delete;
  bool overwrite(std::string_view content) override { return disk_.write_at(id_, 0, content); }

 private:
  CrashDisk& disk_;
  CrashDisk::FileId id_;
};

}  // namespace

CrashDisk::CrashDisk() : vfs_(std::make_unique<CrashVfs>(*this)) {}
CrashDisk::~CrashDisk() = default;

std::uint64_t CrashDisk::operations() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

void CrashDisk::reset_count() {
  const std::lock_guard lock(mutex_);
  count_ = failures_ = 0;
}

void CrashDisk::fail_at(std::uint64_t n, Fault fault, Times times) {
  const std::lock_guard lock(mutex_);
  plan_ = {n, fault, times};
}

void CrashDisk::crash_at(std::uint64_t n) {
  const std::lock_guard lock(mutex_);
  plan_ = {n, std::nullopt, Times::for_ever};
}

bool CrashDisk::crashed() const {
  const std::lock_guard lock(mutex_);
  return crashed_;
}

std::uint64_t CrashDisk::failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

void CrashDisk::set_seed(std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  random_ = seed == 0 ? std::nullopt : std::optional(std::mt19937_64(seed));
}

void CrashDisk::revive(Loss loss) {
  const std::lock_guard lock(mutex_);
  MARKET_CHECK(open_files_ == 0);
  if (loss == Loss::power) {
    folder_.lose_power(random_ ? &*random_ : nullptr);
    ++boots_;
  }
  plan_ = {};
  crashed_ = false;
  count_ = failures_ = 0;
}

CrashFolder CrashDisk::snapshot() const {
  const std::lock_guard lock(mutex_);
  return folder_;
}

void CrashDisk::load(const CrashFolder& folder) {
  const std::lock_guard lock(mutex_);
  MARKET_CHECK(open_files_ == 0);
  folder_ = folder;
  plan_ = {};
  crashed_ = false;
  count_ = failures_ = 0;
}

void CrashDisk::flip_bit(const std::string& file, std::size_t bit) {
  const std::lock_guard lock(mutex_);
  folder_.file(folder_.find(file).value()).flip_bit(bit);
}

void CrashDisk::cut(const std::string& file, std::size_t size) {
  const std::lock_guard lock(mutex_);
  folder_.file(folder_.find(file).value()).cut(size);
}

void CrashDisk::lose(const std::string& file) {
  const std::lock_guard lock(mutex_);
  folder_.remove(file);
  folder_.sync_names();
}

const char* CrashDisk::sqlite_vfs() const {
  return vfs_->name();
}

bool CrashDisk::exists(const std::filesystem::path& file) const {
  const std::lock_guard lock(mutex_);
  return folder_.find(file).has_value();
}

std::uintmax_t CrashDisk::size(const std::filesystem::path& file) const {
  const std::lock_guard lock(mutex_);
  const auto id = folder_.find(file);
  return id ? folder_.file(*id).content().size() : 0;
}

bool CrashDisk::read(const std::filesystem::path& file, std::string& content) const {
  const std::lock_guard lock(mutex_);
  const auto id = folder_.find(file);
  errno = crashed_ ? EIO : ENOENT;
  if (crashed_) return false;
  if (file == "/proc/sys/kernel/random/boot_id") {
    content = boot_id();
    return true;
  }
  if (id) content = folder_.file(*id).content();
  return id.has_value();
}

std::unique_ptr<Disk::OpenFile> CrashDisk::open_to_overwrite(const std::filesystem::path& file) {
  const auto id = open(file.c_str(), Missing::create);
  if (!id) return nullptr;
  return std::make_unique<OpenCrashFile>(*this, *id);
}

bool CrashDisk::sync(const std::filesystem::path& file) {
  const auto id = open(file.c_str(), Missing::fail);
  if (!id) return false;
  const bool synced = sync(*id);
  close(*id);
  return synced;
}

bool CrashDisk::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  {
    const std::lock_guard lock(mutex_);
    errno = ENOENT;
    if (!folder_.find(from) || !begin_operation()) return false;
    folder_.rename(from, to);
  }
  return sync_names();
}

bool CrashDisk::remove(const std::filesystem::path& file) {
  const std::lock_guard lock(mutex_);
  if (!folder_.find(file)) return true;
  if (!begin_operation()) return false;
  folder_.remove(file);
  return true;
}

std::optional<CrashDisk::FileId> CrashDisk::open(const char* name, Missing missing) {
  const std::lock_guard lock(mutex_);
  std::optional<FileId> id = name == nullptr ? std::nullopt : folder_.find(name);
  errno = crashed_ ? EIO : ENOENT;
  if (crashed_ || (!id && name != nullptr && missing == Missing::fail)) return std::nullopt;
  if (!id && !begin_operation()) return std::nullopt;
  if (!id) id = name == nullptr ? folder_.create_unnamed() : folder_.create(name);
  ++open_files_;
  return id;
}

void CrashDisk::close(FileId) {
  const std::lock_guard lock(mutex_);
  --open_files_;
}

std::optional<std::size_t> CrashDisk::read_at(FileId id, std::size_t offset, char* to,
                                              std::size_t size) const {
  const std::lock_guard lock(mutex_);
  if (crashed_) return std::nullopt;
  const std::string& content = folder_.file(id).content();
  if (offset >= content.size()) return 0;
  const std::size_t found = std::min(size, content.size() - offset);
  std::memcpy(to, content.data() + offset, found);
  return found;
}

bool CrashDisk::write_at(FileId id, std::size_t offset, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  const bool alive = !crashed_;
  const bool whole = begin_operation();
  if (whole) folder_.file(id).write(offset, bytes);
  if (!whole && alive && random_) {
    folder_.file(id).write(offset, bytes.substr(0, (*random_)() % (bytes.size() + 1)));
  }
  return whole;
}

bool CrashDisk::truncate(FileId id, std::size_t size) {
  const std::lock_guard lock(mutex_);
  if (!begin_operation()) return false;
  folder_.file(id).truncate(size);
  return true;
}

bool CrashDisk::sync(FileId id) {
  const std::lock_guard lock(mutex_);
  const bool done = begin_operation();
  if (done) folder_.sync_file(id);
  if (!done && !crashed_) folder_.file(id).fail_to_sync();
  return done;
}

bool CrashDisk::sync_names() {
  const std::lock_guard lock(mutex_);
  if (!begin_operation()) return false;
  folder_.sync_names();
  return true;
}

std::size_t CrashDisk::size(FileId id) const {
  const std::lock_guard lock(mutex_);
  return folder_.file(id).content().size();
}

bool CrashDisk::begin_operation() {
  ++count_;
  const bool reached = plan_.times == Times::once ? count_ == plan_.at : count_ >= plan_.at;
  if (!reached) return true;
  ++failures_;
  if (!plan_.fault) crashed_ = true;
  errno = plan_.fault == Fault::disk_full ? ENOSPC : EIO;
  return false;
}

std::string CrashDisk::boot_id() const {
  const std::string number = std::to_string(boots_);
  return "00000000-0000-4000-8000-" + std::string(12 - number.size(), '0') + number;
}

}  // namespace market::test

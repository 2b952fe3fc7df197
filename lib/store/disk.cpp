#include "store/disk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace market {
namespace {

// A descriptor that closes itself.
class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool ok() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_;
};

class RealFile final : public Disk::OpenFile {
 public:
  explicit RealFile(const std::filesystem::path& path) : descriptor_(path, O_WRONLY | O_CREAT) {}
  bool ok() const { return descriptor_.ok(); }

  bool overwrite(std::string_view content) override {
    const ssize_t written = ::pwrite(descriptor_.get(), content.data(), content.size(), 0);
    return written == static_cast<ssize_t>(content.size());
  }

 private:
  Descriptor descriptor_;
};

class RealDisk final : public Disk {
 public:
  const char* sqlite_vfs() const override { return nullptr; }

  bool exists(const std::filesystem::path& file) const override { return ::access(file.c_str(), F_OK) == 0; }

  std::uintmax_t size(const std::filesystem::path& file) const override {
    std::error_code error;
    const std::uintmax_t bytes = std::filesystem::file_size(file, error);
    return error ? 0 : bytes;
  }

  bool read(const std::filesystem::path& file, std::string& content) const override {
    const Descriptor from(file, O_RDONLY);
    if (!from.ok()) return false;
    content.clear();
    char buffer[4096];
    for (;;) {
      const ssize_t size = ::read(from.get(), buffer, sizeof buffer);
      if (size == 0) return true;
      if (size > 0) content.append(buffer, static_cast<std::size_t>(size));
      if (size < 0 && errno != EINTR) return false;
    }
  }

  std::unique_ptr<OpenFile> open_to_overwrite(const std::filesystem::path& file) override {
    auto open = std::make_unique<RealFile>(file);
    if (!open->ok()) return nullptr;
    return open;
  }

  bool sync(const std::filesystem::path& file) override {
    const Descriptor of(file, O_RDONLY);
    return of.ok() && ::fsync(of.get()) == 0;
  }

  bool rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return false;
    return sync(to.has_parent_path() ? to.parent_path() : std::filesystem::path("."));
  }

  bool remove(const std::filesystem::path& file) override {
    return ::unlink(file.c_str()) == 0 || errno == ENOENT;
  }
};

}  // namespace

Disk& Disk::real() {
  static RealDisk disk;
  return disk;
}

}  // namespace market

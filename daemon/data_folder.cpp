#include "daemon/data_folder.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "daemon/api_key.hpp"
#include "daemon/start_error.hpp"

namespace market {
namespace {

constexpr std::string_view kKeyPrefix = "mk_admin_";
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kShortestKey = 16;

[[noreturn]] void refuse(const std::filesystem::path& what, const std::string& why) {
  throw StartError(ExitStatus::failure, what.string() + ": " + why);
}

UniqueFd open_file(const std::filesystem::path& path, int flags, mode_t mode = 0) {
  return UniqueFd(::open(path.c_str(), flags | O_CLOEXEC, mode));
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string read_small(int fd) {
  std::array<char, kLongestKey + 2> buffer{};
  const ssize_t size = ::pread(fd, buffer.data(), buffer.size(), 0);
  return std::string(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

// Written beside the file and renamed, so that a reader sees the old file or the whole new one.
void replace_file(const std::filesystem::path& path, std::string_view text, mode_t mode) {
  const std::filesystem::path temporary = path.string() + ".tmp";
  ::unlink(temporary.c_str());
  const UniqueFd file = open_file(temporary, O_WRONLY | O_CREAT | O_EXCL, mode);
  if (!file.is_open()) refuse(temporary, std::string("cannot be created: ") + std::strerror(errno));
  if (!write_all(file.get(), text) || ::fsync(file.get()) != 0) {
    refuse(temporary, std::string("cannot be written: ") + std::strerror(errno));
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    refuse(path, std::string("cannot be replaced: ") + std::strerror(errno));
  }
}

std::string make_key() {
  std::array<unsigned char, kKeyBytes> secret{};
  randombytes_buf(secret.data(), secret.size());
  std::array<char, 64> text{};
  sodium_bin2base64(text.data(), text.size(), secret.data(), secret.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return std::string(kKeyPrefix) + text.data();
}

bool is_key(std::string_view text) {
  return text.size() >= kShortestKey && text.size() <= kLongestKey &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

DataFolder::DataFolder(std::filesystem::path folder, Use use) : folder_(std::move(folder)), use_(use) {
  if (use_ == Use::look) {
    take_lock();
    return;
  }
  if (sodium_init() < 0) throw StartError(ExitStatus::failure, "no source of random numbers on this machine");
  create();
  take_lock();
  open_admin_key();
  remove_endpoint();  // of a daemon that did not stop cleanly
}

DataFolder::~DataFolder() {
  if (use_ == Use::serve) remove_endpoint();
}

void DataFolder::create() {
  std::error_code error;
  folder_ = std::filesystem::absolute(folder_, error);
  if (std::filesystem::is_directory(folder_, error)) return;
  const std::filesystem::path parent = folder_.parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) refuse(parent, "cannot be created: " + error.message());
  if (::mkdir(folder_.c_str(), 0700) != 0) {
    refuse(folder_, std::string("cannot be created as the data folder: ") + std::strerror(errno));
  }
}

void DataFolder::take_lock() {
  const std::filesystem::path path = folder_ / "lock";
  lock_ = open_file(path, O_RDWR | O_CREAT, 0600);
  const bool read_only = !lock_.is_open() && (errno == EROFS || errno == EACCES) && use_ == Use::look;
  if (read_only) lock_ = open_file(path, O_RDONLY);
  if (read_only && !lock_.is_open() && errno == ENOENT) return;  // nobody can have it
  if (!lock_.is_open()) refuse(path, std::string("cannot be opened: ") + std::strerror(errno));
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    const std::string owner = first_line(read_small(lock_.get()));
    throw StartError(ExitStatus::folder_in_use, "the data folder " + folder_.string() +
                                                    " is in use by another marketd" +
                                                    (owner.empty() ? "" : " (pid " + owner + ")") +
                                                    "; stop it or name another folder with --data");
  }
  if (read_only) return;
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock_.get(), 0) != 0 || ::pwrite(lock_.get(), pid.data(), pid.size(), 0) < 0) {
    refuse(path, std::string("cannot be written: ") + std::strerror(errno));
  }
}

void DataFolder::open_admin_key() {
  const std::filesystem::path path = folder_ / "admin.key";
  const UniqueFd file = open_file(path, O_RDONLY);
  if (!file.is_open()) {
    if (errno != ENOENT) refuse(path, std::string("cannot be read: ") + std::strerror(errno));
    admin_key_ = make_key();
    replace_file(path, admin_key_ + "\n", 0600);
    return;
  }
  admin_key_ = first_line(read_small(file.get()));
  if (!is_key(admin_key_)) {
    throw StartError(ExitStatus::corrupt,
                     path.string() + ": holds no key of " + std::to_string(kShortestKey) + " to " +
                         std::to_string(kLongestKey) +
                         " characters; remove the file and start again to have a new one made");
  }
  struct stat status {};
  if (::fstat(file.get(), &status) == 0 && (status.st_mode & 077) != 0) {
    warning_ = path.string() + " can be read by other users; run: chmod 600 " + path.string();
  }
}

void DataFolder::write_endpoint(const std::string& url) {
  replace_file(folder_ / "endpoint", url + "\n", 0600);
}

void DataFolder::remove_endpoint() {
  ::unlink((folder_ / "endpoint").c_str());
}

}  // namespace market

#include "cli/keys_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/csv.hpp"
#include "cli/csv_reader.hpp"

namespace market::cli {
namespace {

constexpr std::string_view kHeader = "id,api_key";

// The first `size` bytes, or fewer when there are no more.
std::string text_of_file(int fd, std::size_t size) {
  std::string text(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t part = ::pread(fd, text.data() + filled, size - filled, static_cast<off_t>(filled));
    if (part <= 0) break;
    filled += static_cast<std::size_t>(part);
  }
  text.resize(filled);
  return text;
}

}  // namespace

KeysFile::~KeysFile() {
  if (fd_ >= 0) ::close(fd_);
}

Status KeysFile::open() {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0600);
  if (fd_ < 0) return usage_failure("cannot open the keys file " + path_ + ": " + std::strerror(errno));
  struct stat status {};
  if (::fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode))
    return usage_failure("the keys file " + path_ + " must be a regular file");
  if (status.st_size > 0)
    if (const Status done = read(static_cast<std::size_t>(status.st_size)); !done) return done;
  if (::fchmod(fd_, 0600) != 0)
    return usage_failure("cannot keep others from reading " + path_ + ": " + std::strerror(errno));
  if (status.st_size == 0) return write(std::string(kHeader) + "\n");
  char last = '\n';
  const bool complete = ::pread(fd_, &last, 1, status.st_size - 1) == 1 && last == '\n';
  return complete ? Status() : write("\n");
}

Status KeysFile::append(std::string_view id, std::string_view key) {
  return write(csv_line({std::string(id), std::string(key)}));
}

Status KeysFile::read(std::size_t size) {
  const std::string text = text_of_file(fd_, size);
  const std::string_view first = std::string_view(text).substr(0, text.find_first_of("\r\n"));
  if (first != kHeader)
    return usage_failure(path_ + " is no keys file: its first line must be " + std::string(kHeader),
                         "name a new file");
  const auto records = parse_csv(text);
  if (!records) return usage_failure("the keys file " + path_ + ", " + records.error().detail);
  for (const CsvRecord& record : *records) {
    const bool has_key = record.fields.size() > 1 && !record.fields[1].empty();
    if (has_key && record.line > 1) ids_.insert(record.fields[0]);
  }
  return {};
}

Status KeysFile::write(const std::string& text) {
  const ssize_t written = ::write(fd_, text.data(), text.size());
  if (written == static_cast<ssize_t>(text.size())) return {};
  return failure("keys_file", "cannot write " + path_ + ": " + std::strerror(written < 0 ? errno : ENOSPC));
}

}  // namespace market::cli

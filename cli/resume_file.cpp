#include "cli/resume_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace market::cli {
namespace {
constexpr std::size_t kLineWidth = 40;  // two 64-bit numbers, "-" and a line feed do not need more
}

ResumeFile::~ResumeFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::string> ResumeFile::open() {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) return usage_failure("cannot open the resume file " + path_ + ": " + std::strerror(errno));
  std::array<char, 256> buffer{};
  const ssize_t size = ::pread(fd_, buffer.data(), buffer.size(), 0);
  std::string id(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  id.erase(std::min(id.find_first_of(" \r\n"), id.size()));
  if (!id.empty() && !is_feed_id(id))
    return usage_failure(path_ + " is no resume file: it does not hold an id like 17-0");
  return id;
}

Status ResumeFile::write(const std::string& id) {
  std::string line = id;
  line.resize(kLineWidth - 1, ' ');
  line += '\n';
  if (::pwrite(fd_, line.data(), line.size(), 0) != static_cast<ssize_t>(line.size()))
    return failure("resume_file", "cannot write " + path_ + ": " + std::strerror(errno));
  return {};
}

bool is_feed_id(const std::string& text) {
  const std::size_t dash = text.find('-');
  const std::string seq = text.substr(0, dash), n = dash == std::string::npos ? "0" : text.substr(dash + 1);
  const auto is_number = [](const std::string& digits) {
    return !digits.empty() && digits.size() <= 16 &&
           digits.find_first_not_of("0123456789") == std::string::npos;
  };
  return is_number(seq) && is_number(n);
}

}  // namespace market::cli

#include "cli/resume_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "core/whole.hpp"

namespace market::cli {
namespace {

constexpr std::size_t kMostDigits = 20;                  // of a 64-bit number
constexpr std::size_t kLineWidth = 2 * kMostDigits + 2;  // two of them, "-" and a line feed

// The id in a file's text: one line, filled up with blanks. Empty for an empty text; nullopt when there is
// anything else.
std::optional<std::string> id_in(const std::string& text) {
  const std::string line = text.substr(0, text.find('\n'));
  const std::string id = line.substr(0, line.find_last_not_of(" \r") + 1);
  const bool is_one_line = line.size() + 1 >= text.size();
  if (!text.empty() && !(is_one_line && is_feed_id(id))) return std::nullopt;
  return id;
}

}  // namespace

ResumeFile::~ResumeFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::string> ResumeFile::open() {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) return usage_failure("cannot open the resume file " + path_ + ": " + std::strerror(errno));
  std::array<char, 2 * kLineWidth> buffer{};  // longer than any resume file
  const ssize_t size = ::pread(fd_, buffer.data(), buffer.size(), 0);
  if (size < 0) return usage_failure("cannot read the resume file " + path_ + ": " + std::strerror(errno));
  const auto id = id_in({buffer.data(), static_cast<std::size_t>(size)});
  if (!id || static_cast<std::size_t>(size) == buffer.size())
    return usage_failure(path_ + " is no resume file: it does not hold one id like 17-0 and nothing else");
  return *id;
}

Status ResumeFile::write(const std::string& id) {
  if (!is_feed_id(id)) return failure("bad_answer", "the feed sent an id that is not like 17-0: " + id);
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
    return digits.size() <= kMostDigits && parse_whole(digits).has_value();
  };
  return is_number(seq) && is_number(n);
}

}  // namespace market::cli

#include "daemon/export/text_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace market {
namespace {

template <class Number>
void append_number(std::string& out, Number value) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

}  // namespace

TextFile::TextFile(std::filesystem::path path)
    : path_(std::move(path)), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)) {
  if (!file_.is_open()) fail();
}

void TextFile::fail() {
  if (failure_.empty()) failure_ = path_.string() + ": " + std::strerror(errno);
}

TextFile& TextFile::number(std::uint64_t value) {
  append_number(buffer_, value);
  return *this;
}

TextFile& TextFile::number(std::int64_t value) {
  append_number(buffer_, value);
  return *this;
}

void TextFile::flush() {
  std::string_view left = buffer_;
  while (failure_.empty() && !left.empty()) {
    const ssize_t written = ::write(file_.get(), left.data(), left.size());
    if (written >= 0)
      left.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      fail();
  }
  buffer_.clear();
}

std::string TextFile::finish() {
  flush();
  return failure_;
}

void TextFile::rename_to(const std::string& name) {
  const std::filesystem::path fresh = path_.parent_path() / name;
  if (!failure_.empty()) return;
  if (std::rename(path_.c_str(), fresh.c_str()) != 0) return fail();
  path_ = fresh;
}

}  // namespace market

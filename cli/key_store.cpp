#include "cli/key_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "model/names.hpp"

namespace market::cli {
namespace {

bool write_private_file(const std::filesystem::path& path, const std::string& text) {
  ::unlink(path.c_str());
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  return ::close(fd) == 0 && written;
}

}  // namespace

std::optional<std::string> read_first_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  if (!in || !std::getline(in, line)) return std::nullopt;
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string::npos) return std::nullopt;
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

std::optional<std::string> KeyStore::find(std::string_view trader) const {
  if (!parse_slug(trader)) return std::nullopt;
  return read_first_line(file_of(trader));
}

Status KeyStore::store(std::string_view trader, std::string_view key) const {
  if (!parse_slug(trader))
    return failure("key_not_stored", "the server named the trader \"" + std::string(trader) + "\"");
  const std::filesystem::path file = file_of(trader);
  const std::filesystem::path temporary = file.string() + ".tmp";
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  ::chmod(folder_.c_str(), 0700);
  if (error || !write_private_file(temporary, std::string(key) + "\n") ||
      ::rename(temporary.c_str(), file.c_str()) != 0)
    return failure("key_not_stored", "cannot write " + file.string() + ": " + std::strerror(errno));
  return {};
}

Status KeyStore::remove(std::string_view trader) const {
  if (!parse_slug(trader)) return {};
  const std::filesystem::path file = file_of(trader);
  std::error_code error;
  std::filesystem::remove(file, error);
  if (error) return failure("key_not_removed", "cannot remove " + file.string() + ": " + error.message());
  return {};
}

}  // namespace market::cli

// KeysFile: API keys as CSV (id,api_key), readable by the owner only. Lines are added, never changed: of
// several of one trader the last counts.
#pragma once
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "cli/failure.hpp"

namespace market::cli {

class KeysFile {
 public:
  explicit KeysFile(std::string path) : path_(std::move(path)) {}
  ~KeysFile();
  KeysFile(const KeysFile&) = delete;
  KeysFile& operator=(const KeysFile&) = delete;

  // Makes the file, or checks that one that is there holds keys. Before it nothing is written.
  Status open();
  // Writes the line at once: a key is shown only once.
  Status append(std::string_view id, std::string_view key);

  // Whether a key of `id` was in the file when it was opened.
  bool holds(std::string_view id) const { return ids_.contains(id); }

  const std::string& path() const { return path_; }

 private:
  // Reads what the file of `size` bytes holds; fails (usage) when that is not keys.
  Status read(std::size_t size);
  Status write(const std::string& text);

  std::string path_;
  std::set<std::string, std::less<>> ids_;
  int fd_ = -1;
};

}  // namespace market::cli

// ResumeFile: the id of the last message that was printed, kept so that a later run goes on after it. Each
// write replaces one short line in place, so it costs one system call a message.
#pragma once
#include <string>

#include "cli/failure.hpp"

namespace market::cli {

class ResumeFile {
 public:
  explicit ResumeFile(std::string path) : path_(std::move(path)) {}
  ~ResumeFile();
  ResumeFile(const ResumeFile&) = delete;
  ResumeFile& operator=(const ResumeFile&) = delete;

  // Opens or creates the file and reads the id it holds; empty when it is new.
  Result<std::string> open();
  Status write(const std::string& id);

 private:
  std::string path_;
  int fd_ = -1;
};

// "17" or "17-3".
bool is_feed_id(const std::string& text);

}  // namespace market::cli

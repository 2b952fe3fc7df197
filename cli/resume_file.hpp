// ResumeFile: the id of the last message that was printed, or of the place that the feed told without one,
// kept so that a later run goes on after it. Each write replaces one short line in place, so it costs one
// system call a message.
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

  // Opens or creates the file and reads the id it holds; empty when the file is. Fails when there is anything
  // else in it: then it is damaged, or somebody else's, and stays as it is.
  Result<std::string> open();
  // `id` is one that is_feed_id().
  Status write(const std::string& id);

 private:
  std::string path_;
  int fd_ = -1;
};

// "17" or "17-3".
bool is_feed_id(const std::string& text);

}  // namespace market::cli

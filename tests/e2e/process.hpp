// Processes of the tests: started with an environment of their own, their output in files, and never left
// behind: a child is killed when the test ends, in whatever way.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace market::e2e {

using Arguments = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;

// A new folder below the system's temporary one, removed with all it contains.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& text);

struct Streams {
  std::filesystem::path input = "/dev/null";
  std::filesystem::path output, errors;
};

class Process {
 public:
  // arguments[0] is the program's path; the environment is PATH and what is given.
  Process(const Arguments& arguments, const Environment& environment, const Streams& streams);
  ~Process();  // kills it if it still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  bool running();
  void signal(int number);
  // The exit code, or 128 + the signal that ended it; nullopt when it still runs after `patience`.
  std::optional<int> wait(std::chrono::milliseconds patience);

 private:
  pid_t pid_;
  std::optional<int> ended_;
};

struct Result {
  int exit = 0;
  std::string out, err;
};

// Runs a program to its end; one that takes longer than a minute is killed and gives 137.
Result run(const Arguments& arguments, const Environment& environment, const std::string& input = {});

}  // namespace market::e2e

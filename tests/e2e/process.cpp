#include "tests/e2e/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace market::e2e {
namespace {

using namespace std::chrono_literals;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

void redirect(int target, const std::filesystem::path& file, int flags) {
  const int fd = ::open(file.c_str(), flags, 0600);
  if (fd < 0 || ::dup2(fd, target) < 0) ::_exit(126);
  ::close(fd);
}

[[noreturn]] void become(std::vector<std::string> arguments, std::vector<std::string> environment,
                         const Streams& streams) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  redirect(STDIN_FILENO, streams.input, O_RDONLY);
  redirect(STDOUT_FILENO, streams.output, O_WRONLY | O_CREAT | O_TRUNC);
  redirect(STDERR_FILENO, streams.errors, O_WRONLY | O_CREAT | O_TRUNC);
  ::execve(arguments[0].c_str(), pointers(arguments).data(), pointers(environment).data());
  ::_exit(127);
}

std::vector<std::string> environment_lines(Environment environment) {
  const char* path = ::getenv("PATH");
  environment.emplace("PATH", path != nullptr ? path : "/usr/bin:/bin");
  std::vector<std::string> lines;
  for (const auto& [name, value] : environment) lines.push_back(name + "=" + value);
  return lines;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "market-e2e.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

Process::Process(const Arguments& arguments, const Environment& environment, const Streams& streams) {
  const std::vector<std::string> lines = environment_lines(environment);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) become(arguments, lines, streams);
}

Process::~Process() {
  if (ended_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool Process::running() {
  return !wait(0ms).has_value();
}

void Process::signal(int number) {
  if (running()) ::kill(pid_, number);
}

std::optional<int> Process::wait(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!ended_) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    } else if (std::chrono::steady_clock::now() >= deadline) {
      return std::nullopt;
    } else {
      std::this_thread::sleep_for(2ms);
    }
  }
  return ended_;
}

Result run(const Arguments& arguments, const Environment& environment, const std::string& input) {
  const TemporaryFolder folder;
  Streams streams;
  streams.output = folder.path() / "out";
  streams.errors = folder.path() / "err";
  if (!input.empty()) {
    streams.input = folder.path() / "in";
    write_file(streams.input, input);
  }
  Process process(arguments, environment, streams);
  auto status = process.wait(60s);
  if (!status) {
    process.signal(SIGKILL);
    status = process.wait(10s);
  }
  return {status.value_or(137), read_file(streams.output), read_file(streams.errors)};
}

}  // namespace market::e2e

// Runs marketctl inside the test: against a fake server, with its own folders and streams.
#pragma once
#include <httplib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "cli/environment.hpp"
#include "cli/run.hpp"

namespace market::cli {

using Words = std::vector<std::string>;

// An HTTP server on a free port of 127.0.0.1 for as long as it lives. Add routes to `http` before start().
class FakeServer {
 public:
  FakeServer() { port_ = http.bind_to_any_port("127.0.0.1"); }
  ~FakeServer() {
    http.stop();
    if (thread_.joinable()) thread_.join();
  }
  void start() {
    thread_ = std::thread([this] { http.listen_after_bind(); });
    while (!http.is_running()) std::this_thread::yield();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  httplib::Server http;

 private:
  int port_ = 0;
  std::thread thread_;
};

// Where nobody listens any more.
inline std::string free_url() {
  FakeServer server;
  server.start();
  return server.url();
}

// A folder that goes away with the test.
class TestFolder {
 public:
  TestFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "market-cli-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~TestFolder() { std::filesystem::remove_all(path); }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path / name).parent_path());
    std::ofstream(path / name) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::filesystem::path path;
};

struct RunResult {
  int exit = 0;
  std::string out, err;
};

// A user with an empty home folder.
class TestUser {
 public:
  explicit TestUser(const std::string& server = "") {
    variables["HOME"] = folder.path.string();
    if (!server.empty()) variables["MARKET_SERVER"] = server;
  }
  std::filesystem::path state() const { return folder.path / ".local/state/market"; }

  Environment environment() {
    Environment result;
    result.variable = [this](std::string_view name) -> std::optional<std::string> {
      const auto found = variables.find(std::string(name));
      if (found == variables.end() || found->second.empty()) return std::nullopt;
      return found->second;
    };
    return result;
  }

  RunResult run(const std::vector<std::string>& arguments, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out, err;
    Environment given = environment();
    given.in = &in;
    given.out = &out;
    given.err = &err;
    given.in_is_terminal = at_terminal;
    const int exit = run_marketctl(arguments, given);
    return {exit, out.str(), err.str()};
  }

  bool at_terminal = false;  // whether standard input is one
  std::map<std::string, std::string> variables;
  TestFolder folder;
};

// Answers with a problem document, as the daemon does.
inline void answer_problem(httplib::Response& response, int status, const std::string& code,
                           const std::string& detail) {
  response.status = status;
  response.set_content(R"({"type":"about:blank","title":"x","status":)" + std::to_string(status) +
                           R"(,"detail":")" + detail + R"(","code":")" + code +
                           R"(","errors":[],"request_id":"r1"})",
                       "application/problem+json");
}

}  // namespace market::cli

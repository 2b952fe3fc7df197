// Market: a real marketd on a data folder of its own, and marketctl set up to find it, as a user has them.
#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/e2e/http.hpp"
#include "tests/e2e/process.hpp"

namespace market::e2e {

using Json = nlohmann::json;

struct Answer {
  int status = 0;
  Headers headers;
  Json body;  // null when it was no JSON
};

class Market {
 public:
  explicit Market(Arguments flags = {});  // starts

  // Starts marketd with the flags given at construction and these, and waits until it serves.
  void start(const Arguments& more_flags = {});
  void kill();      // SIGKILL
  int terminate();  // SIGTERM; its exit code
  // Starts marketd where it is not expected to come up, and waits for its end.
  Result start_in_vain(const Arguments& more_flags = {}) const;

  Process& process() { return *process_; }
  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::filesystem::path data() const { return folder_.path() / "state/market"; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::string admin_key() const;
  std::string log() const { return read_file(folder_.path() / "marketd.err"); }
  Environment environment() const;

  // marketctl with these arguments.
  Result ctl(const Arguments& arguments, const std::string& input = {}) const;
  // The same with `-o json`, which must succeed: its output.
  Json ctl_json(Arguments arguments, const std::string& input = {}) const;

  // One request with a key, the admin's when none is named. An answer that does not come has status 0.
  Answer api(const std::string& method, const std::string& target, const Json& body = nullptr) const;
  Answer api_as(const std::string& key, const std::string& method, const std::string& target,
                const Json& body = nullptr) const;
  // All items of a list, over all its pages.
  Json items(const std::string& target) const;

  std::uint64_t seq() const;
  int feed_readers() const;
  // Fails the test when a check of the audit does not hold; returns the state's hash.
  std::string audited_hash() const;

 private:
  Arguments marketd_command(const Arguments& more_flags) const;

  TemporaryFolder folder_;
  Arguments flags_;
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
};

Headers json_headers(const std::string& key);

// Registers ACME at 100.00 and the traders alice and bob, each with 1,000,000 and 10,000 shares; returns
// their keys.
struct Keys {
  std::string alice, bob;
};
Keys register_alice_and_bob(const Market& market);

}  // namespace market::e2e

// Client: requests to one marketd over one kept-alive connection. Not for several threads at once.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "cli/failure.hpp"
#include "cli/json_fwd.hpp"
#include "cli/retry.hpp"
#include "cli/server_url.hpp"

namespace market::cli {

struct ClientOptions {
  ServerUrl server;
  std::string key;                                       // empty: no Authorization header
  std::chrono::milliseconds timeout{30'000};             // for a request with its retries
  std::ostream* log = nullptr;                           // one line a request, when set
  std::function<void(std::chrono::milliseconds)> sleep;  // default: sleeps
};

struct ClientRequest {
  std::string method = "GET";
  std::string target;  // path and query, percent-encoded
  std::string body;    // JSON; empty: none
  Repeat repeat = Repeat::at_risk;
  std::optional<std::chrono::steady_clock::time_point> deadline = {};  // instead of the client's timeout
};

struct Answer {
  int status = 200;
  std::string body;
};

class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();

  const ClientOptions& options() const;

  // An answer below 400; anything else is a Failure with its exit code. Retries as retry.hpp says; what lasts
  // until its time is up fails with ExitCode::timed_out.
  Result<Answer> send(const ClientRequest& request);
  // Whatever status the server gave, sent once; fails only without an answer.
  Result<Answer> send_once(const ClientRequest& request);

  Result<Answer> get(std::string target) { return send({"GET", std::move(target), "", Repeat::safe}); }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The failure of a server that cannot be reached, with what to do about it.
Failure unreachable(const ServerUrl& server, const std::string& why);

}  // namespace market::cli

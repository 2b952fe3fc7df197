// Server: the sockets. Event loops, one thread each, own all connections; an acceptor deals new ones out in
// turn. What is answered is the Backend's business.
//
// Thread rule: wake() and abandon_held() from any thread; the rest from the one that made it.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "daemon/net/listen_address.hpp"
#include "daemon/net/request_framer.hpp"
#include "daemon/net/request_guard.hpp"
#include "daemon/net/stream_service.hpp"
#include "daemon/rest/api.hpp"

namespace market {

struct Backend {
  std::function<ApiResponse(const ApiRequest&)> handle;          // any thread
  std::function<Seq()> durable_seq;                              // any thread
  std::function<std::unique_ptr<StreamService>()> make_streams;  // once for each loop
  // What has to happen at its time although no request comes; both or neither, any thread.
  std::function<std::optional<std::chrono::nanoseconds>()> until_due;  // negative: overdue; nullopt: never
  std::function<void()> do_what_is_due;
};

struct ServerOptions {
  ListenAddress listen;
  unsigned loops = 1;
  std::uint32_t max_connections = 10'000;  // lowered to what RLIMIT_NOFILE allows
  RequestFramer::Limits limits;
  AllowedSites allowed;
  // For requests that are still arriving, of all clients together; the loops share it evenly. Beyond it 503.
  std::size_t input_bytes = 256 << 20;

  // Checked once a second, so each may come up to a second late.
  struct Deadlines {
    std::chrono::seconds head{10};            // from a request's first byte to the end of its head
    std::chrono::seconds body{30};            // from there to the end of its body
    std::chrono::seconds idle{75};            // without any request
    std::chrono::seconds stalled_write{30};   // the client takes nothing of what it is sent
    std::chrono::milliseconds linger{2'000};  // for the client to close after our last answer
  } deadlines;
};

class Server {
 public:
  // Binds and listens; throws StartError when that fails.
  Server(Backend backend, const ServerOptions& options);
  ~Server();  // stop()

  ListenAddress address() const;  // with the port that was taken
  std::uint32_t max_connections() const;

  void start();

  // The durable seq has moved: releases what waited for it, and notices what has become due earlier.
  void wake();
  // Nothing more will become durable: answers that wait for it become 503 journal_failed.
  void abandon_held();

  // Accepts no more, tells the streams, closes idle connections and waits until the others have their
  // answers, at most this long. False when some were left.
  bool drain(std::chrono::milliseconds at_most);
  // Ends the threads and every connection. Idempotent.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace market

#include "daemon/net/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "daemon/log.hpp"
#include "daemon/net/due_timer.hpp"
#include "daemon/net/event_loop.hpp"
#include "daemon/start_error.hpp"

namespace market {
namespace {

constexpr std::uint32_t kReservedFiles = 64;   // journal, log, listeners and what libraries open
constexpr std::uint32_t kRefusedAtATime = 32;  // connections beyond the limit that are told so
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::chrono::minutes kAcceptLogPause{1};
constexpr std::chrono::milliseconds kDrainPoll{2};

// As many connections as the process may have files, after asking for as many as it can get.
std::uint32_t affordable_connections(std::uint32_t wanted) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
  const rlim_t needed = rlim_t{wanted} + kReservedFiles + kRefusedAtATime;
  if (files.rlim_cur < needed) {
    files.rlim_cur = std::min(files.rlim_max, needed);
    ::setrlimit(RLIMIT_NOFILE, &files);
    ::getrlimit(RLIMIT_NOFILE, &files);
  }
  if (files.rlim_cur >= needed) return wanted;
  const rlim_t reserve = kReservedFiles + kRefusedAtATime;
  return files.rlim_cur > reserve + 1 ? static_cast<std::uint32_t>(files.rlim_cur - reserve) : 1;
}

}  // namespace

struct Server::Impl {
  Impl(Backend b, const ServerOptions& o) : backend(std::move(b)), options(o) {
    options.max_connections = affordable_connections(options.max_connections);
    for (unsigned i = 0; i < std::max(1U, options.loops); ++i) {
      loops.push_back(std::make_unique<EventLoop>(backend, options, connections));
    }
    acceptor.emplace(loops.front()->io());
    retry.emplace(loops.front()->io());
    due.emplace(loops.front()->io(), backend);
    listen();
  }

  void listen();
  void accept();
  void on_accept(NetError error, Tcp::socket socket);
  void admit(Tcp::socket socket);
  void accept_failed(const std::string& why);
  void accept_later();

  Backend backend;
  ServerOptions options;
  std::atomic<std::uint32_t> connections{0};
  std::vector<std::unique_ptr<EventLoop>> loops;
  std::optional<Tcp::acceptor> acceptor;  // on the first loop, as are the next two
  std::optional<steady_timer> retry;
  std::optional<DueTimer> due;
  std::size_t next_loop = 0;
  std::chrono::steady_clock::time_point next_accept_log{};
};

void Server::Impl::listen() {
  try {
    const Tcp::endpoint endpoint(boost::asio::ip::make_address(options.listen.host), options.listen.port);
    acceptor->open(endpoint.protocol());
    acceptor->set_option(Tcp::acceptor::reuse_address(true));
    acceptor->bind(endpoint);
    acceptor->listen(boost::asio::socket_base::max_listen_connections);
    options.listen.port = acceptor->local_endpoint().port();
  } catch (const boost::system::system_error& error) {
    throw StartError(ExitStatus::failure,
                     "cannot listen on " + options.listen.host + ":" + std::to_string(options.listen.port) +
                         ": " + error.code().message() + "; name another address with --listen ADDR:PORT");
  }
}

void Server::Impl::accept() {
  EventLoop& loop = *loops[next_loop];
  acceptor->async_accept(loop.io(), [this](NetError error, Tcp::socket socket) {
    if (acceptor->is_open()) on_accept(error, std::move(socket));
  });
}

void Server::Impl::on_accept(NetError error, Tcp::socket socket) {
  if (error) {  // no file descriptor left, or the client is gone already
    accept_failed(error.message());
    return accept_later();
  }
  try {
    admit(std::move(socket));
  } catch (const std::exception& failure) {  // no memory: this client is turned away, the next may fit
    accept_failed(failure.what());
  }
  accept();
}

void Server::Impl::admit(Tcp::socket socket) {
  NetError ignored;
  socket.set_option(Tcp::no_delay(true), ignored);
  const std::uint32_t before = connections.load();
  if (before >= options.max_connections + kRefusedAtATime) return;
  const bool full = before >= options.max_connections;
  EventLoop& loop = *loops[next_loop];
  next_loop = (next_loop + 1) % loops.size();
  connections.fetch_add(1);
  try {
    loop.adopt(std::move(socket), full ? EventLoop::Admission::refuse : EventLoop::Admission::serve);
  } catch (...) {
    connections.fetch_sub(1);
    throw;
  }
}

// A lack of file descriptors lasts, and fails ten times a second.
void Server::Impl::accept_failed(const std::string& why) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_accept_log) return;
  next_accept_log = now + kAcceptLogPause;
  log_warn("a connection could not be accepted: " + why + "; such failures are logged once a minute");
}

void Server::Impl::accept_later() {
  retry->expires_after(kAcceptPause);
  retry->async_wait([this](NetError canceled) {
    if (!canceled && acceptor->is_open()) accept();
  });
}

Server::Server(Backend backend, const ServerOptions& options)
    : impl_(std::make_unique<Impl>(std::move(backend), options)) {}

Server::~Server() {
  stop();
}

ListenAddress Server::address() const {
  return impl_->options.listen;
}

std::uint32_t Server::max_connections() const {
  return impl_->options.max_connections;
}

void Server::start() {
  impl_->accept();
  impl_->due->start();
  for (const auto& loop : impl_->loops) loop->start();
}

void Server::wake() {
  for (const auto& loop : impl_->loops) loop->wake();
  impl_->due->look();
}

void Server::abandon_held() {
  for (const auto& loop : impl_->loops) loop->abandon_held();
}

bool Server::drain(std::chrono::milliseconds at_most) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  boost::asio::post(impl_->loops.front()->io(), [this] {
    NetError ignored;
    impl_->acceptor->close(ignored);
    impl_->retry->cancel();
    // Only now, so that a connection accepted a moment ago is drained as well.
    for (const auto& loop : impl_->loops) loop->drain();
  });
  while (impl_->connections.load() > 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kDrainPoll);
  }
  return impl_->connections.load() == 0;
}

void Server::stop() {
  for (const auto& loop : impl_->loops) loop->stop();
}

}  // namespace market

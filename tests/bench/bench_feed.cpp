// bench_feed: the feed's fan-out. A server on one core and an epoll client on the other, two processes:
// messages delivered a second to 100, 1,000 and 10,000 subscribers, over server-sent events and WebSocket,
// with 1, 16 and 64 messages a flush: a trade to subscribers of `trades`, or 8 and 32 trades with a quote
// each to those that name no channels; matching them is on the server's core. Beside a minimal broadcaster,
// in the same run, that sends one prebuilt buffer of as many bytes with one send() a client and flush. Then
// the time from an order's answer to its trade at 1,000 subscribers, and memory a subscriber.
//   bench_feed [--seconds S] [--subscribers N] [--messages N]
// S is of each measurement, 1 by default; N picks those with so many subscribers, or messages a flush.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "daemon/allocator.hpp"
#include "daemon/feed/feed_service.hpp"
#include "daemon/net/server.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/report.hpp"

using namespace market;
using namespace market::bench;

namespace {

constexpr double kLeastShare = 0.7;  // of the broadcaster's messages a second
constexpr std::uint64_t kMostNs = 10'000'000;
constexpr double kMostKib = 20;  // a subscriber
constexpr int kRounds = 500;     // of the latency's orders
constexpr int kRuns = 3;
constexpr int kServerCore = 0, kClientCore = 1;

std::uint64_t now_ns() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

void pin_to(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  ::sched_setaffinity(0, sizeof cores, &cores);
}

double resident_kib() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1024;
}

// What the two processes tell each other.
struct Shared {
  std::atomic<int> port{0};
  std::atomic<bool> ready{false}, go{false}, stop{false}, stopped{false};
  std::atomic<std::uint64_t> flushes{0};
  std::atomic<double> kib_each{0};
  std::atomic<std::uint64_t> answered_ns[kRounds];
};

enum class Transport { sse, websocket };

struct Setup {
  Transport transport = Transport::sse;
  std::size_t subscribers = 0, messages = 1;

  bool has_quotes() const { return messages % 2 == 0; }
  std::size_t trades() const { return has_quotes() ? messages / 2 : messages; }
};

// ---- the server

class FeedHost {
 public:
  explicit FeedHost(const std::filesystem::path& folder)
      : venue_(options(folder)), server_(backend(), listen()) {
    state_.ready = true;
    venue_.start({[this](Seq) { server_.wake(); }, [](const std::string&) { std::abort(); }});
    RegisterCompany company;
    company.symbol = Symbol("ACME");
    company.name = "Acme";
    company.shares = Quantity(1'000'000'000'000);
    company.initial_price = Price(1'000'000);
    submit(company);
    RegisterTrader seller;
    seller.slug = Slug("seller");
    seller.holdings = {{CompanyId(0), Quantity(900'000'000'000)}};
    submit(seller);
    RegisterTrader buyer;
    buyer.slug = Slug("buyer");
    buyer.cash = Money(900'000'000'000'000'000);
    submit(buyer);
    submit(order(TraderId(0), Side::sell, 900'000'000));
    server_.start();
  }
  ~FeedHost() { server_.stop(); }

  int port() const { return server_.address().port; }
  std::size_t subscribers() const { return state_.feed.sse + state_.feed.websocket; }
  std::uint64_t sent() const { return state_.feed.messages; }

  // From now on so many trades again as soon as all subscribers have the last ones, on the loop's own thread:
  // a second thread on its core would cost more than what is measured.
  void keep_trading(Shared& shared, const Setup& setup) {
    setup_ = setup;
    shared_ = &shared;
    trading_ = true;
    server_.wake();
  }

  // So many trades, which become durable at once.
  void trade(std::size_t times) {
    venue_.with([&](Venue::Session& session) {
      for (std::size_t i = 0; i < times; ++i)
        if (!session.submit(order(TraderId(1), Side::buy, 1))) std::abort();
    });
  }

 private:
  static PlaceOrder order(TraderId trader, Side side, std::int64_t shares) {
    PlaceOrder order;
    order.trader = trader;
    order.company = CompanyId(0);
    order.side = side;
    order.quantity = Quantity(shares);
    order.limit_price = Price(1'000'000);
    return order;
  }
  static Venue::Options options(const std::filesystem::path& folder) {
    Venue::Options options;
    options.journal_file = folder / "journal.db";
    options.durability = Durability::none;
    return options;
  }
  static ServerOptions listen() {
    ServerOptions options;
    options.listen = {"127.0.0.1", 0};
    options.max_connections = 20'000;
    return options;
  }
  Backend backend() {
    Backend backend;
    backend.handle = [](const ApiRequest&) { return ApiResponse{}; };
    backend.durable_seq = [this] { return venue_.durable_seq(); };
    backend.until_due = [this]() -> std::optional<std::chrono::nanoseconds> {
      return trading_ ? std::optional(std::chrono::nanoseconds(0)) : std::nullopt;
    };
    backend.do_what_is_due = [this] { trade_on(); };
    backend.make_streams = [this] {
      return std::make_unique<FeedService>(
          venue_, state_, limits_, [](std::string_view) { return std::optional(Principal{}); },
          FeedOptions{});
    };
    return backend;
  }
  void submit(const Command& command) {
    venue_.with([&](Venue::Session& session) {
      if (!session.submit(command)) std::abort();
    });
  }
  void trade_on() {
    if (!trading_ || sent() < goal_) return;
    if (goal_ > 0) ++shared_->flushes;
    goal_ = sent() + setup_.subscribers * setup_.messages;
    trade(setup_.trades());
  }

  std::atomic<bool> trading_{false};
  Setup setup_;
  Shared* shared_ = nullptr;
  std::uint64_t goal_ = 0;
  Venue venue_;
  ServerState state_;
  FeedLimits limits_{20'000, 20'000};
  Server server_;
};

void serve_feed(Shared& shared, const Setup& setup, const std::filesystem::path& folder) {
  FeedHost host(folder);
  shared.port = host.port();
  const double before = resident_kib();
  while (host.subscribers() < setup.subscribers) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  shared.kib_each = (resident_kib() - before) / static_cast<double>(setup.subscribers);
  shared.ready = true;
  while (!shared.go) ::sched_yield();
  host.keep_trading(shared, setup);
  while (!shared.stop) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  shared.stopped = true;
}

void serve_latency(Shared& shared, const Setup& setup, const std::filesystem::path& folder) {
  FeedHost host(folder);
  shared.port = host.port();
  while (host.subscribers() < setup.subscribers) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  shared.ready = true;
  while (!shared.go) ::sched_yield();
  for (std::atomic<std::uint64_t>& answered : shared.answered_ns) {
    host.trade(1);
    answered = now_ns();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  shared.stopped = true;
  while (!shared.stop) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

// One send a client and flush; one that takes no more is waited for.
void serve_broadcast(Shared& shared, const Setup& setup, std::size_t bytes) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 4'096) != 0)
    std::abort();
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  shared.port = ntohs(address.sin_port);
  std::vector<int> clients;
  while (clients.size() < setup.subscribers) {
    const int client = ::accept(listener, nullptr, nullptr);
    const int on = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    clients.push_back(client);
  }
  const std::string buffer(bytes, 'x');
  shared.ready = true;
  while (!shared.go) ::sched_yield();
  while (!shared.stop) {
    for (const int client : clients) {
      std::size_t sent = 0;
      while (sent < buffer.size() && !shared.stop) {
        const ssize_t taken =
            ::send(client, buffer.data() + sent, buffer.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (taken > 0) sent += static_cast<std::size_t>(taken);
      }
    }
    ++shared.flushes;
  }
  shared.stopped = true;
}

// ---- the client

std::string request_of(const Setup& setup) {
  const char* const channels = setup.has_quotes() ? "trades,quotes,companies" : "trades";
  std::string request = std::string("GET /v1/feed?channels=") + channels + " HTTP/1.1\r\nHost: localhost\r\n";
  if (setup.transport == Transport::websocket)
    request +=
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  return request + "\r\n";
}

class Crowd {
 public:
  Crowd(int port, const Setup& setup, bool asks) : poll_(::epoll_create1(0)), messages_(setup.subscribers) {
    const std::string request = request_of(setup);
    for (std::size_t i = 0; i < setup.subscribers; ++i) {
      const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(static_cast<std::uint16_t>(port));
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) std::abort();
      if (asks && ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) < 0) std::abort();
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u32 = static_cast<std::uint32_t>(i);
      ::epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &event);
      fds_.push_back(fd);
    }
  }
  ~Crowd() {
    for (const int fd : fds_) ::close(fd);
    ::close(poll_);
  }

  // Reads what is there, waiting so long for the first; visit(subscriber, bytes) for each piece.
  template <class Visit>
  void read(int wait_ms, Visit visit) {
    epoll_event events[256];
    const int count = ::epoll_wait(poll_, events, 256, wait_ms);
    for (int i = 0; i < count; ++i) {
      const std::uint32_t which = events[i].data.u32;
      const ssize_t size = ::recv(fds_[which], scratch_, sizeof scratch_, MSG_DONTWAIT);
      if (size > 0) visit(which, std::string_view(scratch_, static_cast<std::size_t>(size)));
    }
  }
  std::vector<std::uint32_t>& messages() { return messages_; }

 private:
  int poll_;
  std::vector<int> fds_;
  std::vector<std::uint32_t> messages_;
  char scratch_[256 << 10];
};

template <class Serve>
pid_t start_server(Serve serve) {
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child != 0) return child;
  pin_to(kServerCore);
  ::prctl(PR_SET_TIMERSLACK, 1);
  serve();
  std::_Exit(0);
}

void wait_until(const std::atomic<bool>& flag, Crowd& crowd) {
  while (!flag) crowd.read(1, [](std::uint32_t, std::string_view) {});
}

struct Measured {
  double messages = 0;  // delivered, a second
  double message_bytes = 0;
  double kib_each = 0;
};

template <class Serve>
Measured measure(Shared& shared, const Setup& setup, double seconds, bool asks, Serve serve) {
  new (&shared) Shared;
  const pid_t child = start_server(serve);
  while (shared.port == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  auto crowd = std::make_unique<Crowd>(shared.port, setup, asks);
  wait_until(shared.ready, *crowd);
  for (int i = 0; i < 50; ++i) crowd->read(1, [](std::uint32_t, std::string_view) {});
  shared.go = true;
  const std::uint64_t warm = now_ns() + 200'000'000;
  while (now_ns() < warm) crowd->read(1, [](std::uint32_t, std::string_view) {});
  const std::uint64_t begin = now_ns(), flushes = shared.flushes;
  const std::uint64_t end = begin + static_cast<std::uint64_t>(seconds * 1e9);
  std::uint64_t bytes = 0;
  while (now_ns() < end) crowd->read(1, [&](std::uint32_t, std::string_view text) { bytes += text.size(); });
  const double took = static_cast<double>(now_ns() - begin) / 1e9;
  const double flushed = static_cast<double>(shared.flushes - flushes);
  Measured measured;
  const double delivered = flushed * static_cast<double>(setup.messages * setup.subscribers);
  measured.messages = delivered / took;
  measured.message_bytes = delivered > 0 ? static_cast<double>(bytes) / delivered : 0;
  measured.kib_each = shared.kib_each;
  shared.stop = true;
  wait_until(shared.stopped, *crowd);
  crowd.reset();
  ::waitpid(child, nullptr, 0);
  return measured;
}

// Medians of several runs, the feed and the broadcaster in turn: the machine's pace changes.
void compare(Shared& shared, const Setup& setup, double seconds, const std::filesystem::path& folder) {
  Measured feed;
  std::vector<double> messages, limits, shares;
  for (int run = 0; run < kRuns; ++run) {
    feed = measure(shared, setup, seconds, true, [&] { serve_feed(shared, setup, folder); });
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto bytes = static_cast<std::size_t>(feed.message_bytes * static_cast<double>(setup.messages));
    const Measured limit = measure(shared, setup, seconds, false,
                                   [&] { serve_broadcast(shared, setup, std::max<std::size_t>(bytes, 1)); });
    messages.push_back(feed.messages);
    limits.push_back(limit.messages);
    shares.push_back(feed.messages / limit.messages);
  }
  const double share = median(shares);
  std::printf("  %-9s %6zu %6zu %8.0f %12.0f %12.0f %8.2f  %s\n",
              setup.transport == Transport::sse ? "sse" : "websocket", setup.subscribers, setup.messages,
              feed.message_bytes, median(messages), median(limits), share,
              share >= kLeastShare ? "met" : "not met");
  if (setup.subscribers == 10'000 && setup.messages == 1)
    print_target("under 20 KiB a subscriber, got " + fixed(feed.kib_each, 1), feed.kib_each < kMostKib);
  std::fflush(stdout);
}

// The events that end in `text`; an "event: trade" line that is cut in two counts with its end.
std::uint32_t trades_in(std::string_view text) {
  std::uint32_t count = 0;
  for (std::size_t at = text.find(": trade\n"); at != text.npos; at = text.find(": trade\n", at + 1)) ++count;
  return count;
}

void measure_latency(Shared& shared, const std::filesystem::path& folder) {
  const Setup setup{Transport::sse, 1'000, 1};
  new (&shared) Shared;
  const pid_t child = start_server([&] { serve_latency(shared, setup, folder); });
  while (shared.port == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  auto crowd = std::make_unique<Crowd>(shared.port, setup, true);
  wait_until(shared.ready, *crowd);
  for (int i = 0; i < 100; ++i) crowd->read(1, [](std::uint32_t, std::string_view) {});
  std::vector<std::uint64_t> waits;
  waits.reserve(setup.subscribers * kRounds);
  shared.go = true;
  // A few may be cut where nobody sees them.
  for (int quiet = 0; !shared.stopped || (waits.size() < setup.subscribers * kRounds && quiet < 1'000);
       ++quiet) {
    crowd->read(1, [&](std::uint32_t who, std::string_view text) {
      for (std::uint32_t i = trades_in(text); i > 0; --i) {
        const std::uint64_t answered =
            shared.answered_ns[std::min<std::uint32_t>(crowd->messages()[who]++, kRounds - 1)];
        const std::uint64_t now = now_ns();
        waits.push_back(answered == 0 || now < answered ? 0 : now - answered);
      }
    });
  }
  shared.stop = true;
  ::waitpid(child, nullptr, 0);
  std::sort(waits.begin(), waits.end());
  const auto at = [&](double part) {
    return waits[static_cast<std::size_t>(part * static_cast<double>(waits.size() - 1))];
  };
  std::printf("\nFrom an order's answer to its trade at 1,000 subscribers: p50 %.0f us, p99 %.0f us\n",
              static_cast<double>(at(0.5)) / 1e3, static_cast<double>(at(0.99)) / 1e3);
  print_target("p99 under 10 ms", at(0.99) < kMostNs);
}

}  // namespace

int main(int argc, char** argv) {
  tune_allocator();
  double seconds = 1;
  std::size_t only_subscribers = 0, only_messages = 0;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (flag == "--seconds") seconds = std::atof(argv[i + 1]);
    if (flag == "--subscribers") only_subscribers = std::strtoul(argv[i + 1], nullptr, 10);
    if (flag == "--messages") only_messages = std::strtoul(argv[i + 1], nullptr, 10);
  }
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  ::signal(SIGPIPE, SIG_IGN);
  auto& shared = *static_cast<Shared*>(
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  const auto folder =
      std::filesystem::temp_directory_path() / ("market-bench-feed-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::printf("%s\nMessages delivered a second; target: at least %.2f of the broadcaster\n\n",
              machine_description().c_str(), kLeastShare);
  std::printf("  %-9s %6s %6s %8s %12s %12s %8s\n", "", "subscr", "flush", "bytes", "feed", "broadcaster",
              "share");
  pin_to(kClientCore);
  for (const Transport transport : {Transport::sse, Transport::websocket})
    for (const std::size_t subscribers : {100u, 1'000u, 10'000u}) {
      if (only_subscribers != 0 && subscribers != only_subscribers) continue;
      if (subscribers + 100 > files.rlim_cur) {
        std::printf("  not run: %zu subscribers need more open files than %lu\n", subscribers,
                    static_cast<unsigned long>(files.rlim_cur));
        continue;
      }
      for (const std::size_t messages : {1u, 16u, 64u})
        if (only_messages == 0 || messages == only_messages)
          compare(shared, {transport, subscribers, messages}, seconds, folder);
    }
  if (only_subscribers == 0 && only_messages == 0) measure_latency(shared, folder);
  std::filesystem::remove_all(folder);
  return 0;
}

// bench_constant FILE: the daemon's network with a handler that answers every request with the same text, of
// the size of an accepted order. Listens on a free port, writes its URL to FILE and serves until SIGTERM.
#include <signal.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "daemon/net/server.hpp"

namespace market {
namespace {

constexpr std::size_t kAnswerBytes = 640;

ApiResponse constant_answer(const ApiRequest&) {
  static const std::string body = "{\"constant\":\"" + std::string(kAnswerBytes, 'x') + "\"}";
  ApiResponse response;
  response.status = 201;
  response.body = body;
  return response;
}

// No streams: every request goes to the handler.
class NoStreams final : public StreamService {
 public:
  bool takes(const RequestHead&) const override { return false; }
  tl::expected<StreamClient*, Problem> open(const RequestHead&, OutStream&) override {
    return tl::unexpected(Problem{});
  }
  Pump pump(Seq) override { return Pump::idle; }
  Pump tick(Clock::time_point) override { return Pump::idle; }
  void stop() override {}
};

void serve_until_terminated(const char* file) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  Backend backend;
  backend.handle = constant_answer;
  backend.durable_seq = [] { return Seq{0}; };
  backend.make_streams = [] { return std::make_unique<NoStreams>(); };
  ServerOptions options;
  options.listen = *parse_listen_address("127.0.0.1:0");
  Server server(backend, options);
  server.start();
  const std::string temporary = std::string(file) + ".tmp";
  std::ofstream(temporary) << url_of(server.address()) << "\n";
  std::rename(temporary.c_str(), file);
  int signal = 0;
  sigwait(&ends, &signal);
  server.stop();
}

}  // namespace
}  // namespace market

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: bench_constant FILE\n");
    return 2;
  }
  market::serve_until_terminated(argv[1]);
  return 0;
}

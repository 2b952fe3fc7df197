// Server: real sockets with a made-up backend. Answers come in order, only when they are durable, and no
// client, however slow, broken or many, keeps the others waiting.
#include "daemon/net/server.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "daemon/start_error.hpp"
#include "tests/unit/net_client.hpp"

using namespace market;
using namespace market::test;
using namespace std::chrono_literals;

namespace {

// Streams "tick <seq>\n" for each durable seq to whoever asks for /stream, and as much as is taken of 8 MiB
// to whoever asks for /stream?flood.
class Ticker final : public StreamService {
 public:
  bool takes(const RequestHead& head) const override { return head.path() == "/stream"; }
  tl::expected<StreamClient*, Problem> open(const RequestHead& head, OutStream& out) override {
    if (head.target == "/stream?no") return tl::unexpected(Problem{400, "invalid_request", "no", {}});
    out.append("HTTP/1.1 200 OK\r\n\r\n", 0);
    listeners_.push_back(std::make_unique<Listener>(out));
    listeners_.back()->is_flooded = head.target == "/stream?flood";
    return listeners_.back().get();
  }
  Pump pump(Seq durable) override {
    for (const auto& listener : listeners_) {
      if (listener->out == nullptr) continue;
      if (listener->is_flooded) {
        taken += listener->out->send(std::string(8 << 20, 'x'));
        continue;
      }
      listener->out->append("tick " + std::to_string(durable) + "\n", durable);
      listener->out->flush();
    }
    return Pump::idle;
  }
  Pump tick(Clock::time_point) override { return Pump::idle; }
  static inline std::atomic<std::size_t> taken{0};  // of floods, by all
  void stop() override {
    for (const auto& listener : listeners_) {
      if (listener->out == nullptr) continue;
      listener->out->append("bye\n", 0);
      listener->out->close_when_sent();
    }
  }

 private:
  struct Listener final : StreamClient {
    explicit Listener(OutStream& its_out) : out(&its_out) {}
    StreamPump received(std::string_view) override { return StreamPump::idle; }
    StreamPump writable() override { return StreamPump::idle; }
    void closed() override { out = nullptr; }
    OutStream* out;
    bool is_flooded = false;
  };
  std::vector<std::unique_ptr<Listener>> listeners_;
};

// Answers with the path; the seq is the number in it ("/17"), durable when the test says so. "/big" is 8 MiB.
class Host {
 public:
  explicit Host(const ServerOptions& options = quick()) : server_(backend(), options) { server_.start(); }

  static ServerOptions quick() {
    ServerOptions options;
    options.listen = {"127.0.0.1", 0};
    options.limits = {1'024, 10'000};
    options.deadlines = {1s, 1s, 60s, 60s, 1s};
    return options;
  }

  Client connect(int receive_buffer = 0) { return Client(server_.address().port, receive_buffer); }
  void make_durable(Seq seq) {
    durable_ = seq;
    server_.wake();
  }
  Server& server() { return server_; }
  int calls() const { return calls_; }

 private:
  Backend backend() {
    Backend backend;
    backend.handle = [this](const ApiRequest& request) {
      ++calls_;
      ApiResponse response;
      response.content_type = "text/plain";
      response.body = request.path == "/big" ? std::string(8 << 20, 'b') : std::string(request.path) + "#";
      response.seq = static_cast<Seq>(std::atoll(std::string(request.path.substr(1)).c_str()));
      return response;
    };
    backend.durable_seq = [this] { return durable_.load(); };
    backend.make_streams = [] { return std::make_unique<Ticker>(); };
    return backend;
  }

  std::atomic<Seq> durable_{0};
  std::atomic<int> calls_{0};
  Server server_;
};

}  // namespace

TEST_CASE("an answer leaves when what it shows is durable, not before") {
  Host host;
  Client client = host.connect();
  client.send(get("/7"));
  CHECK(client.read_until("#", 100ms).empty());
  host.make_durable(6);
  CHECK(client.read_until("#", 100ms).empty());
  host.make_durable(7);
  CHECK(has(client.read_until("#"), "/7#"));
  client.send(get("/3"));  // already durable
  CHECK(has(client.read_until("#"), "/3#"));
}

TEST_CASE("pipelined requests are answered in order, behind one that waits") {
  Host host;
  Client client = host.connect();
  client.send(get("/5") + get("/0") + get("/9") + get("/1"));
  CHECK(client.read_until("#", 100ms).empty());
  host.make_durable(5);
  const std::string first = client.read_until("/0#");
  CHECK(first.find("/5#") < first.find("/0#"));
  CHECK(client.read_until("#", 100ms).empty());
  host.make_durable(9);
  const std::string rest = client.read_until("/1#");
  CHECK(rest.find("/9#") < rest.find("/1#"));
}

TEST_CASE("of many pipelined requests only some are taken at a time, and all are answered") {
  Host host;
  Client client = host.connect();
  std::string requests;
  for (int i = 0; i < 1'000; ++i) requests += get("/8");
  std::thread sender([&] { client.send(requests + get("/last")); });
  std::this_thread::sleep_for(200ms);
  CHECK(host.calls() == 64);
  host.make_durable(8);
  const std::string answers = client.read_until("/last#");
  sender.join();
  CHECK(count(answers, "/8#") == 1'000);
}

TEST_CASE("a big answer to a client that reads late arrives whole, and nobody else waits for it") {
  Host host;
  Client late = host.connect();
  late.send(get("/big") + get("/0"));
  std::this_thread::sleep_for(100ms);
  Client other = host.connect();
  other.send(get("/0"));
  CHECK(has(other.read_until("#"), "/0#"));
  CHECK(late.read_until("/0#").size() > 8u << 20);
}

TEST_CASE(
    "a client that reads slowly gets its answer however long that takes; one that reads nothing is closed") {
  ServerOptions options = Host::quick();
  options.deadlines.stalled_write = 2s;
  Host host(options);
  // The system tells the server of what is read in parts of a buffer: a small one, so that it hears in time.
  Client slow = host.connect(200 << 10), stalled = host.connect(200 << 10);
  const std::string much = get("/big") + get("/big") + get("/big") + get("/0");
  slow.send(much);
  stalled.send(much);
  std::size_t read = 0;
  for (int i = 0; i < 40; ++i) {
    read += slow.read_until("b").size();  // what one call gives, 64 KiB at most
    std::this_thread::sleep_for(190ms);
  }
  const std::string rest = slow.read_until("/0#");
  CHECK(read + rest.size() > std::size_t{24} << 20);
  CHECK(has(rest, "/0#"));
  CHECK(stalled.read_all().size() < std::size_t{24} << 20);
  CHECK(stalled.closed);
}

TEST_CASE("a body that is announced with Expect is asked for and then read") {
  Host host;
  Client client = host.connect();
  client.send("POST /0 HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ab");
  const std::string answer = client.read_until("#");
  CHECK(answer.find("HTTP/1.1 200 OK\r\n") == 0);
}

TEST_CASE("broken and oversized requests get their problem and the connection ends") {
  Host host;
  const std::pair<std::string, std::string> cases[] = {
      {"hello\r\n\r\n", "400 Bad Request"},
      {"GET /" + std::string(5'000, 'a'), "431 "},
      {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10001\r\n\r\n", "413 "},
      {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n" + std::string(1 << 20, 'a'),
       "413 "},
  };
  for (const auto& [request, status] : cases) {
    Client client = host.connect();
    client.send(request);
    const std::string answer = client.read_all();
    CHECK(answer.find("HTTP/1.1 " + status) == 0);
    CHECK(has(answer, "application/problem+json"));
    CHECK(has(answer, "Connection: close"));
    CHECK(client.closed);
  }
  CHECK(host.calls() == 0);
}

TEST_CASE("a request that is refused but complete leaves the connection open") {
  Host host;
  Client client = host.connect();
  client.send("BREW /0 HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/stream?no") + get("/0"));
  const std::string answers = client.read_until("#");
  CHECK(answers.find("HTTP/1.1 405 ") == 0);
  CHECK(has(answers, "HTTP/1.1 400 "));
  CHECK(has(answers, "/0#"));
}

TEST_CASE("Connection: close is obeyed, and a client that finished sending still gets its answers") {
  Host host;
  Client closing = host.connect();
  closing.send("GET /0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" + get("/1"));
  const std::string answer = closing.read_all();
  CHECK(has(answer, "/0#"));
  CHECK_FALSE(has(answer, "/1#"));
  CHECK(closing.closed);

  Client finished = host.connect();
  finished.send(get("/4"));
  finished.finish_sending();
  std::this_thread::sleep_for(50ms);
  host.make_durable(4);
  CHECK(has(finished.read_all(), "/4#"));
  CHECK(finished.closed);
}

TEST_CASE("a request that does not arrive in time is answered 408, an idle connection is closed silently") {
  ServerOptions options = Host::quick();
  options.deadlines.idle = 1s;
  Host host(options);
  Client half = host.connect(), idle = host.connect(), body = host.connect();
  half.send("GET / HTT");
  body.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\na");
  CHECK(half.read_all().find("HTTP/1.1 408 ") == 0);
  CHECK(body.read_all().find("HTTP/1.1 408 ") == 0);
  CHECK(idle.read_all().empty());
  CHECK(half.closed);
  CHECK(idle.closed);
}

TEST_CASE("beyond the limit of connections a client is told so; a place that becomes free is given again") {
  ServerOptions options = Host::quick();
  options.max_connections = 2;
  Host host(options);
  {
    Client one = host.connect(), two = host.connect();
    one.send(get("/0"));
    two.send(get("/0"));
    CHECK(has(one.read_until("#"), "/0#"));
    CHECK(has(two.read_until("#"), "/0#"));
    Client three = host.connect();
    three.send(get("/0"));
    CHECK(three.read_all().find("HTTP/1.1 503 ") == 0);
    CHECK(three.closed);
  }
  std::this_thread::sleep_for(100ms);
  Client again = host.connect();
  again.send(get("/0"));
  CHECK(has(again.read_until("#"), "/0#"));
}

TEST_CASE("a stream is pumped as soon as it is open, before anything becomes durable") {
  Host host;
  Client client = host.connect();
  client.send(get("/stream"));
  CHECK(has(client.read_until("tick 0\n", 500ms), "tick 0\n"));
}

TEST_CASE("requests that arrive share a bounded memory: beyond it 503, and it is given back") {
  ServerOptions options = Host::quick();
  options.limits.body_bytes = 1 << 20;
  options.input_bytes = (1 << 20) + (256 << 10);  // one of the two requests below and a part of the other
  Host host(options);
  const std::string head = "POST /0 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 600000\r\n\r\n";
  for (int round = 0; round < 3; ++round) {
    Client first = host.connect(), second = host.connect();
    first.send(head + std::string(550'000, 'a'));
    std::this_thread::sleep_for(100ms);
    second.send(head + std::string(550'000, 'a'));
    const std::string refused = second.read_all();
    CHECK(refused.find("HTTP/1.1 503 ") == 0);
    CHECK(has(refused, "\"code\":\"overloaded\""));
    Client small = host.connect();
    small.send(get("/0"));
    CHECK(has(small.read_until("#"), "/0#"));
    first.send(std::string(50'000, 'a'));
    CHECK(has(first.read_until("#"), "/0#"));
  }
}

TEST_CASE("streams get what becomes durable, and a client that leaves is forgotten") {
  ServerOptions options = Host::quick();
  options.loops = 2;
  Host host(options);
  Client a = host.connect(), b = host.connect();
  a.send(get("/stream"));
  CHECK(has(a.read_until("\r\n\r\n"), "200 OK"));
  {
    Client leaves = host.connect();
    leaves.send(get("/stream"));
    leaves.read_until("\r\n\r\n");
  }
  b.send(get("/stream"));
  b.read_until("\r\n\r\n");
  host.make_durable(3);
  CHECK(has(a.read_until("tick 3\n"), "tick 3\n"));
  CHECK(has(b.read_until("tick 3\n"), "tick 3\n"));
}

TEST_CASE("a stream's client that reads nothing is sent little ahead: what is newer can take its place") {
  Host host;
  Client client = host.connect(64 << 10);
  client.send(get("/stream?flood"));
  CHECK(has(client.read_until("\r\n\r\n"), "200 OK"));
  for (Seq seq = 1; seq <= 50; ++seq) {
    host.make_durable(seq);
    std::this_thread::sleep_for(2ms);
  }
  CHECK(Ticker::taken > 0);
  CHECK(Ticker::taken < 1 << 20);
}

TEST_CASE("draining answers what was accepted, tells the streams and ends idle connections") {
  Host host;
  Client idle = host.connect(), waiting = host.connect(), stream = host.connect();
  waiting.send(get("/5"));
  stream.send(get("/stream"));
  stream.read_until("\r\n\r\n");
  std::this_thread::sleep_for(50ms);
  std::thread journal([&] {
    std::this_thread::sleep_for(200ms);
    host.make_durable(5);
  });
  std::thread reader([&] {
    CHECK(has(waiting.read_all(), "/5#"));
    CHECK(waiting.closed);
  });
  std::thread listener([&] { CHECK(has(stream.read_all(), "bye\n")); });
  std::thread sleeper([&] {
    CHECK(idle.read_all().empty());
    CHECK(idle.closed);
  });
  CHECK_FALSE(host.server().drain(100ms));  // the journal is slower
  journal.join();
  reader.join();
  listener.join();
  sleeper.join();
}

TEST_CASE("draining ends in time even when a client is stuck") {
  Host host;
  Client stuck = host.connect(), half = host.connect();
  stuck.send(get("/99"));
  half.send("POST / HTTP/1.1\r\nContent-Le");
  std::this_thread::sleep_for(50ms);
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(host.server().drain(200ms));
  host.server().stop();
  CHECK(std::chrono::steady_clock::now() - begin < 1s);
  CHECK(stuck.read_all().empty());
  CHECK(stuck.closed);
}

TEST_CASE("when the journal has failed, each answer that waited becomes a 503") {
  Host host;
  Client client = host.connect(), stream = host.connect();
  stream.send(get("/stream"));
  stream.read_until("\r\n\r\n");
  client.send(get("/0") + get("/5") + get("/6"));
  CHECK(has(client.read_until("#"), "/0#"));
  host.server().abandon_held();
  const std::string rest = client.read_all();
  CHECK(count(rest, "HTTP/1.1 503 ") == 2);
  CHECK(count(rest, "\"code\":\"journal_failed\"") == 2);
  CHECK_FALSE(has(rest, "/5#"));
}

TEST_CASE("many clients at once are all answered, each with its own") {
  ServerOptions options = Host::quick();
  options.loops = 2;
  Host host(options);
  std::atomic<bool> stop{false};
  std::atomic<Seq> newest{0};
  std::thread journal([&] {
    while (!stop) {
      host.make_durable(newest);
      std::this_thread::sleep_for(200us);
    }
  });
  std::vector<std::thread> clients;
  std::atomic<int> right{0};
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&] {
      Client client = host.connect();
      for (int i = 0; i < 200; ++i) {
        const std::string path = "/" + std::to_string(++newest);
        client.send(get(path));
        if (has(client.read_until("#"), "\r\n\r\n" + path + "#")) ++right;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  stop = true;
  journal.join();
  CHECK(right == 8 * 200);
}

TEST_CASE("a port that is taken is refused with its name") {
  Host host;
  ServerOptions options = Host::quick();
  options.listen.port = host.server().address().port;
  CHECK_THROWS_AS(Host{options}, StartError);
}

// Who is let in is the guard's affair; these are local pages, which are.
TEST_CASE("a browser's page of another origin gets its question answered and may read what it asked for") {
  Host host;
  Client client = host.connect();
  const std::string origin = "Origin: http://localhost:3000\r\n";
  client.send("OPTIONS /v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\n" + origin +
              "Access-Control-Request-Method: POST\r\n\r\n");
  const std::string allowed = client.read_until("\r\n\r\n");
  CHECK(has(allowed, "HTTP/1.1 204 No Content\r\n"));
  CHECK(has(allowed, "Access-Control-Allow-Origin: http://localhost:3000\r\n"));
  CHECK(has(allowed, "Access-Control-Allow-Headers: Authorization"));
  CHECK(host.calls() == 0);

  client.send("GET /0 HTTP/1.1\r\nHost: 127.0.0.1\r\n" + origin + "\r\n" + get("/0"));
  const std::string both = client.read_until("/0#") + client.read_until("/0#", 200ms);
  const std::size_t header = both.find("Access-Control-Allow-Origin: http://localhost:3000\r\n");
  REQUIRE(header != std::string::npos);
  CHECK(header < both.find("/0#"));
  CHECK(both.find("Access-Control-Allow-Origin", header + 1) == std::string::npos);  // the other had no page

  client.send("GET /0 HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://evil.example\r\n\r\n");
  const std::string refused = client.read_until("\r\n\r\n");
  CHECK(has(refused, "HTTP/1.1 403"));
  CHECK_FALSE(has(refused, "Access-Control"));
}

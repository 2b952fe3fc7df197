// Answers that come later: another thread finishes them, the connection waits meanwhile and nobody else does,
// and it harms nothing when the client, the server or the journal ends before.
#include "daemon/rest/later_answer.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "daemon/net/server.hpp"
#include "tests/unit/net_client.hpp"

using namespace market;
using namespace market::test;

namespace {

class NoStreams final : public StreamService {
 public:
  bool takes(const RequestHead&) const override { return false; }
  tl::expected<StreamClient*, Problem> open(const RequestHead&, OutStream&) override { return nullptr; }
  Pump pump(Seq) override { return Pump::idle; }
  Pump tick(Clock::time_point) override { return Pump::idle; }
  void stop() override {}
};

std::string post(const std::string& path, const std::string& headers = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n" + headers + "\r\n";
}

// A POST is answered later, when the test says so; anything else at once, with its path.
class Host {
 public:
  Host() : server_(backend(), options()) { server_.start(); }

  Client connect() { return Client(server_.address().port); }
  Server& server() { return server_; }
  void make_durable(Seq seq) {
    durable_ = seq;
    server_.wake();
  }
  // The later answer number `i`, once its request has arrived.
  std::shared_ptr<LaterAnswer> later(std::size_t i) {
    for (int patience = 0; patience < 500; ++patience) {
      {
        const std::lock_guard lock(mutex_);
        if (i < later_.size()) return later_[i];
      }
      std::this_thread::sleep_for(10ms);
    }
    FAIL("the request has not arrived");
    return nullptr;
  }
  std::size_t asked() {
    const std::lock_guard lock(mutex_);
    return later_.size();
  }

 private:
  static ServerOptions options() {
    ServerOptions options;
    options.listen = {"127.0.0.1", 0};
    options.loops = 2;
    options.deadlines = {1s, 1s, 1s, 60s, 1s};
    return options;
  }
  Backend backend() {
    Backend backend;
    backend.handle = [this](const ApiRequest& request) {
      ApiResponse response;
      response.content_type = "text/plain";
      response.body = std::string(request.path) + "#";
      if (request.method != "POST") return response;
      const std::lock_guard lock(mutex_);
      later_.push_back(std::make_shared<LaterAnswer>("req_1", 0));
      response.later = later_.back();
      return response;
    };
    backend.durable_seq = [this] { return durable_.load(); };
    backend.make_streams = [] { return std::make_unique<NoStreams>(); };
    return backend;
  }

  std::atomic<Seq> durable_{0};
  std::mutex mutex_;
  std::vector<std::shared_ptr<LaterAnswer>> later_;
  Server server_;
};

ApiResponse made(const std::string& body, Seq seq = 0) {
  ApiResponse response;
  response.status = 201;
  response.content_type = "text/plain";
  response.body = body + "#";
  response.seq = seq;
  return response;
}

}  // namespace

TEST_CASE("a later answer holds up its own connection and no other") {
  Host host;
  Client waiting = host.connect(), other = host.connect();
  waiting.send(post("/slow") + get("/behind"));
  const auto later = host.later(0);
  other.send(get("/quick"));
  CHECK(has(other.read_until("#"), "/quick#"));
  CHECK(waiting.read_until("#", 100ms).empty());

  std::thread([&] { later->finish(made("/slow")); }).join();
  const std::string answers = waiting.read_until("/behind#");
  CHECK(answers.find("HTTP/1.1 201 Created\r\n") == 0);
  CHECK(has(answers, "X-Request-Id: req_1\r\n"));
  CHECK(has(answers, "Content-Length: 6\r\n"));
  CHECK(answers.find("/slow#") < answers.find("/behind#"));
  waiting.send(get("/0"));
  CHECK(has(waiting.read_until("#"), "/0#"));
}

TEST_CASE("a later answer leaves when what it shows is durable, behind the answers before it") {
  Host host;
  Client client = host.connect();
  client.send(get("/first") + post("/slow"));
  CHECK(has(client.read_until("#"), "/first#"));
  host.later(0)->finish(made("/slow", 7));
  CHECK(client.read_until("#", 100ms).empty());
  host.make_durable(7);
  const std::string answer = client.read_until("#");
  CHECK(has(answer, "/slow#"));
  CHECK(has(answer, "X-Market-Seq: 7\r\n"));
}

TEST_CASE("a problem that comes later is a problem document; what is said second does not count") {
  Host host;
  Client client = host.connect();
  client.send(post("/slow"));
  const auto later = host.later(0);
  later->finish(tl::unexpected(Problem{503, "snapshot_failed", "the disk is full", {}}));
  later->finish(made("/slow"));
  const std::string answer = client.read_until("}");
  CHECK(answer.find("HTTP/1.1 503 ") == 0);
  CHECK(has(answer, "application/problem+json"));
  CHECK(has(answer, "\"code\":\"snapshot_failed\""));
  CHECK(has(answer, "\"request_id\":\"req_1\""));
}

TEST_CASE("waiting for a later answer is not being idle") {
  Host host;
  Client client = host.connect();
  client.send(post("/slow"));
  const auto later = host.later(0);
  CHECK(client.read_until("#", 2'500ms).empty());  // idle connections are closed after one or two seconds
  CHECK_FALSE(client.closed);
  later->finish(made("/slow"));
  CHECK(has(client.read_until("#"), "/slow#"));
}

TEST_CASE("an answer that is finished before the connection waits for it is not lost") {
  Host host;
  std::atomic<bool> stop{false};
  std::thread finisher([&] {
    for (std::size_t done = 0; !stop;) {
      if (host.asked() > done) host.later(done++)->finish(made("/done"));
    }
  });
  Client client = host.connect();
  for (int i = 0; i < 300; ++i) {
    client.send(post("/slow"));
    REQUIRE(has(client.read_until("#"), "/done#"));
  }
  stop = true;
  finisher.join();
}

TEST_CASE("a client may close its side for writing, or ask for the connection's end") {
  Host host;
  Client finished = host.connect();
  finished.send(post("/slow"));
  const auto first = host.later(0);
  finished.finish_sending();
  std::this_thread::sleep_for(50ms);
  first->finish(made("/slow"));
  CHECK(has(finished.read_all(), "/slow#"));
  CHECK(finished.closed);

  Client closing = host.connect();
  closing.send(post("/slow", "Connection: close\r\n") + get("/never"));
  host.later(1)->finish(made("/slow"));
  const std::string answer = closing.read_all();
  CHECK(has(answer, "Connection: close\r\n"));
  CHECK_FALSE(has(answer, "/never"));
  CHECK(closing.closed);
}

TEST_CASE("a client that leaves before its answer comes harms nothing") {
  Host host;
  { host.connect().send(post("/slow")); }
  const auto later = host.later(0);
  std::this_thread::sleep_for(50ms);
  later->finish(made("/slow"));
  Client other = host.connect();
  other.send(get("/0"));
  CHECK(has(other.read_until("#"), "/0#"));
}

TEST_CASE("draining waits for a later answer, and does without it in time") {
  Host host;
  Client patient = host.connect(), forsaken = host.connect();
  patient.send(post("/slow"));
  const auto answered = host.later(0);
  std::thread worker([&] {
    std::this_thread::sleep_for(200ms);
    answered->finish(made("/slow"));
  });
  std::thread reader([&] {
    const std::string answer = patient.read_all();
    CHECK(has(answer, "/slow#"));
    CHECK(has(answer, "Connection: close\r\n"));
  });
  forsaken.send(post("/never"));
  const auto unanswered = host.later(1);
  CHECK_FALSE(host.server().drain(600ms));
  host.server().stop();
  worker.join();
  reader.join();
  CHECK(forsaken.read_all().empty());
  unanswered->finish(made("/never"));  // after the end: nobody is told
}

TEST_CASE("when the journal has failed, a later answer becomes a 503 as every other") {
  Host host;
  Client client = host.connect();
  client.send(get("/0") + post("/slow"));
  CHECK(has(client.read_until("#"), "/0#"));
  const auto later = host.later(0);
  host.server().abandon_held();
  const std::string answer = client.read_all();
  CHECK(count(answer, "HTTP/1.1 503 ") == 1);
  CHECK(has(answer, "\"code\":\"journal_failed\""));
  later->finish(made("/slow"));
}

TEST_CASE("a later answer is observed when it is taken, with its status") {
  LaterAnswer later("req_1", 5);
  int status = 0;
  later.observe([&](const ApiResponse& response) { status = response.status; });
  CHECK_FALSE(later.take());
  bool told = false;
  later.when_finished([&] { told = true; });
  later.finish(made("/x", 3));
  CHECK(told);
  CHECK(status == 0);
  const auto response = later.take();
  REQUIRE(response);
  CHECK(response->seq == 5);  // of what the handler has seen
  CHECK(status == 201);
  CHECK_FALSE(later.take());
}

// RequestFramer and check_request: where a request ends, however it arrives, and which ones go no further.
#include "daemon/net/request_framer.hpp"

#include <doctest/doctest.h>

#include <string>

#include "daemon/net/request_guard.hpp"

using namespace market;

namespace {

using State = RequestFramer::State;

constexpr RequestFramer::Limits kLimits{256, 100};
const ListenAddress kLoopback{"127.0.0.1", 8080};
const ListenAddress kPublic{"0.0.0.0", 8080};

const std::string kPost =
    "POST /v1/orders?a=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer k\r\nContent-Length: "
    "5\r\n\r\nhello";

State feed(const std::string& bytes) {
  return RequestFramer(kLimits).feed(bytes);
}

int status_of(const std::string& bytes) {
  RequestFramer framer(kLimits);
  REQUIRE(framer.feed(bytes) == State::failed);
  CHECK_FALSE(framer.problem().detail.empty());
  return framer.problem().status;
}

// 0 when the request passes.
int guarded(const std::string& bytes, const ListenAddress& own = kLoopback) {
  RequestFramer framer({16 << 10, 1 << 10});
  REQUIRE(framer.feed(bytes) == State::complete);
  const auto problem = check_request(framer.head(bytes), own);
  return problem ? problem->status : 0;
}

std::string get(const std::string& headers, const std::string& target = "/livez") {
  return "GET " + target + " HTTP/1.1\r\n" + headers + "\r\n";
}

}  // namespace

TEST_CASE("a request is found in whatever pieces it arrives") {
  for (std::size_t step = 1; step <= kPost.size(); ++step) {
    CAPTURE(step);
    RequestFramer framer(kLimits);
    std::string grown;  // reallocates, so that views into it would dangle
    State state = State::head;
    while (grown.size() < kPost.size()) {
      CHECK(state != State::complete);
      grown += kPost.substr(grown.size(), step);
      grown.shrink_to_fit();
      state = framer.feed(grown);
    }
    REQUIRE(state == State::complete);
    CHECK(framer.size() == kPost.size());
    const RequestHead head = framer.head(grown);
    CHECK(head.method == "POST");
    CHECK(head.target == "/v1/orders?a=1");
    CHECK(head.path() == "/v1/orders");
    CHECK(head.host == "localhost");
    CHECK(head.authorization == "Bearer k");
    CHECK(head.origin.data() == nullptr);
    CHECK(head.keep_alive);
  }
}

TEST_CASE("of pipelined requests only the first is taken, and the framer can be used again") {
  const std::string two = kPost + "GET / HTTP/1.0\r\n\r\n";
  RequestFramer framer(kLimits);
  REQUIRE(framer.feed(two) == State::complete);
  REQUIRE(framer.size() == kPost.size());
  framer.reset();
  const std::string second = two.substr(kPost.size());
  REQUIRE(framer.feed(second) == State::complete);
  CHECK(framer.head(second).http_1_0);
  CHECK_FALSE(framer.head(second).keep_alive);
  CHECK(framer.head(second).host.data() == nullptr);
}

TEST_CASE("a chunked body ends with its last chunk, and a trailer changes nothing of the head") {
  const std::string chunked =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nAuthorization: "
      "t\r\n\r\n";
  RequestFramer framer(kLimits);
  REQUIRE(framer.feed(chunked + "rest") == State::complete);
  CHECK(framer.size() == chunked.size());
  CHECK(framer.head(chunked).authorization.data() == nullptr);
  CHECK(feed(chunked.substr(0, chunked.size() - 1)) == State::body);
}

TEST_CASE("a head that waits for 100 Continue says so before the body is there") {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n";
  RequestFramer framer(kLimits);
  REQUIRE(framer.feed(head) == State::body);
  CHECK(framer.head(head).expects_continue);
}

TEST_CASE("heads and bodies beyond their limits are refused as soon as that is known") {
  CHECK(status_of(std::string(1'000, 'G')) == 431);
  CHECK(status_of("GET /" + std::string(1'000, 'a')) == 431);
  CHECK(status_of("POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n") == 413);
  CHECK(status_of("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n") >= 400);
  const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(status_of(chunked + "65\r\n" + std::string(101, 'a')) == 413);
  std::string many_chunks = chunked;  // small chunks with long extensions fill the buffer all the same
  for (int i = 0; i < 10; ++i) many_chunks += "1;" + std::string(100, 'x') + "\r\na\r\n";
  CHECK(status_of(many_chunks) == 413);
}

TEST_CASE("what is not HTTP or can be read in two ways is refused") {
  for (const char* bad :
       {"hello\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET /\x01 HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nab",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"}) {
    CAPTURE(bad);
    CHECK(status_of(bad) == 400);
  }
}

TEST_CASE("on a loopback address only loopback names and pages may ask") {
  for (const char* good : {"Host: localhost\r\n", "Host: LocalHost:8080\r\n", "Host: localhost.\r\n",
                           "Host: 127.0.0.1:8080\r\n", "Host: 127.9.9.9\r\n", "Host: [::1]:8080\r\n",
                           "Host: me.localhost\r\n", "Host: localhost\r\nOrigin: http://localhost:3000\r\n",
                           "Host: localhost\r\nOrigin: https://127.0.0.1\r\n",
                           "Host: localhost\r\nOrigin: http://[::1]:80\r\n"}) {
    CAPTURE(good);
    CHECK(guarded(get(good)) == 0);
  }
  for (const char* bad : {"Host: evil.example\r\n", "Host: localhost.evil.example\r\n",
                          "Host: 127.0.0.1.evil.example\r\n", "Host: 192.168.0.1\r\n", "Host: \r\n",
                          "Host: [\r\n", "Host: localhost\r\nOrigin: http://evil.example\r\n",
                          "Host: localhost\r\nOrigin: http://localhost.evil.example\r\n",
                          "Host: localhost\r\nOrigin: null\r\n", "Host: localhost\r\nOrigin: \r\n"}) {
    CAPTURE(bad);
    CHECK(guarded(get(bad)) == 403);
  }
}

TEST_CASE("on a public address a page of the same host may ask") {
  CHECK(guarded(get("Host: market.example:8080\r\n"), kPublic) == 0);
  CHECK(guarded(get("Host: market.example\r\nOrigin: https://market.example\r\n"), kPublic) == 0);
  CHECK(guarded(get("Host: market.example\r\nOrigin: https://evil.example\r\n"), kPublic) == 403);
}

TEST_CASE("requests that cannot be served get their status") {
  const std::string host = "Host: localhost\r\n";
  CHECK(guarded(get("")) == 400);
  CHECK(guarded("GET / HTTP/1.0\r\n\r\n") == 0);
  CHECK(guarded("BREW / HTTP/1.1\r\n" + host + "\r\n") == 405);
  CHECK(guarded("CONNECT a:1 HTTP/1.1\r\n" + host + "\r\n") == 405);
  CHECK(guarded(get(host, "*")) == 400);
  CHECK(guarded(get(host, "http://localhost/livez")) == 400);
  CHECK(guarded(get(host, "/" + std::string(2'000, 'a'))) == 414);
  CHECK(guarded(get(host, "/?" + std::string(9'000, 'a'))) == 414);
  CHECK(guarded(get(host + "Content-Encoding: gzip\r\n")) == 415);
  CHECK(guarded("POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n") == 400);
}

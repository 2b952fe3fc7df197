// Responder: one request in memory becomes one answer, with cpp-httplib between and nothing of it visible.
#include "daemon/net/responder.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace market;

namespace {

struct Seen {
  std::string method, path, body, content_type, authorization;
  std::multimap<std::string, std::string> query;
};

class Fixture {
 public:
  std::string answer(const std::string& request, After after = After::keep_open) {
    std::string out;
    seq = responder_.answer(request, after, out, 77).seq;
    return out;
  }

  Seen seen;
  ApiResponse response{200, "application/json", "{}", 5, {}};
  int calls = 0;
  Seq seq = 0;

 private:
  Responder responder_{[this](const ApiRequest& request) {
    ++calls;
    seen = {std::string(request.method),       std::string(request.path),          std::string(request.body),
            std::string(request.content_type), std::string(request.authorization), *request.query};
    return response;
  }};
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a request reaches the handler decoded, and its answer carries the seq") {
  Fixture fixture;
  fixture.response.status = 201;
  fixture.response.body = "{\"ok\":1}";
  fixture.response.seq = 9;
  fixture.response.headers = {{"X-Request-Id", "abc"}};
  const std::string out = fixture.answer(
      "POST /v1/a%20b?x=1&y=%26&x=2 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Authorization: Bearer k\r\nContent-Length: 2\r\n\r\n{}");
  CHECK(fixture.seen.method == "POST");
  CHECK(fixture.seen.path == "/v1/a b");
  CHECK(fixture.seen.body == "{}");
  CHECK(fixture.seen.content_type == "application/json");
  CHECK(fixture.seen.authorization == "Bearer k");
  CHECK(fixture.seen.query == std::multimap<std::string, std::string>{{"x", "1"}, {"x", "2"}, {"y", "&"}});
  CHECK(fixture.seq == 9);
  CHECK(out.find("HTTP/1.1 201 Created\r\n") == 0);
  CHECK(has(out, "X-Market-Seq: 9\r\n"));
  CHECK(has(out, "X-Request-Id: abc\r\n"));
  CHECK(has(out, "Keep-Alive: timeout=75\r\n"));
  CHECK(has(out, "Content-Length: 8\r\n"));
  CHECK(out.substr(out.size() - 12) == "\r\n\r\n{\"ok\":1}");
}

TEST_CASE("every method has its route; what answers HEAD has its body left out") {
  Fixture fixture;
  for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
    fixture.answer(std::string(method) + " /v1/x HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(fixture.seen.method == method);
  }
  CHECK(fixture.calls == 5);
  const std::string head = fixture.answer("HEAD /v1/x HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(fixture.seen.method == "HEAD");
  CHECK(has(head, "Content-Length: 2\r\n"));
  CHECK(head.substr(head.size() - 4) == "\r\n\r\n");
  const std::string options = fixture.answer("OPTIONS /v1/x HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(options.find("HTTP/1.1 204 ") == 0);
  CHECK(has(options, "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"));
}

TEST_CASE("bodies are handed on as they are: no forms, no compression, no ranges, no second 100 Continue") {
  Fixture fixture;
  fixture.response.body = std::string(5'000, 'a');
  const std::string out = fixture.answer(
      "POST /v1/x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nAccept-Encoding: gzip, br\r\nRange: "
      "bytes=0-1\r\n"
      "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b");
  CHECK(fixture.seen.body == "a=b");
  CHECK(fixture.seen.query.empty());
  CHECK(fixture.seen.content_type == "application/x-www-form-urlencoded");
  CHECK(out.find("HTTP/1.1 200 OK\r\n") == 0);
  CHECK(has(out, "Content-Length: 5000\r\n"));
  CHECK_FALSE(has(out, "Content-Encoding"));

  fixture.answer(
      "POST /v1/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
  CHECK(fixture.seen.body == "abc");
}

TEST_CASE("what cpp-httplib refuses itself is a problem document too") {
  Fixture fixture;
  for (const char* bad :
       {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\nRange: nonsense\r\n\r\n",
        "GET /a%0ab HTTP/1.1\r\nHost: x\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab", ""}) {
    CAPTURE(bad);
    const std::string out = fixture.answer(bad);
    CHECK(out.find("HTTP/1.1 4") == 0);
    CHECK(has(out, "Content-Type: application/problem+json\r\n"));
    CHECK(has(out, "X-Market-Seq: 77\r\n"));
    CHECK(has(out, "\"code\":"));
  }
  CHECK(fixture.calls == 0);
}

TEST_CASE("the answer says what becomes of the connection") {
  Fixture fixture;
  const std::string last = fixture.answer("GET / HTTP/1.1\r\nHost: x\r\n\r\n", After::close);
  CHECK(has(last, "Connection: close\r\n"));
  CHECK_FALSE(has(last, "Keep-Alive"));
  CHECK(
      has(fixture.answer("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"), "Connection: keep-alive\r\n"));
}

TEST_CASE("answers are appended behind what is there, and an error keeps its own body") {
  Fixture fixture;
  fixture.response = {404, "application/problem+json", "{\"mine\":1}", 3, {}};
  const std::string out = fixture.answer("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(out.find("HTTP/1.1 404 Not Found\r\n") == 0);
  CHECK(out.substr(out.size() - 10) == "{\"mine\":1}");
}

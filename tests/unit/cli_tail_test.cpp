// A tail goes on where it was: after a place that was told without a message, and over refusals that pass.
#include <doctest/doctest.h>

#include <algorithm>

#include "cli/retry.hpp"
#include "tests/unit/cli_harness.hpp"

namespace market::cli {
namespace {

std::string trade_block(int seq) {
  return "id: " + std::to_string(seq) + "-0\nevent: trade\ndata: {\"seq\":" + std::to_string(seq) +
         R"(,"n":0,"type":"trade","time":"2026-01-31T09:30:00.123456789Z","symbol":"ACME","price":"1.00",)"
         R"("quantity":5,"aggressor":"buy"})"
         "\n\n";
}

// What one connection to the feed gets.
struct FeedAnswer {
  int status = 200;
  std::string text;  // the events, or a problem's code
};

// Gives one answer after the other, the last one again and again, and notes after what each was to begin.
class FeedServer {
 public:
  explicit FeedServer(std::vector<FeedAnswer> answers) : answers_(std::move(answers)) {
    server_.http.Get("/v1/feed", [this](const httplib::Request& request, httplib::Response& response) {
      const FeedAnswer& answer = answers_[std::min(since.size(), answers_.size() - 1)];
      since.push_back(request.get_param_value("since"));
      if (answer.status == 200) return response.set_content(answer.text, "text/event-stream");
      answer_problem(response, answer.status, answer.text, "wait");
      response.set_header("Retry-After", "0");
    });
    server_.start();
  }
  std::string url() const { return server_.url(); }

  std::vector<std::string> since;

 private:
  std::vector<FeedAnswer> answers_;
  FakeServer server_;
};

}  // namespace

TEST_CASE("cli tail: a place that is told without a message is gone on from, and kept") {
  FeedServer server(
      {{200, ": the market is at seq 17\nid: 17\n\n"}, {200, ": quiet\n\n"}, {200, trade_block(18)}});
  TestUser user(server.url());
  const std::string place = (user.folder.path / "place").string();
  const Words tail = {"trades", "tail", "--count", "1", "--resume-file", place, "-q"};
  CHECK(user.run(tail).exit == 0);
  CHECK(server.since == Words{"", "17", "17"});
  CHECK(user.folder.read("place").find("18-0 ") == 0);

  FeedServer quiet({{200, ": the market is at seq 17\nid: 17\n\n"}});
  user.folder.write("place", "");
  CHECK(user.run({"trades", "tail", "--duration", "200ms", "--resume-file", place, "-q", "--server",
                  quiet.url()})
            .exit == 0);
  CHECK(user.folder.read("place").find("17 ") == 0);
}

TEST_CASE("cli tail: where --since began is kept though nothing came") {
  FeedServer server({{200, ": quiet\n\n"}});
  TestUser user(server.url());
  const std::string place = (user.folder.path / "place").string();
  CHECK(user.run({"trades", "tail", "--since", "7-1", "--duration", "200ms", "--resume-file", place, "-q"})
            .exit == 0);
  CHECK(user.folder.read("place").find("7-1 ") == 0);
}

TEST_CASE("cli tail: refusals that pass are tried again, before the first contact and after it") {
  FeedServer server({{503, "starting"},
                     {429, "rate_limited"},
                     {200, trade_block(1)},
                     {503, "stopping"},
                     {429, "rate_limited"},
                     {503, "starting"},
                     {503, "starting"},
                     {503, "starting"},
                     {200, trade_block(2)}});
  TestUser user(server.url());
  CHECK(user.run({"trades", "tail", "--count", "2", "-q"}).exit == 0);
  CHECK(server.since == Words{"", "", "", "1-0", "1-0", "1-0", "1-0", "1-0", "1-0"});
}

TEST_CASE("cli tail: refusals that do not pass end it with their exit code") {
  FeedServer full({{429, "rate_limited"}});
  TestUser user(full.url());
  const RunResult refused = user.run({"trades", "tail"});
  CHECK(refused.exit == 9);
  CHECK(refused.err.find("rate_limited: wait") != std::string::npos);
  CHECK(full.since.size() == kMaxSendings);

  FeedServer revoked({{200, trade_block(1)}, {401, "unauthenticated"}});
  CHECK(user.run({"trades", "tail", "-q", "--server", revoked.url()}).exit == 4);
  CHECK(revoked.since.size() == 2);

  FeedServer gone({{200, trade_block(1)}, {503, "stopping"}});
  CHECK(user.run({"trades", "tail", "-q", "--timeout", "0.2", "--server", gone.url()}).exit == 1);
}

TEST_CASE("cli tail: among trades a gap is told as what it is") {
  FeedServer server({{200,
                      "id: 9-0\nevent: gap\ndata: {\"seq\":9,\"n\":0,\"type\":\"gap\",\"time\":"
                      "\"2026-01-31T09:30:00.123456789Z\",\"from\":3,\"to\":9}\n\n" +
                          trade_block(10)}});
  TestUser user(server.url());
  const RunResult result = user.run({"trades", "tail", "--count", "2"});
  CHECK(result.out ==
        "TIME          SYMBOL    SIDE   QUANTITY        PRICE\n"
        "09:30:00.123  gap                   from=3 to=9\n"
        "09:30:00.123  ACME      buy           5         1.00\n");
  CHECK(result.err.find("gap: messages 3 to 9 are no longer kept") != std::string::npos);
}

TEST_CASE("cli tail: who was too slow resumes, and tells no gap where nothing is missing") {
  FeedServer server(
      {{200, trade_block(1) + "id: 1-0\nevent: gap\ndata: {\"seq\":1,\"n\":0,\"type\":\"gap\",\"time\":"
                              "\"2026-01-31T09:30:00.123456789Z\",\"from\":1,\"to\":9,"
                              "\"reason\":\"too_slow\"}\n\n"},
       {200, trade_block(2)}});
  TestUser user(server.url());
  const RunResult result = user.run({"trades", "tail", "--count", "2", "-o", "jsonl"});
  CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 2);
  CHECK(result.out.find("gap") == std::string::npos);
  CHECK(result.err.find("too slow for the feed: going on after 1-0") != std::string::npos);
  CHECK(server.since == Words{"", "1-0"});
}

}  // namespace market::cli

// snapshot create and list, server metrics and the list of checks, against a made-up server.
#include <doctest/doctest.h>

#include "tests/unit/cli_harness.hpp"

namespace market::cli {
namespace {

constexpr const char* kSnapshot =
    R"({"id":"snapshot-000000000042","seq":42,"path":"/srv/market/snapshots/snapshot-000000000042.db","bytes":8192,"created_at":"2026-01-31T09:30:00.000000000Z"})";

}  // namespace

TEST_CASE("cli snapshots: a copy is a card, the list a table") {
  FakeServer server;
  server.http.Post("/v1/snapshots", [](const httplib::Request& request, httplib::Response& response) {
    CHECK(request.body == "{}");
    response.status = 201;
    response.set_content(kSnapshot, "application/json");
  });
  server.http.Get("/v1/snapshots", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(std::string(R"({"items":[)") + kSnapshot + R"(],"next":null,"seq":50})",
                         "application/json");
  });
  server.start();
  TestUser user(server.url());
  const RunResult made = user.run({"snapshot", "create"});
  CHECK(made.exit == 0);
  CHECK(made.out ==
        "id          snapshot-000000000042\nseq         42\n"
        "path        /srv/market/snapshots/snapshot-000000000042.db\nbytes       8192\n"
        "created_at  2026-01-31 09:30:00.000\n");
  CHECK(user.run({"snapshot", "create", "--fields", "path", "-o", "csv", "--no-header"}).out ==
        "/srv/market/snapshots/snapshot-000000000042.db\n");
  CHECK(user.run({"snapshot", "create", "-o", "json"}).out == std::string(kSnapshot) + "\n");
  CHECK(user.run({"snapshot", "list"}).out ==
        "ID                     SEQ  CREATED                  BYTES  PATH\n"
        "snapshot-000000000042   42  2026-01-31 09:30:00.000   8192  "
        "/srv/market/snapshots/snapshot-000000000042.db\n");
  CHECK(user.run({"snapshot", "list", "--fields", "seq,bytes", "-o", "csv"}).out == "seq,bytes\n42,8192\n");
}

TEST_CASE("cli snapshots: one that failed ends with 1 and says what to do") {
  FakeServer server;
  server.http.Post("/v1/snapshots", [](const httplib::Request&, httplib::Response& response) {
    answer_problem(response, 503, "snapshot_failed", "no room; make some");
  });
  server.start();
  TestUser user(server.url());
  const RunResult failed = user.run({"snapshot", "create"});
  CHECK(failed.exit == 1);
  CHECK(failed.out.empty());
  CHECK(failed.err.find("snapshot_failed: no room; make some") != std::string::npos);
}

TEST_CASE("cli server: metrics and checks are printed as they come") {
  FakeServer server;
  server.http.Get("/metrics", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("# TYPE a gauge\na 1\n", "text/plain");
  });
  server.http.Get("/readyz", [](const httplib::Request& request, httplib::Response& response) {
    CHECK(request.has_param("verbose"));
    response.status = 503;
    response.set_content("[-] journal failed\nreadyz check failed\n", "text/plain");
  });
  server.start();
  TestUser user(server.url());
  CHECK(user.run({"server", "metrics"}).out == "# TYPE a gauge\na 1\n");
  CHECK(user.run({"server", "metrics", "-o", "json"}).out == "# TYPE a gauge\na 1\n");
  const RunResult checks = user.run({"server", "health", "--checks"});
  CHECK(checks.out == "[-] journal failed\nreadyz check failed\n");
  CHECK(checks.exit == 1);
  CHECK(checks.err.find("not_ready: a check failed") != std::string::npos);
}

}  // namespace market::cli

// readyz: brief for machines, a list of checks for people.
#include <doctest/doctest.h>

#include <fstream>

#include "tests/unit/api_desk.hpp"

using namespace market;
using namespace market::test;

namespace {

bool has_line(const Reply& reply, const std::string& beginning) {
  return ("\n" + reply.raw.body).find("\n" + beginning) != std::string::npos;
}

}  // namespace

TEST_CASE("readyz: without verbose it is a status or a problem") {
  Desk desk;
  for (const char* target : {"/readyz", "/readyz?verbose=false"}) {
    CHECK(desk.open(target).status == 200);
    CHECK(desk.open(target).body == json{{"status", "ready"}});
  }
  desk.state.ready = false;
  CHECK(desk.open("/readyz").code() == "starting");
  desk.state.stopping = true;
  CHECK(desk.open("/readyz").code() == "stopping");
  desk.state.journal_failed = true;
  CHECK(desk.open("/readyz").code() == "journal_failed");
  CHECK(desk.open("/readyz").status == 503);
}

TEST_CASE("readyz: verbose lists what was looked at") {
  Desk desk;
  for (const char* target : {"/readyz?verbose", "/readyz?verbose=true"}) {
    const Reply reply = desk.open(target);
    CHECK(reply.status == 200);
    CHECK(reply.raw.content_type == "text/plain; charset=utf-8");
    CHECK(has_line(reply, "[+] journal ok: durable up to seq "));
    CHECK(has_line(reply, "[+] serving ok\n"));
    CHECK(has_line(reply, "[+] snapshot ok: "));
    CHECK(has_line(reply, "readyz check passed\n"));
  }
  CHECK(desk.open("/readyz?verbose=perhaps").code() == "invalid_request");
  CHECK(desk.open("/readyz?loud").code() == "invalid_request");
}

TEST_CASE("readyz: a snapshot that fails is shown, and the server stays ready") {
  Desk desk;
  std::ofstream(desk.folder.path / "snapshots") << "in the way";
  desk.admin("POST", "/v1/snapshots");
  desk.state.snapshot_failed_at = std::chrono::steady_clock::now() - std::chrono::seconds(12);
  const Reply failing = desk.open("/readyz?verbose");
  CHECK(failing.status == 200);
  CHECK(has_line(failing, "[-] snapshot failed 12 s ago: "));
  CHECK(has_line(failing, "readyz check passed\n"));
  CHECK(desk.open("/readyz").status == 200);

  std::filesystem::remove(desk.folder.path / "snapshots");
  desk.admin("POST", "/v1/snapshots");
  CHECK(has_line(desk.open("/readyz?verbose"), "[+] snapshot ok: seq 1, 0 s ago\n"));
}

TEST_CASE("readyz: verbose fails as the brief one does") {
  Desk desk;
  desk.state.ready = false;
  const Reply starting = desk.open("/readyz?verbose");
  CHECK(starting.status == 503);
  CHECK(has_line(starting, "[-] serving failed: starting\n"));
  CHECK(has_line(starting, "readyz check failed\n"));
  CHECK(header(starting, "Retry-After") == "1");
  desk.state.stopping = true;
  CHECK(has_line(desk.open("/readyz?verbose"), "[-] serving failed: stopping\n"));
  desk.state.journal_failed = true;
  CHECK(has_line(desk.open("/readyz?verbose"), "[-] journal failed: "));
}

// Snapshots over REST: a copy is made while the venue goes on, listed, and a failure says what to do.
#include <doctest/doctest.h>

#include <fstream>

#include "tests/unit/api_desk.hpp"

using namespace market;
using namespace market::test;

TEST_CASE("snapshots: a copy is answered with what it is and where") {
  Desk desk;
  const Reply made = desk.admin("POST", "/v1/snapshots");
  REQUIRE(made.status == 201);
  CHECK(made.body["id"] == "snapshot-000000000001");
  CHECK(made.body["seq"] == 1);
  const std::filesystem::path path = made.body["path"].get<std::string>();
  CHECK(path == desk.folder.path / "snapshots/snapshot-000000000001.db");
  CHECK(made.body["bytes"] == std::filesystem::file_size(path));
  CHECK(made.body["created_at"].get<std::string>().back() == 'Z');
  CHECK(made.raw.seq >= 1);
  CHECK_FALSE(header(made, "X-Request-Id").empty());
}

TEST_CASE("snapshots: copies are listed page by page, oldest first") {
  Desk desk;
  CHECK(desk.admin("GET", "/v1/snapshots").body["items"].empty());
  std::vector<json> made;
  for (const char* trader : {"a", "b", "c"}) {
    desk.trader(trader);
    made.push_back(desk.admin("POST", "/v1/snapshots").body);
  }
  const Reply all = desk.admin("GET", "/v1/snapshots");
  REQUIRE(all.status == 200);
  REQUIRE(all.body["items"].size() == 3);
  for (std::size_t i = 0; i < 3; ++i)
    for (const char* field : {"id", "seq", "path", "bytes"})
      CHECK(all.body["items"][i][field] == made[i][field]);
  CHECK(all.body["next"].is_null());
  CHECK(all.body["seq"].is_number());

  const Reply newest = desk.admin("GET", "/v1/snapshots?limit=2&order=desc");
  CHECK(newest.body["items"][0]["seq"] == made[2]["seq"]);
  const std::string cursor = newest.body["next"];
  const Reply rest = desk.admin("GET", "/v1/snapshots?limit=2&order=desc&cursor=" + cursor);
  REQUIRE(rest.body["items"].size() == 1);
  CHECK(rest.body["items"][0]["seq"] == made[0]["seq"]);
}

TEST_CASE("snapshots: one that cannot be written says why and what to do, and trading goes on") {
  Desk desk;
  std::ofstream(desk.folder.path / "snapshots") << "in the way";
  const Reply failed = desk.admin("POST", "/v1/snapshots");
  CHECK(failed.status == 503);
  CHECK(failed.code() == "snapshot_failed");
  CHECK(failed.detail().find("snapshots") != std::string::npos);
  CHECK(failed.detail().find("has room and can be written, then send this again") != std::string::npos);
  CHECK(header(failed, "Retry-After") == "1");
  CHECK(desk.open("/readyz").status == 200);
  desk.trader("alice");
}

TEST_CASE("snapshots: for administrators alone, and without anything to say") {
  Desk desk;
  const std::string alice = desk.trader("alice");
  for (const char* method : {"GET", "POST"}) {
    CHECK(desk.send(method, "/v1/snapshots", alice).status == 403);
    CHECK(desk.send(method, "/v1/snapshots", "").status == 401);
  }
  CHECK(desk.admin("POST", "/v1/snapshots", json::object()).status == 201);
  CHECK(desk.admin("POST", "/v1/snapshots", {{"path", "/tmp/x"}}).status == 400);
}

TEST_CASE("snapshots: openapi.json has the members that are written") {
  Desk desk;
  const json document = json::parse(desk.open("/openapi.json").raw.body);
  const json& schema = document["components"]["schemas"]["Snapshot"];
  const json made = desk.admin("POST", "/v1/snapshots").body;
  CHECK(made.size() == schema["properties"].size());
  for (const auto& [name, value] : schema["properties"].items()) CHECK_MESSAGE(made.contains(name), name);
  CHECK(schema["required"].size() == schema["properties"].size());
}

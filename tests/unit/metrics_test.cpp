// GET /metrics: what Prometheus reads is well formed and says what happened.
#include <doctest/doctest.h>

#include "daemon/rest/metrics_text.hpp"
#include "tests/unit/api_desk.hpp"
#include "tests/unit/metrics_reader.hpp"

using namespace market;
using namespace market::test;

namespace {

MetricsReader metrics_of(Desk& desk) {
  const Reply reply = desk.open("/metrics");
  REQUIRE(reply.status == 200);
  CHECK(reply.raw.content_type == "text/plain; version=0.0.4; charset=utf-8");
  return MetricsReader(reply.raw.body);
}

}  // namespace

TEST_CASE("metrics: the figures of the venue are those of its state") {
  Desk desk;
  const std::string alice = desk.trader("alice"), bob = desk.trader("bob", 10);
  desk.place(bob, "sell", 3, "101");
  desk.place(bob, "sell", 2, "102");
  desk.place(alice, "buy", 3, "101");
  desk.state.feed.sse = 4;
  const MetricsReader metrics = metrics_of(desk);
  CHECK(metrics["market_companies"] == 1);
  CHECK(metrics["market_traders"] == 2);
  CHECK(metrics["market_open_orders"] == 1);
  CHECK(metrics["market_trades_total"] == 1);
  CHECK(metrics["market_seq"] == desk.venue.with([](Venue::Session& session) { return session.seq(); }));
  CHECK(metrics["market_durable_seq"] <= metrics["market_seq"]);
  CHECK(metrics["market_feed_clients{transport=\"sse\"}"] == 4);
  CHECK(metrics["market_feed_clients{transport=\"ws\"}"] == 0);
  CHECK(metrics["market_journal_failed"] == 0);
  CHECK(metrics["market_build_info{version=\"1.2.3\"}"] == 1);
  CHECK(metrics["market_uptime_seconds"] >= 0);
  CHECK(metrics["process_resident_memory_bytes"] > 1'000'000);
  CHECK(metrics["process_open_fds"] >= 3);
  CHECK(metrics["process_cpu_seconds_total"] > 0);
}

TEST_CASE("metrics: requests are counted by operation and status, those that are none together") {
  Desk desk;
  desk.open("/v1/market");
  desk.open("/v1/market");
  desk.open("/v1/market/NONE");
  desk.open("/v1/server/audit");
  desk.open("/nowhere");
  const MetricsReader metrics = metrics_of(desk);
  CHECK(metrics["market_requests_total{operation=\"listMarket\",status=\"200\"}"] == 2);
  CHECK(metrics["market_requests_total{operation=\"showMarket\",status=\"404\"}"] == 1);
  CHECK(metrics["market_requests_total{operation=\"showAudit\",status=\"401\"}"] == 1);
  CHECK(metrics["market_requests_total{operation=\"none\",status=\"404\"}"] == 1);
  CHECK(metrics["market_request_duration_seconds_count{operation=\"listMarket\"}"] == 2);
  CHECK(metrics["market_request_duration_seconds_sum{operation=\"listMarket\"}"] > 0);
  CHECK(metrics["market_request_duration_seconds_bucket{operation=\"listMarket\",le=\"10\"}"] == 2);
  CHECK_FALSE(metrics.has("market_requests_total{operation=\"showMetrics\",status=\"200\"}"));
  CHECK(metrics_of(desk)["market_requests_total{operation=\"showMetrics\",status=\"200\"}"] == 1);
}

TEST_CASE("metrics: a request that is answered later counts with its own status and its whole time") {
  Desk desk;
  REQUIRE(desk.admin("POST", "/v1/snapshots").status == 201);
  const MetricsReader metrics = metrics_of(desk);
  CHECK(metrics["market_requests_total{operation=\"createSnapshot\",status=\"201\"}"] == 1);
  CHECK(metrics["market_request_duration_seconds_sum{operation=\"createSnapshot\"}"] > 0.001);
}

TEST_CASE("metrics: snapshots are in it") {
  Desk desk;
  desk.state.started_at = Timestamp(std::chrono::system_clock::now().time_since_epoch().count());
  MetricsReader before = metrics_of(desk);
  CHECK(before["market_snapshot_age_seconds"] < 60);  // since the start, so that an alarm on it works
  CHECK(before["market_snapshot_failures_total"] == 0);
  const Reply made = desk.admin("POST", "/v1/snapshots");
  const MetricsReader after = metrics_of(desk);
  CHECK(after["market_snapshot_seq"] == made.body["seq"]);
  CHECK(after["market_snapshots_total"] > before["market_snapshots_total"]);
  CHECK(after["market_snapshot_duration_seconds"] > 0);
}

TEST_CASE("metrics: public unless public data needs a key, and there while the journal has failed") {
  Desk desk;
  desk.state.journal_failed = true;
  desk.state.ready = false;
  CHECK(metrics_of(desk)["market_journal_failed"] == 1);
  Api closed(desk.venue, desk.state, ApiOptions{Desk::kAdmin, false});
  CHECK(closed.handle({.method = "GET", .path = "/metrics"}).status == 401);
  CHECK(closed.handle({.method = "GET", .path = "/metrics", .authorization = "Bearer admin-key"}).status ==
        200);
}

TEST_CASE("metrics text: labels are escaped, numbers are exact") {
  MetricsText text;
  text.family("a_total", MetricsText::Type::counter, "An a.");
  text.sample("", {{"x", "say \"\\\n"}, {"y", ""}}, std::uint64_t{18'446'744'073'709'551'615u});
  text.family("b", MetricsText::Type::gauge, "A b.");
  text.sample("", {}, 0.1);
  CHECK(text.text() ==
        "# HELP a_total An a.\n# TYPE a_total counter\na_total{x=\"say \\\"\\\\\\n\",y=\"\"} "
        "18446744073709551615\n"
        "# HELP b A b.\n# TYPE b gauge\nb 0.1\n");
}

TEST_CASE("metrics reader: what is not well formed is noticed") {
  const std::string head = "# HELP a A.\n# TYPE a gauge\n";
  CHECK_NOTHROW(MetricsReader(head + "a 1\na{b=\"c\"} +Inf\n"));
  for (const char* wrong :
       {"a 1", "b 1\n", "a 1\na 2\n", "a{} 1\n", "a{b=c} 1\n", "a x\n", "\n", "a{b=\"\"\"} 1\n"})
    CHECK_THROWS_MESSAGE(MetricsReader(head + wrong), wrong);
  const std::string histogram = "# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\n";
  CHECK_NOTHROW(MetricsReader(histogram + "h_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2\n"));
  for (const char* wrong : {"h_sum 1\nh_count 2\n", "h_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
                            "h_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 3\n", "h_bucket{le=\"0.5\"} 2\n"})
    CHECK_THROWS_MESSAGE(MetricsReader(histogram + wrong), wrong);
}

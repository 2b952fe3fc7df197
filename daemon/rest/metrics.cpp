// GET /metrics. It waits neither for durability nor for a journal that failed: that is what it is there to
// show.
#include <chrono>

#include "daemon/rest/handlers.hpp"
#include "daemon/rest/metrics_text.hpp"
#include "daemon/rest/process_figures.hpp"
#include "daemon/rest/request_metrics.hpp"

namespace market {
namespace {

constexpr auto kCounter = MetricsText::Type::counter;
constexpr auto kGauge = MetricsText::Type::gauge;

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

void append_venue(MetricsText& metrics, Venue& venue) {
  struct Counts {
    Seq seq = 0;
    std::uint64_t open_orders = 0, companies = 0, traders = 0, trades = 0;
  };
  const Counts now = venue.with([](const Venue::Session& session) {
    const Exchange& exchange = session.exchange();
    return Counts{session.seq(), exchange.open_order_count(), exchange.company_count(),
                  exchange.trader_count(), exchange.last_trade_id().value()};
  });
  metrics.single("market_seq", kGauge, "The newest command's seq.", now.seq);
  metrics.single("market_durable_seq", kGauge, "The seq up to which the journal is durable.",
                 venue.durable_seq());
  metrics.single("market_open_orders", kGauge, "Orders that are open.", now.open_orders);
  metrics.single("market_companies", kGauge, "Companies, delisted ones included.", now.companies);
  metrics.single("market_traders", kGauge, "Traders, closed accounts included.", now.traders);
  metrics.single("market_trades_total", kCounter, "Trades since the market began.", now.trades);
}

void append_snapshots(MetricsText& metrics, const Call& call) {
  const SnapshotStatus status = call.venue.snapshot_status();
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto since = std::max(status.written_at, call.state.started_at);
  metrics.single("market_snapshot_seq", kGauge, "The seq of the last snapshot.", status.seq);
  metrics.single("market_snapshot_age_seconds", kGauge,
                 "Time since the last snapshot, or since the start while there was none after it.",
                 std::max(0.0, seconds(now - std::chrono::nanoseconds(since.ns()))));
  metrics.single("market_snapshot_duration_seconds", kGauge, "How long the last snapshot took.",
                 seconds(std::chrono::nanoseconds(status.took.ns())));
  metrics.single("market_snapshots_total", kCounter, "Snapshots written since the start.", status.written);
  metrics.single("market_snapshot_failures_total", kCounter, "Snapshots that failed since the start.",
                 status.failed);
}

void append_server(MetricsText& metrics, const ServerState& state) {
  metrics.family("market_build_info", kGauge, "Always 1; the version is a label.");
  metrics.sample("", {{"version", state.version}}, std::uint64_t{1});
  metrics.single("market_uptime_seconds", kGauge, "Time since the start.",
                 seconds(std::chrono::steady_clock::now() - state.started));
  metrics.single("market_journal_failed", kGauge, "1 when the journal cannot be written any more.",
                 std::uint64_t{state.journal_failed});
  metrics.family("market_feed_clients", kGauge, "Clients of the feed.");
  metrics.sample("", {{"transport", "sse"}}, std::uint64_t{state.feed.sse});
  metrics.sample("", {{"transport", "ws"}}, std::uint64_t{state.feed.websocket});
  metrics.single("market_feed_messages_total", kCounter,
                 "Messages of what happened, sent to clients of the feed.", state.feed.messages.load());
  metrics.single("market_feed_bytes_total", kCounter, "The bytes of them.", state.feed.bytes.load());
  metrics.single("market_feed_conflated_total", kCounter,
                 "Messages that slow clients of the feed were spared, because a newer one says as much.",
                 state.feed.conflated.load());
  metrics.single("market_feed_closed_slow_total", kCounter,
                 "Clients of the feed closed because they were too slow.", state.feed.closed_slow.load());
}

void append_process(MetricsText& metrics) {
  const ProcessFigures process = read_process_figures();
  metrics.single("process_resident_memory_bytes", kGauge, "Memory in use.", process.resident_bytes);
  metrics.single("process_open_fds", kGauge, "Open file descriptors.", process.open_files);
  metrics.single("process_cpu_seconds_total", kCounter, "Processor time.", process.cpu_seconds);
}

}  // namespace

Answer show_metrics(Call& call) {
  MetricsText metrics;
  append_venue(metrics, call.venue);
  append_snapshots(metrics, call);
  append_server(metrics, call.state);
  call.requests.append_to(metrics);
  append_process(metrics);
  ApiResponse response;
  response.content_type = MetricsText::kContentType;
  response.body = metrics.text();
  return response;
}

}  // namespace market

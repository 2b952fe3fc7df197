// Whether the process runs and takes requests: livez and readyz.
#include <chrono>

#include "daemon/rest/handlers.hpp"
#include "daemon/rest/problems.hpp"
#include "daemon/rest/query_reader.hpp"
#include "wire/json_writer.hpp"

namespace market {
namespace {

enum class Detail { brief, verbose };

std::optional<Detail> parse_detail(std::string_view text) {
  if (text.empty() || text == "true" || text == "1") return Detail::verbose;
  if (text == "false" || text == "0") return Detail::brief;
  return std::nullopt;
}

ApiResponse status_answer(std::string_view status) {
  std::string body;
  JsonWriter(body).begin_object().field("status", status).end_object();
  return json_answer(200, std::move(body));
}

// Why the server takes no requests now.
std::optional<Problem> unready(const ServerState& state) {
  if (state.journal_failed) return problem_of(503, "journal_failed", "the journal cannot be written");
  if (state.stopping) return problem_of(503, "stopping", "the server is shutting down");
  if (!state.ready) return problem_of(503, "starting", "the server is not ready yet: try again soon");
  return std::nullopt;
}

std::string ago(std::chrono::nanoseconds age) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(age).count();
  return std::to_string(std::max<std::int64_t>(seconds, 0)) + " s ago";
}

std::string ago(Timestamp time) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return ago(now - std::chrono::nanoseconds(time.ns()));
}

// The lines follow those of Kubernetes' own components.
void append_check(std::string& out, bool ok, std::string_view text) {
  out += ok ? "[+] " : "[-] ";
  out += text;
  out += '\n';
}

// One that fails keeps nobody from trading.
void append_snapshot_check(std::string& out, const Call& call) {
  const SnapshotStatus status = call.venue.snapshot_status();
  const bool written = status.written_at != Timestamp();
  const std::string last =
      written ? "seq " + std::to_string(status.seq) + ", " + ago(status.written_at) : "none yet";
  if (status.error.empty()) return append_check(out, true, "snapshot ok: " + last);
  const auto age = std::chrono::steady_clock::now() - call.state.snapshot_failed_at.load();
  append_check(out, false,
               "snapshot failed " + ago(age) + ": " + status.error + " (the last one: " + last + ")");
}

ApiResponse verbose_answer(const Call& call) {
  const ServerState& state = call.state;
  const bool ready = !unready(state);
  ApiResponse response;
  response.status = ready ? 200 : 503;
  response.content_type = "text/plain; charset=utf-8";
  std::string& out = response.body;
  append_check(out, !state.journal_failed,
               state.journal_failed
                   ? "journal failed: nothing more is acknowledged"
                   : "journal ok: durable up to seq " + std::to_string(call.venue.durable_seq()));
  append_check(out, state.ready && !state.stopping,
               state.stopping ? "serving failed: stopping"
               : state.ready  ? "serving ok"
                              : "serving failed: starting");
  append_snapshot_check(out, call);
  out += ready ? "readyz check passed\n" : "readyz check failed\n";
  if (!ready) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

Answer check_live(Call&) {
  return status_answer("ok");
}

Answer check_ready(Call& call) {
  static constexpr std::string_view kWords[] = {"true", "false"};
  QueryReader query(call);
  const Detail detail = query.word("verbose", parse_detail, Words{kWords}).value_or(Detail::brief);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  if (detail == Detail::verbose) return verbose_answer(call);
  if (auto problem = unready(call.state)) return tl::unexpected(std::move(*problem));
  return status_answer("ready");
}

}  // namespace market

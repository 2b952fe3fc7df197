#include <algorithm>

#include "core/hash.hpp"
#include "daemon/rest/handlers.hpp"
#include "schema/schema.hpp"
#include "wire/json_writer.hpp"

namespace market {
namespace {

struct ServerCounts {
  std::uint32_t companies = 0;
  std::uint32_t traders = 0;
  std::uint64_t open_orders = 0;
};

// That the ledger's accounts, which know the engine's events alone, are the engine's.
AuditCheck ledger_balanced(const Venue::Session& session) {
  std::string difference = session.history().ledger().difference(session.exchange());
  const bool ok = difference.empty();
  if (ok)
    difference = "the accounts of " + std::to_string(session.exchange().trader_count()) + " traders and " +
                 std::to_string(session.exchange().company_count()) +
                 " companies are as their entries say, and all together hold nothing";
  return {"ledger_balanced", ok, std::move(difference)};
}

struct Audit {
  std::uint64_t state_hash = 0;
  std::vector<AuditCheck> checks;
};

}  // namespace

Answer show_server(Call& call) {
  const ServerCounts counts = call.with([](const Venue::Session& session) {
    const Exchange& exchange = session.exchange();
    return ServerCounts{exchange.company_count(), exchange.trader_count(), exchange.open_order_count()};
  });
  const ServerState& state = call.state;
  const auto uptime = std::chrono::steady_clock::now() - state.started;
  std::string body;
  JsonWriter json(body);
  json.begin_object()
      .field("version", state.version)
      .field("started_at", state.started_at)
      .field("uptime_seconds", std::chrono::duration_cast<std::chrono::seconds>(uptime).count())
      .field("seq", call.seq)
      .field("durable_seq", call.venue.durable_seq())
      .field("durability", to_text(call.venue.durability()))
      .field("companies", counts.companies)
      .field("traders", counts.traders)
      .field("open_orders", counts.open_orders);
  json.key("feed")
      .begin_object()
      .field("sse", state.feed.sse.load())
      .field("ws", state.feed.websocket.load())
      .end_object();
  json.end_object();
  return json_answer(200, std::move(body));
}

Answer show_audit(Call& call) {
  const Audit audit = call.with([](const Venue::Session& session) {
    Audit now{session.exchange().state_hash(), session.exchange().audit()};
    now.checks.push_back(ledger_balanced(session));
    return now;
  });
  const bool ok =
      std::all_of(audit.checks.begin(), audit.checks.end(), [](const AuditCheck& check) { return check.ok; });
  std::string body;
  JsonWriter json(body);
  json.begin_object().field("ok", ok).field("seq", call.seq).field("state_hash", hash_text(audit.state_hash));
  json.key("checks").begin_array();
  for (const AuditCheck& check : audit.checks)
    json.begin_object()
        .field("name", check.name)
        .field("ok", check.ok)
        .field("detail", check.detail)
        .end_object();
  json.end_array().end_object();
  return json_answer(200, std::move(body));
}

Answer show_server_config(Call& call) {
  return json_answer(200, call.state.config_json);
}

Answer show_open_api(Call&) {
  return json_answer(200, std::string(openapi_json()));
}

}  // namespace market

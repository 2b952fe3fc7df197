#include "daemon/rest/endpoint_table.hpp"

#include <array>
#include <vector>

#include "daemon/rest/handlers.hpp"

namespace market {
namespace {

// clang-format off
// A path without parameters stands before the one with parameters that it would match as well.
constexpr Endpoint kEndpoints[] = {
    {"POST",   "/v1/orders",                          Access::trader,      "placeOrder",          "", place_order},
    {"POST",   "/v1/orders/preview",                  Access::trader,      "previewOrder",        "", preview_order},
    {"POST",   "/v1/orders/cancel-after",             Access::trader,      "cancelAfter",         "", cancel_after},
    {"POST",   "/v1/orders/batch",                    Access::trader,      "batchOrders",         "", batch_orders},
    {"GET",    "/v1/orders",                          Access::trader,      "listOrders",          "trader symbol status side limit cursor order", list_orders},
    {"DELETE", "/v1/orders",                          Access::trader,      "cancelOrders",        "trader symbol side", cancel_orders},
    {"GET",    "/v1/orders/{id}",                     Access::trader,      "showOrder",           "", show_order},
    {"GET",    "/v1/orders/by-client-id/{client_order_id}", Access::trader, "showOrderByClientId", "trader", show_order_by_client_id},
    {"PATCH",  "/v1/orders/{id}",                     Access::trader,      "amendOrder",          "", amend_order},
    {"DELETE", "/v1/orders/{id}",                     Access::trader,      "cancelOrder",         "", cancel_order},

    {"POST",   "/v1/companies",                       Access::admin,       "registerCompany",     "", register_company},
    {"GET",    "/v1/companies",                       Access::public_data, "listCompanies",       "status q limit cursor order", list_companies},
    {"GET",    "/v1/companies/{symbol}",              Access::public_data, "showCompany",         "", show_company},
    {"PATCH",  "/v1/companies/{symbol}",              Access::admin,       "updateCompany",       "", update_company},
    {"DELETE", "/v1/companies/{symbol}",              Access::admin,       "delistCompany",       "", delist_company},
    {"POST",   "/v1/companies/{symbol}/halt",         Access::admin,       "haltCompany",         "", halt_company},
    {"POST",   "/v1/companies/{symbol}/resume",       Access::admin,       "resumeCompany",       "", resume_company},
    {"POST",   "/v1/companies/{symbol}/auction",      Access::admin,       "startAuction",        "", start_auction},
    {"POST",   "/v1/companies/{symbol}/uncross",      Access::admin,       "uncrossCompany",      "", uncross_company},
    {"POST",   "/v1/companies/{symbol}/issue",        Access::admin,       "issueShares",         "", issue_shares},
    {"POST",   "/v1/companies/{symbol}/dividend",     Access::admin,       "payDividend",         "", pay_dividend},
    {"POST",   "/v1/companies/{symbol}/split",        Access::admin,       "splitShares",         "", split_shares},

    {"POST",   "/v1/traders",                         Access::admin,       "registerTrader",      "", register_trader},
    {"GET",    "/v1/traders",                         Access::admin,       "listTraders",         "limit cursor order", list_traders},
    {"GET",    "/v1/traders/{id}",                    Access::trader,      "showTrader",          "", show_trader},
    {"PATCH",  "/v1/traders/{id}",                    Access::admin,       "updateTrader",        "", update_trader},
    {"DELETE", "/v1/traders/{id}",                    Access::admin,       "closeTrader",         "", close_trader},
    {"POST",   "/v1/traders/{id}/deposit",            Access::admin,       "depositCash",         "", deposit_cash},
    {"POST",   "/v1/traders/{id}/withdraw",           Access::admin,       "withdrawCash",        "", withdraw_cash},
    {"GET",    "/v1/traders/{id}/portfolio",          Access::trader,      "showPortfolio",       "", show_portfolio},
    {"GET",    "/v1/traders/{id}/orders",             Access::trader,      "listTraderOrders",    "symbol status side limit cursor order", list_trader_orders},
    {"GET",    "/v1/traders/{id}/trades",             Access::trader,      "listTraderTrades",    "symbol limit cursor order", list_trader_trades},
    {"GET",    "/v1/traders/{id}/ledger",             Access::trader,      "listLedger",          "kind asset symbol start end limit cursor order", list_ledger},
    {"GET",    "/v1/traders/{id}/history",            Access::trader,      "listEquity",          "interval start end limit cursor order", list_equity},
    {"GET",    "/v1/leaderboard",                     Access::trader,      "listLeaderboard",     "by limit cursor", list_leaderboard},
    {"POST",   "/v1/traders/{id}/keys",               Access::admin,       "addKey",              "", add_key},
    {"DELETE", "/v1/traders/{id}/keys/{key_id}",      Access::admin,       "revokeKey",           "", revoke_key},

    {"GET",    "/v1/market",                          Access::public_data, "listMarket",          "limit cursor order", list_market},
    {"GET",    "/v1/market/{symbol}",                 Access::public_data, "showMarket",          "", show_market},
    {"GET",    "/v1/market/{symbol}/book",            Access::public_data, "showBook",            "depth level", show_book},
    {"GET",    "/v1/market/{symbol}/auction",         Access::public_data, "showAuction",         "", show_auction},
    {"GET",    "/v1/market/{symbol}/bars",            Access::public_data, "listBars",            "interval start end limit cursor order", list_bars},
    {"GET",    "/v1/market/{symbol}/trades",          Access::public_data, "listMarketTrades",    "limit cursor order", list_market_trades},
    {"GET",    "/v1/trades",                          Access::public_data, "listTrades",          "symbol trader limit cursor order", list_trades},
    {"GET",    "/v1/clock",                           Access::public_data, "showClock",           "", show_clock},
    {"GET",    "/v1/feed",                            Access::public_data, "streamFeed",          "channels symbols since", nullptr},

    {"GET",    "/v1/fees",                            Access::public_data, "showFees",            "", show_fees},
    {"PUT",    "/v1/fees",                            Access::admin,       "setFees",             "", set_fees},
    {"GET",    "/v1/fees/estimate",                   Access::public_data, "estimateFees",        "price quantity symbol trader", estimate_fees},
    {"GET",    "/v1/fees/revenue",                    Access::public_data, "listFeeRevenue",      "", list_fee_revenue},

    {"GET",    "/v1/simulation",                      Access::admin,       "showSimulation",      "", show_simulation},
    {"PUT",    "/v1/simulation",                      Access::admin,       "loadSimulation",      "", load_simulation},
    {"PATCH",  "/v1/simulation",                      Access::admin,       "setSimulationSpeed",  "", set_simulation_speed},
    {"POST",   "/v1/simulation/start",                Access::admin,       "startSimulation",     "", start_simulation},
    {"POST",   "/v1/simulation/pause",                Access::admin,       "pauseSimulation",     "", pause_simulation},
    {"POST",   "/v1/simulation/stop",                 Access::admin,       "stopSimulation",      "", stop_simulation},
    {"POST",   "/v1/simulation/step",                 Access::admin,       "stepSimulation",      "", step_simulation},
    {"POST",   "/v1/simulation/shock",                Access::admin,       "shockSimulation",     "", shock_simulation},
    {"GET",    "/v1/simulation/report",               Access::admin,       "reportSimulation",    "symbol", report_simulation},

    {"GET",    "/livez",                              Access::open,        "checkLive",           "", check_live},
    {"GET",    "/readyz",                             Access::open,        "checkReady",          "verbose", check_ready},
    {"GET",    "/metrics",                            Access::public_data, "showMetrics",         "", show_metrics},
    {"POST",   "/v1/snapshots",                       Access::admin,       "createSnapshot",      "", create_snapshot},
    {"GET",    "/v1/snapshots",                       Access::admin,       "listSnapshots",       "limit cursor order", list_snapshots},
    {"GET",    "/v1/server",                          Access::public_data, "showServer",          "", show_server},
    {"GET",    "/v1/server/audit",                    Access::admin,       "showAudit",           "", show_audit},
    {"GET",    "/v1/server/config",                   Access::admin,       "showServerConfig",    "", show_server_config},
    {"GET",    "/openapi.json",                       Access::open,        "showOpenApi",         "", show_open_api},
};
// clang-format on

constexpr std::size_t kMaxSegments = 6;

struct Segments {
  std::array<std::string_view, kMaxSegments + 1> part;
  std::size_t count = 0;  // kMaxSegments + 1: more than any endpoint has
};

Segments split(std::string_view path) {
  Segments segments;
  while (!path.empty() && path.front() == '/' && segments.count <= kMaxSegments) {
    path.remove_prefix(1);
    const std::string_view part = path.substr(0, path.find('/'));
    segments.part[segments.count++] = part;
    path.remove_prefix(part.size());
  }
  return segments;
}

bool is_parameter(std::string_view segment) {
  return !segment.empty() && segment.front() == '{';
}

struct Pattern {
  Segments segments;
  bool takes_rest = false;  // a client_order_id may hold slashes of its own
};

const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> all = [] {
    std::vector<Pattern> made;
    for (const Endpoint& endpoint : kEndpoints) {
      const Segments segments = split(endpoint.path);
      made.push_back({segments, segments.part[segments.count - 1] == "{client_order_id}"});
    }
    return made;
  }();
  return all;
}

bool matches(const Pattern& pattern, const Segments& given, std::string_view path, PathArguments& arguments) {
  const Segments& wanted = pattern.segments;
  if (given.count != wanted.count && !(pattern.takes_rest && given.count > wanted.count)) return false;
  arguments.count = 0;
  for (std::size_t i = 0; i < wanted.count; ++i) {
    const std::string_view name = wanted.part[i];
    if (!is_parameter(name)) {
      if (given.part[i] != name) return false;
      continue;
    }
    std::string_view value = given.part[i];
    if (pattern.takes_rest && i + 1 == wanted.count)
      value = path.substr(static_cast<std::size_t>(value.data() - path.data()));
    if (value.empty()) return false;
    arguments.named[arguments.count++] = {name.substr(1, name.size() - 2), value};
  }
  return true;
}

}  // namespace

std::span<const Endpoint> endpoints() {
  return kEndpoints;
}

Route find_route(std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  const Segments given = split(path);
  Route route;
  bool named = false;  // an endpoint without parameters has this path
  for (std::size_t i = 0; i < std::size(kEndpoints); ++i) {
    const Endpoint& endpoint = kEndpoints[i];
    if (!matches(patterns()[i], given, path, route.arguments)) continue;
    // "/v1/orders/batch" is no order: what a path names itself, no parameter stands for.
    if (named && route.arguments.count > 0) continue;
    named = named || route.arguments.count == 0;
    const bool streams = endpoint.handler == nullptr;
    if (endpoint.method == wanted && !(streams && method == "HEAD")) {
      route.endpoint = &endpoint;
      route.allow.clear();
      return route;
    }
    if (!route.allow.empty()) route.allow += ", ";
    route.allow += endpoint.method;
  }
  return route;
}

}  // namespace market

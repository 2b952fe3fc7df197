#include <algorithm>

#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/problems.hpp"
#include "daemon/rest/query_reader.hpp"
#include "wire/fee_json.hpp"
#include "wire/fee_requests.hpp"

namespace market {
namespace {

ApiResponse fees_answer(const FeeTable& table) {
  std::string body;
  JsonWriter json(body);
  append_fee_table(json, table);
  return json_answer(200, std::move(body));
}

// The schedule that applies where no company has a say: the trader's own, else the venue's default.
FeeSchedule general_schedule(const Exchange& exchange, std::optional<TraderId> trader) {
  const FeeTable& table = exchange.fees();
  const std::string& own = trader ? exchange.trader(*trader).fee_schedule : table.default_schedule;
  const std::string& wanted = own.empty() ? table.default_schedule : own;
  const auto found = std::find_if(table.schedules.begin(), table.schedules.end(),
                                  [&](const FeeSchedule& schedule) { return schedule.name == wanted; });
  MARKET_CHECK(found != table.schedules.end());
  return *found;
}

struct EstimateQuery {
  Money notional;
  std::optional<Symbol> symbol;
  std::optional<Slug> trader;
};

Found<EstimateQuery> read_estimate(const Call& call) {
  QueryReader query(call);
  const auto price = query.price("price", Need::required);
  const auto quantity = query.quantity("quantity", Need::required);
  EstimateQuery estimate{{}, query.symbol("symbol"), query.slug("trader")};
  if (price && quantity) {
    if (const auto value = notional(*price, *quantity)) {
      estimate.notional = *value;
    } else {
      query.fail("quantity", "price × quantity must not exceed " + to_text(kMaxNotional));
    }
  }
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  return estimate;
}

Found<FeeEstimate> estimate(const Call& call, const Exchange& exchange, const EstimateQuery& query) {
  std::optional<TraderId> trader;
  if (query.trader) {
    const auto found = acting_trader(call.principal, query.trader, exchange);
    if (!found) return tl::unexpected(found.error());
    trader = *found;
  }
  if (!query.symbol) {
    const FeeSchedule schedule = general_schedule(exchange, trader);
    return FeeEstimate{query.notional, fraction_of(query.notional, schedule.maker.bps),
                       fraction_of(query.notional, schedule.taker.bps)};
  }
  const auto company = find_company(exchange, query.symbol->view());
  if (!company) return tl::unexpected(company.error());
  return FeeEstimate{query.notional, exchange.fee(*company, trader, Liquidity::maker, query.notional),
                     exchange.fee(*company, trader, Liquidity::taker, query.notional)};
}

}  // namespace

Answer show_fees(Call& call) {
  return fees_answer(call.with([](const Venue::Session& session) { return session.exchange().fees(); }));
}

Answer set_fees(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  auto table = read_fee_table(*body);
  if (!table) return tl::unexpected(std::move(table.error()));
  const auto stored = call.with([&](Venue::Session& session) -> Found<FeeTable> {
    for (const Beneficiary& beneficiary : table->distribution)
      if (beneficiary.kind == Beneficiary::Kind::trader)
        if (auto trader = find_trader(session.exchange(), beneficiary.trader.view()); !trader)
          return tl::unexpected(std::move(trader.error()));
    if (auto applied = submit(session, SetFees{std::move(*table)}); !applied)
      return tl::unexpected(std::move(applied.error()));
    return session.exchange().fees();
  });
  if (!stored) return tl::unexpected(stored.error());
  return fees_answer(*stored);
}

Answer estimate_fees(Call& call) {
  const auto query = read_estimate(call);
  if (!query) return tl::unexpected(query.error());
  if (query->trader && call.principal.role == Principal::Role::anonymous)
    return tl::unexpected(unauthenticated("the fees of one trader need that trader's key or an admin key"));
  const auto fees =
      call.with([&](const Venue::Session& session) { return estimate(call, session.exchange(), *query); });
  if (!fees) return tl::unexpected(fees.error());
  std::string body;
  JsonWriter json(body);
  append_fee_estimate(json, *fees);
  return json_answer(200, std::move(body));
}

}  // namespace market

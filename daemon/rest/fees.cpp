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

struct EstimateQuery {
  Money notional;
  Quantity quantity;
  std::optional<Symbol> symbol;
  std::optional<Slug> trader;
};

Found<EstimateQuery> read_estimate(const Call& call) {
  QueryReader query(call);
  const auto price = query.price("price", Need::required);
  const auto quantity = query.quantity("quantity", Need::required);
  EstimateQuery estimate{{}, quantity.value_or(Quantity()), query.symbol("symbol"), query.slug("trader")};
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

Found<FeeEstimate> estimate(const Call& call, const Venue::Session& session, const EstimateQuery& query) {
  const Exchange& exchange = session.exchange();
  std::optional<TraderId> trader;
  if (query.trader) {
    const auto found = acting_trader(call.principal, query.trader, exchange);
    if (!found) return tl::unexpected(found.error());
    trader = *found;
  }
  std::optional<CompanyId> company;
  if (query.symbol) {
    const auto found = find_company(exchange, query.symbol->view());
    if (!found) return tl::unexpected(found.error());
    company = *found;
  }
  const auto fee = [&](Liquidity liquidity) {
    return exchange.fee(company, trader, liquidity, query.notional, query.quantity, session.now());
  };
  const FeeEstimate::Side side{fee(Liquidity::maker), fee(Liquidity::taker), fee(Liquidity::auction)};
  return FeeEstimate{query.notional, side, side};  // schedules know no buyers and sellers
}

// What each was ever paid: the exchange always, others who got something.
FeeRevenue revenue_of(const Exchange& exchange) {
  const Treasury& treasury = exchange.treasury();
  FeeRevenue revenue{{}, treasury.fees_taken, treasury.fees_distributed, exchange.seq()};
  revenue.items.push_back({"exchange", std::nullopt, exchange.fee_revenue(AccountRef::exchange())});
  for (std::uint32_t i = 0; i < exchange.company_count(); ++i)
    if (const Amount paid = exchange.fee_revenue(AccountRef::issuer(CompanyId(i))); paid != Amount())
      revenue.items.push_back({"issuer", exchange.company(CompanyId(i)).symbol, paid});
  for (const TraderId trader : exchange.traders_paid_fees())
    if (const Amount paid = exchange.fee_revenue(AccountRef::of(trader)); paid != Amount())
      revenue.items.push_back(
          {"trader:" + std::string(exchange.trader(trader).slug.view()), std::nullopt, paid});
  return revenue;
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
  const auto fees = call.with([&](const Venue::Session& session) { return estimate(call, session, *query); });
  if (!fees) return tl::unexpected(fees.error());
  std::string body;
  JsonWriter json(body);
  append_fee_estimate(json, *fees);
  return json_answer(200, std::move(body));
}

Answer list_fee_revenue(Call& call) {
  const FeeRevenue revenue =
      call.with([](const Venue::Session& session) { return revenue_of(session.exchange()); });
  std::string body;
  JsonWriter json(body);
  append_fee_revenue(json, revenue);
  return json_answer(200, std::move(body));
}

}  // namespace market

#include <algorithm>

#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/page.hpp"
#include "wire/portfolio_json.hpp"
#include "wire/trader_json.hpp"
#include "wire/trader_requests.hpp"

namespace market {
namespace {

struct TraderView {
  Trader trader;
  Account account;
  Amount volume_30d;
};

TraderView view_of(const Venue::Session& session, TraderId id) {
  const Exchange& exchange = session.exchange();
  return {exchange.trader(id), exchange.account(id), exchange.volume_30d(id, session.now())};
}

ApiResponse trader_answer(int status, const TraderView& view, std::string_view api_key = {}) {
  std::string body;
  JsonWriter json(body);
  append_trader(json, view.trader, view.account, view.volume_30d, api_key);
  return json_answer(status, std::move(body));
}

// "trader-7", the first of its kind that is free.
Slug free_slug(const Exchange& exchange) {
  for (std::uint32_t number = exchange.trader_count() + 1;; ++number) {
    const std::string name = "trader-" + std::to_string(number);
    if (!exchange.find_trader(name)) return Slug(name);
  }
}

Found<Command> registration(const Exchange& exchange, const RegisterTraderRequest& request,
                            const ApiKey& key) {
  RegisterTrader command{request.id ? *request.id : free_slug(exchange),
                         request.name,
                         request.cash,
                         {},
                         request.fee_schedule,
                         request.limits,
                         key};
  for (const auto& [symbol, quantity] : request.holdings) {
    const auto company = find_company(exchange, symbol.view());
    if (!company) return tl::unexpected(company.error());
    command.holdings.emplace_back(*company, quantity);
  }
  return command;
}

// Submits what build(exchange, trader) makes of the trader of the path, and answers with that trader as it is
// afterwards.
template <class Build>
Answer change_trader(Call& call, Build build) {
  const auto view = call.with([&](Venue::Session& session) -> Found<TraderView> {
    const Exchange& exchange = session.exchange();
    const auto trader = path_trader(call, exchange);
    if (!trader) return tl::unexpected(trader.error());
    if (auto applied = submit(session, build(exchange, *trader)); !applied)
      return tl::unexpected(std::move(applied.error()));
    if (exchange.trader(*trader).closed_at) call.keys.update(exchange.trader(*trader));
    return view_of(session, *trader);
  });
  if (!view) return tl::unexpected(view.error());
  return trader_answer(200, *view);
}

template <class CashCommand>
Answer move_cash(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  const auto amount = read_amount(*body);
  if (!amount) return tl::unexpected(amount.error());
  return change_trader(call, [&](const Exchange&, TraderId trader) { return CashCommand{trader, *amount}; });
}

UpdateTrader update_of(const Exchange& exchange, TraderId trader, const UpdateTraderRequest& request) {
  UpdateTrader command{trader, request.name, request.fee_schedule, std::nullopt};
  if (request.changes_limits()) command.limits = request.merged(exchange.trader(trader).limits);
  return command;
}

Portfolio portfolio_of(const Exchange& exchange, TraderId trader) {
  Portfolio portfolio{exchange.trader(trader).slug, exchange.account(trader), {}, {}};
  for (std::uint32_t i = 0; i < exchange.company_count(); ++i) {
    const Position position = exchange.position(trader, CompanyId(i));
    portfolio.realized_pnl += position.realized_pnl;
    if (position.quantity == Quantity()) continue;
    const Company& company = exchange.company(CompanyId(i));
    portfolio.holdings.push_back({company.symbol, position, company.last_price});
  }
  return portfolio;
}

}  // namespace

Answer register_trader(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  const auto request = read_register_trader(*body);
  if (!request) return tl::unexpected(request.error());
  const NewKey key = call.keys.make_key();
  const auto view = call.with([&](Venue::Session& session) -> Found<TraderView> {
    const auto command = registration(session.exchange(), *request, key.key);
    if (!command) return tl::unexpected(command.error());
    const auto applied = submit(session, *command);
    if (!applied) return tl::unexpected(applied.error());
    call.keys.update(session.exchange().trader(applied->trader));
    return view_of(session, applied->trader);
  });
  if (!view) return tl::unexpected(view.error());
  return trader_answer(201, *view, key.text);
}

Answer list_traders(Call& call) {
  QueryReader query(call);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  std::vector<TraderView> found;
  const auto next = call.with([&](const Venue::Session& session) {
    return walk_page(
        page, session.exchange().trader_count(), [](std::size_t i) { return i; },
        [](std::size_t) { return true; },
        [&](std::size_t i) { found.push_back(view_of(session, TraderId(static_cast<std::uint32_t>(i)))); });
  });
  const auto append = [](JsonWriter& json, const TraderView& view) {
    append_trader(json, view.trader, view.account, view.volume_30d);
  };
  return json_answer(200, list_body(found, next, call.seq, append));
}

Answer show_trader(Call& call) {
  const auto view = call.with([&](const Venue::Session& session) -> Found<TraderView> {
    const auto trader = path_trader(call, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    return view_of(session, *trader);
  });
  if (!view) return tl::unexpected(view.error());
  return trader_answer(200, *view);
}

Answer update_trader(Call& call) {
  const auto body = read_body(call);
  if (!body) return tl::unexpected(body.error());
  const auto request = read_update_trader(*body);
  if (!request) return tl::unexpected(request.error());
  return change_trader(
      call, [&](const Exchange& exchange, TraderId trader) { return update_of(exchange, trader, *request); });
}

Answer close_trader(Call& call) {
  const auto body = read_optional_body(call);
  if (!body) return tl::unexpected(body.error());
  if (auto nothing = read_nothing(*body); !nothing) return tl::unexpected(std::move(nothing.error()));
  return change_trader(call, [](const Exchange&, TraderId trader) { return CloseTrader{trader}; });
}

Answer deposit_cash(Call& call) {
  return move_cash<Deposit>(call);
}
Answer withdraw_cash(Call& call) {
  return move_cash<Withdraw>(call);
}

Answer show_portfolio(Call& call) {
  auto portfolio = call.with([&](const Venue::Session& session) -> Found<Portfolio> {
    const auto trader = path_trader(call, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    return portfolio_of(session.exchange(), *trader);
  });
  if (!portfolio) return tl::unexpected(portfolio.error());
  std::sort(portfolio->holdings.begin(), portfolio->holdings.end(),
            [](const Holding& a, const Holding& b) { return a.symbol < b.symbol; });
  std::string body;
  JsonWriter json(body);
  append_portfolio(json, *portfolio, call.seq);
  return json_answer(200, std::move(body));
}

Answer add_key(Call& call) {
  const auto body = read_optional_body(call);
  if (!body) return tl::unexpected(body.error());
  if (auto nothing = read_nothing(*body); !nothing) return tl::unexpected(std::move(nothing.error()));
  const NewKey key = call.keys.make_key();
  const auto created_at = call.with([&](Venue::Session& session) -> Found<Timestamp> {
    const auto trader = path_trader(call, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    if (auto applied = submit(session, AddKey{*trader, key.key}); !applied)
      return tl::unexpected(std::move(applied.error()));
    call.keys.update(session.exchange().trader(*trader));
    return session.exchange().now();
  });
  if (!created_at) return tl::unexpected(created_at.error());
  std::string text;
  JsonWriter json(text);
  json.begin_object()
      .field("key_id", key.key.id)
      .field("api_key", key.text)
      .field("created_at", *created_at)
      .end_object();
  return json_answer(201, std::move(text));
}

Answer revoke_key(Call& call) {
  // A text that is too long for a key id is no key's, as the empty one.
  const std::string_view named = call.path["key_id"];
  const KeyId key = KeyId::fits(named) ? KeyId(named) : KeyId();
  const auto done = call.with([&](Venue::Session& session) -> Found<Applied> {
    const auto trader = path_trader(call, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    const auto applied = submit(session, RevokeKey{*trader, key});
    if (applied) call.keys.update(session.exchange().trader(*trader));
    return applied;
  });
  if (!done) return tl::unexpected(done.error());
  return ApiResponse{.status = 204, .content_type = "", .body = "", .seq = 0, .headers = {}};
}

}  // namespace market

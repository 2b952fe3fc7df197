#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/page.hpp"
#include "daemon/rest/problems.hpp"
#include "wire/trade_json.hpp"

namespace market {
namespace {

struct ListedTrade {
  Trade trade;
  Symbol symbol;
  std::optional<Side> own;  // the side whose view is shown; absent: the public view
};

struct TradePage {
  std::vector<ListedTrade> trades;
  std::optional<std::string> next;
};

void append_listed(JsonWriter& json, const ListedTrade& listed) {
  if (listed.own) {
    append_own_trade(json, listed.trade, listed.symbol, *listed.own);
  } else {
    append_trade(json, listed.trade, listed.symbol);
  }
}

const Symbol& symbol_of(const Venue::Session& session, const Trade& trade) {
  return session.exchange().company(trade.company).symbol;
}

// The public view of the trades whose ids stand at 0 … count-1, ascending.
template <class IdAt>
TradePage walk_public(const Venue::Session& session, const Page& page, std::size_t count, IdAt id_at) {
  TradePage found;
  found.next = walk_page(
      page, count, [&](std::size_t i) { return id_at(i).value(); }, [](std::size_t) { return true; },
      [&](std::size_t i) {
        const Trade& trade = session.history().trade(id_at(i));
        found.trades.push_back({trade, symbol_of(session, trade), std::nullopt});
      });
  return found;
}

TradePage public_trades(const Venue::Session& session, const Page& page, std::optional<CompanyId> company) {
  const History& history = session.history();
  if (!company)
    return walk_public(session, page, history.trades().size(), [](std::size_t i) { return TradeId(i + 1); });
  const std::vector<TradeId>& ids = history.trades_of(*company);
  return walk_public(session, page, ids.size(), [&](std::size_t i) { return ids[i]; });
}

// A trader's own view: each trade has two sides, numbered 2 × id and 2 × id + 1, of which a trade with itself
// shows both.
TradePage own_trades(const Venue::Session& session, const Page& page, TraderId trader,
                     std::optional<CompanyId> company) {
  const std::vector<TradeId>& ids = session.history().trades_of(trader);
  const auto side_at = [](std::size_t i) { return i % 2 == 0 ? Side::buy : Side::sell; };
  const auto trade_at = [&](std::size_t i) -> const Trade& { return session.history().trade(ids[i / 2]); };
  TradePage found;
  found.next = walk_page(
      page, 2 * ids.size(), [&](std::size_t i) { return 2 * ids[i / 2].value() + i % 2; },
      [&](std::size_t i) {
        const Trade& trade = trade_at(i);
        const TraderId there = side_at(i) == Side::buy ? trade.buyer : trade.seller;
        return there == trader && (!company || trade.company == *company);
      },
      [&](std::size_t i) {
        const Trade& trade = trade_at(i);
        found.trades.push_back({trade, symbol_of(session, trade), side_at(i)});
      });
  return found;
}

Found<std::optional<CompanyId>> company_filter(const Exchange& exchange,
                                               const std::optional<Symbol>& symbol) {
  if (!symbol) return std::nullopt;
  const auto company = find_company(exchange, symbol->view());
  if (!company) return tl::unexpected(company.error());
  return std::optional(*company);
}

Answer trades_answer(const Call& call, const Found<TradePage>& found) {
  if (!found) return tl::unexpected(found.error());
  return json_answer(200, list_body(found->trades, found->next, call.seq, append_listed));
}

}  // namespace

Answer list_market_trades(Call& call) {
  QueryReader query(call);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  return trades_answer(call, call.with([&](const Venue::Session& session) -> Found<TradePage> {
    const auto company = find_company(session.exchange(), call.path["symbol"]);
    if (!company) return tl::unexpected(company.error());
    return public_trades(session, page, *company);
  }));
}

Answer list_trades(Call& call) {
  QueryReader query(call);
  const auto symbol = query.symbol("symbol");
  const auto named = query.slug("trader");
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  if (named && call.principal.role == Principal::Role::anonymous)
    return tl::unexpected(unauthenticated("the trades of one trader need that trader's key or an admin key"));
  return trades_answer(call, call.with([&](const Venue::Session& session) -> Found<TradePage> {
    const auto company = company_filter(session.exchange(), symbol);
    if (!company) return tl::unexpected(company.error());
    if (!named) return public_trades(session, page, *company);
    const auto trader = acting_trader(call.principal, named, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    return own_trades(session, page, *trader, *company);
  }));
}

Answer list_trader_trades(Call& call) {
  QueryReader query(call);
  const auto symbol = query.symbol("symbol");
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  return trades_answer(call, call.with([&](const Venue::Session& session) -> Found<TradePage> {
    const auto trader = path_trader(call, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    const auto company = company_filter(session.exchange(), symbol);
    if (!company) return tl::unexpected(company.error());
    return own_trades(session, page, *trader, *company);
  }));
}

}  // namespace market

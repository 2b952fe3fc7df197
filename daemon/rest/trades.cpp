#include <algorithm>

#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/movements.hpp"
#include "daemon/rest/problems.hpp"
#include "wire/trade_json.hpp"

namespace market {
namespace {

struct ListedTrade {
  Trade trade;
  Symbol symbol;
  std::optional<Side> own;  // the side whose view is shown; absent: the public view
};

void append_listed(JsonWriter& json, const ListedTrade& listed) {
  if (listed.own) {
    append_own_trade(json, listed.trade, listed.symbol, *listed.own);
  } else {
    append_trade(json, listed.trade, listed.symbol);
  }
}

// A trade before its company's symbol is looked up.
struct FoundTrade {
  Trade trade;
  std::optional<Side> own;
};

Answer trades_answer(const Call& call, const PageFiller<FoundTrade>& found) {
  const auto listed = call.venue.with([&](const Venue::Session& session) {  // symbols stay what they are
    std::vector<ListedTrade> made;
    for (const FoundTrade& one : found.items)
      made.push_back({one.trade, session.exchange().company(one.trade.company).symbol, one.own});
    return made;
  });
  return json_answer(200, list_body(listed, found.next(), call.seq, append_listed));
}

// The public view, of one company or of all. Trades are numbered by their ids.
PagePart<FoundTrade> recent_public(const RecentTrades& trades, const Page& page,
                                   std::optional<CompanyId> company) {
  PagePart<FoundTrade> memory(page);
  const NumberRange ids = numbers_of(page, trades.next().value());
  const auto offer = [&](TradeId id) { return memory.offer(id.value(), FoundTrade{trades[id], {}}); };
  const bool forward = page.order == Page::Order::oldest_first;
  if (company) {
    const std::deque<TradeId>& own = trades.of(*company);
    const auto first = std::lower_bound(own.begin(), own.end(), TradeId(ids.from));
    const auto last = std::lower_bound(first, own.end(), TradeId(ids.below));
    for (auto step = 0; step < last - first; ++step)
      if (!offer(forward ? first[step] : *(last - 1 - step))) break;
    return memory;
  }
  const std::uint64_t from = std::max(ids.from, trades.first().value());
  for (std::uint64_t step = 0; from + step < ids.below; ++step)
    if (!offer(TradeId(forward ? from + step : ids.below - 1 - step))) break;
  return memory;
}

struct PublicPart {
  PagePart<FoundTrade> memory;
  TradeId first_here;
  std::optional<CompanyId> company;
};

PublicPart public_part(const Venue::Session& session, const Page& page, std::optional<CompanyId> company) {
  const RecentTrades& trades = session.history().trades();
  return {recent_public(trades, page, company), trades.first(), company};
}

Answer public_answer(const Call& call, const Page& page, PublicPart part) {
  return trades_answer(call, join_parts(page, std::move(part.memory), [&](PageFiller<FoundTrade>& filler) {
                         const NumberRange ids = numbers_of(page, part.first_here.value());
                         const Archive* archive = call.venue.archive();
                         if (archive == nullptr || ids.from >= ids.below) return;
                         archive->trades(part.company, ids, direction_of(page), [&](const Trade& trade) {
                           return filler.offer(trade.id.value(), FoundTrade{trade, std::nullopt});
                         });
                       }));
}

// A trader's own view: one line for each side of a trade on which the trader stood, numbered by the movement
// of the account that it was.
class OwnTrades {
 public:
  explicit OwnTrades(const Page& page)
      : pages_{page, 1, [this](const Archive::MovementRow& row, std::uint64_t) { return line_of(row); }} {}
  OwnTrades(const OwnTrades&) = delete;
  OwnTrades& operator=(const OwnTrades&) = delete;

  // Under the lock.
  void start(const Venue::Session& session, TraderId trader, std::optional<CompanyId> company) {
    company_ = company;
    span_ = movement_span(session.history(), trader, std::nullopt, std::nullopt);
    memory_ = pages_.from_memory(session.history(), span_);
  }
  Answer answer(const Call& call) && {
    return trades_answer(call, join_movements(pages_, span_, *std::move(memory_), call.venue.archive()));
  }

 private:
  std::optional<FoundTrade> line_of(const Archive::MovementRow& row) const {
    if (is_transfer(row.movement.source) || (company_ && row.trade.company != *company_)) return std::nullopt;
    return FoundTrade{row.trade, row.movement.source == MovementSource::buy ? Side::buy : Side::sell};
  }

  MovementPage<FoundTrade> pages_;
  std::optional<CompanyId> company_;
  MovementSpan span_;
  std::optional<PagePart<FoundTrade>> memory_;
};

Found<std::optional<CompanyId>> company_filter(const Exchange& exchange,
                                               const std::optional<Symbol>& symbol) {
  if (!symbol) return std::nullopt;
  const auto company = find_company(exchange, symbol->view());
  if (!company) return tl::unexpected(company.error());
  return std::optional(*company);
}

}  // namespace

Answer list_market_trades(Call& call) {
  QueryReader query(call);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  auto part = call.with([&](const Venue::Session& session) -> Found<PublicPart> {
    const auto company = find_company(session.exchange(), call.path["symbol"]);
    if (!company) return tl::unexpected(company.error());
    return public_part(session, page, *company);
  });
  if (!part) return tl::unexpected(part.error());
  return public_answer(call, page, std::move(*part));
}

Answer list_trades(Call& call) {
  QueryReader query(call);
  const auto symbol = query.symbol("symbol");
  const auto named = query.slug("trader");
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  if (named && call.principal.role == Principal::Role::anonymous)
    return tl::unexpected(unauthenticated("the trades of one trader need that trader's key or an admin key"));
  OwnTrades own(page);
  auto part = call.with([&](const Venue::Session& session) -> Found<std::optional<PublicPart>> {
    const auto company = company_filter(session.exchange(), symbol);
    if (!company) return tl::unexpected(company.error());
    if (!named) return public_part(session, page, *company);
    const auto trader = acting_trader(call.principal, named, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    own.start(session, *trader, *company);
    return std::nullopt;
  });
  if (!part) return tl::unexpected(part.error());
  return *part ? public_answer(call, page, std::move(**part)) : std::move(own).answer(call);
}

Answer list_trader_trades(Call& call) {
  QueryReader query(call);
  const auto symbol = query.symbol("symbol");
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  OwnTrades own(page);
  const auto started = call.with([&](const Venue::Session& session) -> Found<TraderId> {
    const auto trader = path_trader(call, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    const auto company = company_filter(session.exchange(), symbol);
    if (!company) return tl::unexpected(company.error());
    own.start(session, *trader, *company);
    return *trader;
  });
  if (!started) return tl::unexpected(started.error());
  return std::move(own).answer(call);
}

}  // namespace market

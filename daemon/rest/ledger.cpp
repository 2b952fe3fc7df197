#include "wire/ledger_json.hpp"

#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/page.hpp"

namespace market {
namespace {

enum class Asset : std::uint8_t { cash, shares, all };
constexpr std::string_view kAssets[] = {"cash", "shares", "all"};
constexpr std::string_view kKinds[] = {"deposit",      "withdrawal", "trade", "fee",   "rebate",
                                       "distribution", "dividend",   "issue", "split", "close"};

std::optional<Asset> parse_asset(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kAssets); ++i)
    if (kAssets[i] == text) return static_cast<Asset>(i);
  return std::nullopt;
}

struct Filter {
  std::optional<LedgerKind> kind;
  Asset asset = Asset::cash;
  std::optional<Symbol> symbol;
  std::optional<Timestamp> start, end;  // end is not included
};

Filter read_filter(QueryReader& query) {
  Filter filter;
  filter.kind = query.word("kind", parse_ledger_kind, Words{kKinds});
  const auto asset = query.word("asset", parse_asset, Words{kAssets});
  filter.symbol = query.symbol("symbol");
  filter.asset = asset.value_or(filter.symbol ? Asset::shares : Asset::cash);
  if (filter.symbol && filter.asset != Asset::shares)
    query.fail("asset", "must be shares when a symbol names whose");
  filter.start = query.time("start");
  filter.end = query.time("end");
  return filter;
}

bool matches(const LedgerEntry& entry, const Filter& filter, std::optional<CompanyId> company) {
  if (filter.kind && entry.kind != *filter.kind) return false;
  if (company) return entry.shares_of == company;
  return filter.asset == Asset::all || (filter.asset == Asset::shares) == entry.shares_of.has_value();
}

std::string account_text(const Exchange& exchange, AccountRef account) {
  switch (account.kind) {
    case AccountRef::Kind::outside: return "outside";
    case AccountRef::Kind::trader: return exchange.trader(account.trader()).slug.str();
    case AccountRef::Kind::exchange: return "exchange";
    case AccountRef::Kind::issuer: return "issuer:" + exchange.company(account.company()).symbol.str();
    case AccountRef::Kind::treasury: return "treasury:" + exchange.company(account.company()).symbol.str();
  }
  return "";
}

LedgerLine line_of(const Exchange& exchange, const LedgerEntry& entry) {
  LedgerLine line;
  line.seq = entry.seq;
  line.time = entry.time;
  line.kind = entry.kind;
  if (entry.shares_of) line.symbol = exchange.company(*entry.shares_of).symbol;
  line.amount = entry.amount;
  line.balance = entry.balance;
  line.counterparty = account_text(exchange, entry.counterparty);
  line.order = entry.order;
  line.trade = entry.trade;
  return line;
}

struct LedgerPage {
  std::vector<LedgerLine> lines;
  std::optional<std::string> next;
};

LedgerPage find_lines(const Venue::Session& session, const Page& page, const Filter& filter, TraderId trader,
                      std::optional<CompanyId> company) {
  const std::deque<Trade>& trades = session.history().trades();
  const Ledger& ledger = session.history().ledger();
  const std::size_t first = filter.start ? ledger.first_place(trader, *filter.start, trades) : 0;
  const std::size_t end =
      filter.end ? ledger.first_place(trader, *filter.end, trades) : ledger.places(trader);
  LedgerPage found;
  std::optional<LedgerEntry> entry;
  found.next = walk_page(
      page, end > first ? end - first : 0, [&](std::size_t i) { return first + i; },
      [&](std::size_t i) {
        entry = ledger.entry(trader, first + i, trades);
        return entry && matches(*entry, filter, company);
      },
      [&](std::size_t) { found.lines.push_back(line_of(session.exchange(), *entry)); });
  return found;
}

}  // namespace

Answer list_ledger(Call& call) {
  QueryReader query(call);
  const Filter filter = read_filter(query);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  const auto found = call.with([&](const Venue::Session& session) -> Found<LedgerPage> {
    const auto trader = path_trader(call, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    std::optional<CompanyId> company;
    if (filter.symbol) {
      const auto named = find_company(session.exchange(), filter.symbol->view());
      if (!named) return tl::unexpected(named.error());
      company = *named;
    }
    return find_lines(session, page, filter, *trader, company);
  });
  if (!found) return tl::unexpected(found.error());
  return json_answer(200, list_body(found->lines, found->next, call.seq, append_ledger_line));
}

}  // namespace market

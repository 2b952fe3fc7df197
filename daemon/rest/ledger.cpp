#include "wire/ledger_json.hpp"

#include "daemon/rest/access.hpp"
#include "daemon/rest/handlers.hpp"
#include "daemon/rest/movements.hpp"
#include "venue/ledger_entry.hpp"

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

struct LedgerFilter {
  std::optional<LedgerKind> kind;
  Asset asset = Asset::cash;
  std::optional<Symbol> symbol;
  std::optional<Timestamp> start, end;  // end is not included
};

LedgerFilter read_filter(QueryReader& query) {
  LedgerFilter filter;
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

bool matches(const LedgerEntry& entry, const LedgerFilter& filter, std::optional<CompanyId> company) {
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

}  // namespace

Answer list_ledger(Call& call) {
  QueryReader query(call);
  const LedgerFilter filter = read_filter(query);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  std::optional<CompanyId> company;
  const MovementPage<LedgerEntry> pages{
      page, kEntriesPerMovement, [&](const Archive::MovementRow& row, std::uint64_t part) {
        auto entry = ledger_entry(row, part);
        return entry && matches(*entry, filter, company) ? entry : std::nullopt;
      }};
  MovementSpan span;
  auto memory = call.with([&](const Venue::Session& session) -> Found<PagePart<LedgerEntry>> {
    const auto trader = path_trader(call, session.exchange());
    if (!trader) return tl::unexpected(trader.error());
    if (filter.symbol) {
      const auto named = find_company(session.exchange(), filter.symbol->view());
      if (!named) return tl::unexpected(named.error());
      company = *named;
    }
    span = movement_span(session.history(), *trader, filter.start, filter.end);
    return pages.from_memory(session.history(), span);
  });
  if (!memory) return tl::unexpected(memory.error());
  const auto found = join_movements(pages, span, std::move(*memory), call.venue.archive());
  const auto lines = call.venue.with([&](const Venue::Session& session) {  // names stay what they are
    std::vector<LedgerLine> made;
    for (const LedgerEntry& entry : found.items) made.push_back(line_of(session.exchange(), entry));
    return made;
  });
  return json_answer(200, list_body(lines, found.next(), call.seq, append_ledger_line));
}

}  // namespace market

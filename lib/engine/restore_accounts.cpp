// Companies, traders and what they hold.
#include "engine/registry_checks.hpp"
#include "engine/restore.hpp"
#include "engine/row_bounds.hpp"

namespace market {
namespace {

std::string check_status(const Company& company) {
  if (!is_at_most(company.status, CompanyStatus::closed)) return "its status is unknown";
  if (company.auction.has_value() != (company.status == CompanyStatus::auction))
    return "its auction is not that of its status";
  if (company.auction && !is_at_most(company.auction->kind, AuctionKind::breaker))
    return "the kind of its auction is unknown";
  return {};
}

std::string check_company(const Company& company, Timestamp now) {
  if (!parse_symbol(company.symbol.view())) return "its symbol is not one";
  for (const std::string* text : {&company.name, &company.sector, &company.halt_reason})
    if (text->size() > kMaxText) return "a text of it is too long";
  if (std::string fault = check_status(company); !fault.empty()) return fault;
  if (!is_quantity(company.shares) || company.treasury_shares < Quantity() ||
      company.treasury_shares > company.shares)
    return "its shares are out of range";
  if (const auto refused = check_terms(company.ticks, company.lot_size, company.band, company.breaker))
    return refused->detail;
  for (const Price price : {company.initial_price, company.reference_price, company.last_price})
    if (!is_price(price)) return "a price of it is out of range";
  return is_past(company.created_at, now) ? std::string() : "its time is out of range";
}

bool is_sum_of_shares(Int128 shares) {
  return shares >= 0 && shares <= kMaxSum;
}

std::string check_books(const CompanyImage& row) {
  if (row.issuer_revenue < Money() || row.issuer_revenue > kMaxCash || !is_sum(row.issuer_fees))
    return "the cash of its issuer is out of range";
  if (!is_sum_of_shares(row.traded) || row.bought != row.traded || row.sold != row.traded)
    return "its shares bought, sold and traded are not the same";
  return {};
}

// One half of the breaker's window: times go forward, and each price is further out than those after it.
template <class Further>
std::string check_half(const std::vector<PricePoint>& points, Timestamp now, Further&& further) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!is_price(points[i].price) || !is_past(points[i].time, now))
      return "a price of its window is out of range";
    if (i > 0 && (points[i].time < points[i - 1].time || !further(points[i - 1].price, points[i].price)))
      return "the prices of its window are out of order";
  }
  return {};
}

std::string check_window(const CompanyImage& row, Timestamp now) {
  if (std::string fault = check_half(row.lows, now, [](Price a, Price b) { return a < b; }); !fault.empty())
    return fault;
  if (std::string fault = check_half(row.highs, now, [](Price a, Price b) { return a > b; }); !fault.empty())
    return fault;
  if (row.lows.empty() && row.highs.empty()) return {};
  // The latest price may become either.
  if (!row.company.breaker || row.lows.empty() || row.highs.empty() ||
      row.lows.back().time != row.highs.back().time || row.lows.back().price != row.highs.back().price)
    return "its window does not end with one price";
  return {};
}

std::string check_row(const Exchange::State& state, const CompanyImage& row) {
  if (row.company.id.value() != state.listings.size()) return "its id is not the next one";
  if (std::string fault = check_company(row.company, state.now); !fault.empty()) return fault;
  if (state.by_symbol.contains(row.company.symbol)) return "its symbol is that of another one";
  if (std::string fault = check_books(row); !fault.empty()) return fault;
  return check_window(row, state.now);
}

PriceWindow::Entries entries(const std::vector<PricePoint>& points) {
  PriceWindow::Entries all;
  for (const PricePoint& point : points) all.push_back({point.time, point.price});
  return all;
}

void add(Exchange::State& state, const CompanyImage& row) {
  state.listings.push_back(std::make_unique<Listing>(row.company));
  Listing& at = *state.listings.back();
  at.issuer_revenue = row.issuer_revenue;
  at.issuer_fees = row.issuer_fees;
  at.bought = row.bought;
  at.sold = row.sold;
  at.traded = row.traded;
  at.window.restore(entries(row.lows), entries(row.highs));
  if (row.company.auction && row.company.auction->ends_at)
    state.auction_ends.insert({*row.company.auction->ends_at, row.company.id});
  state.accounts.add_company();
  state.by_symbol.emplace(row.company.symbol, row.company.id);
}

std::string check_keys(const std::vector<ApiKey>& keys, Timestamp now) {
  if (keys.size() > kMaxKeysPerTrader) return "it has too many keys";
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!is_past(keys[i].created_at, now)) return "the time of a key is out of range";
    for (std::size_t k = 0; k < i; ++k)
      if (keys[k].id == keys[i].id) return "two of its keys have one id";
  }
  return {};
}

std::string check_trader(const Trader& trader, Timestamp now) {
  if (!parse_slug(trader.slug.view())) return "its slug is not one";
  if (trader.name.size() > kMaxText) return "its name is too long";
  if (const auto refused = check_limits(trader.limits)) return refused->detail;
  if (!is_past(trader.created_at, now)) return "its time is out of range";
  if (trader.closed_at &&
      (*trader.closed_at < trader.created_at || *trader.closed_at > now || !trader.keys.empty()))
    return "it is not closed as it should be";
  return check_keys(trader.keys, now);
}

// What the trader has done lately.
std::string check_activity(const TraderImage& row, Timestamp now) {
  std::int64_t last = -1;
  for (const auto& [day, value] : row.volumes) {
    if (day <= last || day > day_of(now) || value <= Amount() || !is_sum(value))
      return "what it traded is out of range or out of order";
    last = day;
  }
  const bool open = !row.trader.closed_at;
  if (row.order_rate_next.has_value() != (open && row.trader.limits.max_orders_per_second))
    return "its order rate is not that of its limits";
  if (row.order_rate_next && *row.order_rate_next > now.ns() &&
      *row.order_rate_next - now.ns() > 1'000'000'000)
    return "its order rate is out of range";
  if (row.cancel_deadline && (!open || *row.cancel_deadline < Timestamp()))
    return "its dead man's switch is out of range";
  return {};
}

std::string check_row(const Exchange::State& state, const TraderImage& row) {
  if (row.trader.id.value() != state.traders.size()) return "its id is not the next one";
  if (std::string fault = check_trader(row.trader, state.now); !fault.empty()) return fault;
  if (state.by_slug.contains(row.trader.slug)) return "its slug is that of another one";
  if (row.cash < Money() || row.cash > kMaxCash || !is_balance(row.fees_paid) || !is_sum(row.fees_received))
    return "its cash is out of range";
  return check_activity(row, state.now);
}

void add(Exchange::State& state, const TraderImage& row) {
  const TraderId id = row.trader.id;
  state.traders.push_back(std::make_unique<Trader>(row.trader));
  state.by_slug.emplace(row.trader.slug, id);
  state.accounts.add_trader();
  TradingAccount& trading = state.accounts.trading(id);
  state.accounts.set_limits(id, row.trader.limits);
  trading.is_closed = row.trader.closed_at.has_value();
  trading.account.cash = row.cash;
  trading.account.fees_paid = row.fees_paid;
  if (row.fees_received != Amount()) state.trader_fees.emplace(id, row.fees_received);
  if (row.order_rate_next)
    state.order_rates.emplace(id, OrderRate(*row.trader.limits.max_orders_per_second, *row.order_rate_next));
  for (const auto& [day, value] : row.volumes) state.accounts.add_volume(id, day, value);
  if (!row.cancel_deadline) return;
  state.deadlines.insert({*row.cancel_deadline, id});
  state.armed.emplace(id, *row.cancel_deadline);
}

std::string check_row(const Exchange::State& state, const PositionImage& row) {
  if (!state.known(row.company)) return "its company is unknown";
  if (!state.known(row.trader)) return "its trader is unknown";
  if (row.quantity < Quantity() || row.quantity > kMaxQuantity) return "its quantity is out of range";
  if (row.quantity > Quantity() && state.accounts.trading(row.trader).is_closed)
    return "its trader has closed the account";
  if (!is_balance(row.cost) || !is_balance(row.realized_pnl)) return "its cost is out of range";
  const Position held = state.accounts.position(row.trader, row.company);
  if (held.quantity != Quantity() || held.cost != Amount() || held.realized_pnl != Amount())
    return "it stands twice";
  return {};
}

void add(Exchange::State& state, const PositionImage& row) {
  state.accounts.shares(row.trader, row.company).quantity = row.quantity;
  state.accounts.basis(row.trader, row.company) = {row.cost, row.realized_pnl};
}

std::string name_of(const CompanyImage& row) {
  return "company " + std::to_string(row.company.id.value());
}
std::string name_of(const TraderImage& row) {
  return "trader " + std::to_string(row.trader.id.value());
}
std::string name_of(const PositionImage& row) {
  return "position of trader " + std::to_string(row.trader.value()) + " in company " +
         std::to_string(row.company.value());
}

template <class Row>
std::string restore_rows(Exchange::State& state, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    if (std::string fault = check_row(state, row); !fault.empty()) return name_of(row) + ": " + fault;
    add(state, row);
  }
  return {};
}

}  // namespace

std::string restore_companies(Exchange::State& state, const std::vector<CompanyImage>& rows) {
  return restore_rows(state, rows);
}

std::string restore_traders(Exchange::State& state, const std::vector<TraderImage>& rows) {
  return restore_rows(state, rows);
}

std::string restore_positions(Exchange::State& state, const std::vector<PositionImage>& rows) {
  return restore_rows(state, rows);
}

}  // namespace market

#include "venue/ledger.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/decimal.hpp"
#include "venue/ledger_entry.hpp"

namespace market {
namespace {

Quantity& shares_in(std::vector<ShareCount>& holdings, CompanyId company) {
  auto at = std::lower_bound(holdings.begin(), holdings.end(), company,
                             [](const ShareCount& one, CompanyId wanted) { return one.company < wanted; });
  if (at == holdings.end() || at->company != company) at = holdings.insert(at, {company, Quantity()});
  return at->shares;
}

// The first of the comparisons that failed.
class Difference {
 public:
  void cash(const std::string& account, Amount ledger, Amount engine) {
    if (found_.empty() && ledger != engine)
      found_ =
          "cash of " + account + ": the ledger has " + to_text(ledger) + ", the account " + to_text(engine);
  }
  void shares(const Company& company, const std::string& account, Int128 ledger, Int128 engine) {
    if (found_.empty() && ledger != engine)
      found_ = company.symbol.str() + " of " + account + ": the ledger has " + whole(ledger) +
               ", the account " + whole(engine);
  }
  std::string text() && { return std::move(found_); }

 private:
  static std::string whole(Int128 value) {
    const std::string text = decimal_text(value * kUnitsPerCurrency);
    return text.substr(0, text.find('.'));
  }
  std::string found_;
};

}  // namespace

void Ledger::record(const Exchange& exchange) {
  if (books_.size() < exchange.trader_count()) books_.resize(exchange.trader_count());
  if (companies_.size() < exchange.company_count()) companies_.resize(exchange.company_count());
  for (const Event& event : exchange.events()) {
    if (const auto* trade = std::get_if<Trade>(&event)) {
      record_trade(*trade);
    } else if (const auto* transfer = std::get_if<Transfer>(&event)) {
      move(*transfer, {exchange.seq(), exchange.now(), TradeId()});
      count_contribution(exchange, *transfer);
    } else if (std::holds_alternative<FeesChanged>(event)) {
      set_fees(exchange);
    }
  }
}

void Ledger::set_fees(const Exchange& exchange) {
  fees_.set(exchange.fees());
  fee_traders_.clear();
  for (const Beneficiary& beneficiary : fees_.table().distribution) {
    const bool names_one = beneficiary.kind == Beneficiary::Kind::trader;
    const auto trader = names_one ? exchange.find_trader(beneficiary.trader.view()) : TraderId();
    MARKET_CHECK(trader);
    fee_traders_.push_back(*trader);
  }
}

void Ledger::record_trade(const Trade& trade) {
  record_side(trade, Side::buy);
  record_side(trade, Side::sell);
  exchange_cash_ += trade.buyer_fee + trade.seller_fee;
  distribute(trade);
}

void Ledger::record_side(const Trade& trade, Side side) {
  const TradeSide own = side_of(trade, side);
  Book& at = book(own.trader);
  at.cash += own.cash - own.fee;
  Quantity& shares = shares_in(at.holdings, trade.company);
  shares += own.shares;
  const MovementSource source = side == Side::buy ? MovementSource::buy : MovementSource::sell;
  at.records.push_back({static_cast<std::uint64_t>(source), trade.id.value(), at.cash, shares});
}

// The engine tells the fees of a trade, not who got them: that follows from the table in force.
void Ledger::distribute(const Trade& trade) {
  const Money taken = trade.buyer_fee + trade.seller_fee;
  if (taken == Money(0)) return;
  const std::vector<Money>& parts = fees_.split(taken);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == Money(0)) continue;
    Transfer transfer{LedgerKind::distribution, AccountRef::exchange(), {}, std::nullopt, parts[i].units()};
    switch (fees_.table().distribution[i].kind) {
      case Beneficiary::Kind::exchange: continue;
      case Beneficiary::Kind::issuer: transfer.to = AccountRef::issuer(trade.company); break;
      case Beneficiary::Kind::trader: transfer.to = AccountRef::of(fee_traders_[i]); break;
    }
    move(transfer, {trade.seq, trade.time, trade.id});
  }
}

void Ledger::move(const Transfer& transfer, Context context) {
  const bool concerns_trader =
      transfer.from.kind == AccountRef::Kind::trader || transfer.to.kind == AccountRef::Kind::trader;
  if (concerns_trader)
    transfers_.push_back({next_transfer(), context.seq, context.time, transfer, context.trade});
  post(transfer.from, transfer, -transfer.amount);
  note(transfer.from, transfer, MovementSource::transfer_out);
  post(transfer.to, transfer, transfer.amount);
  note(transfer.to, transfer, MovementSource::transfer_in);
}

void Ledger::post(AccountRef account, const Transfer& transfer, std::int64_t amount) {
  if (!transfer.shares_of) {
    switch (account.kind) {
      case AccountRef::Kind::outside: outside_cash_ += Money(amount); return;
      case AccountRef::Kind::trader: book(account.trader()).cash += Money(amount); return;
      case AccountRef::Kind::exchange: exchange_cash_ += Money(amount); return;
      case AccountRef::Kind::issuer: companies_[account.number].issuer_cash += Money(amount); return;
      case AccountRef::Kind::treasury: break;
    }
  } else {
    CompanyBook& company = companies_[transfer.shares_of->value()];
    switch (account.kind) {
      case AccountRef::Kind::outside: company.outside_shares += amount; return;
      case AccountRef::Kind::trader:
        shares_in(book(account.trader()).holdings, *transfer.shares_of) += Quantity(amount);
        return;
      case AccountRef::Kind::treasury: company.treasury_shares += amount; return;
      case AccountRef::Kind::exchange:
      case AccountRef::Kind::issuer: break;
    }
  }
  MARKET_CHECK(!"this account does not hold what was moved");
}

void Ledger::note(AccountRef account, const Transfer& transfer, MovementSource source) {
  if (account.kind != AccountRef::Kind::trader) return;
  Book& at = book(account.trader());
  const Quantity shares = transfer.shares_of ? shares_in(at.holdings, *transfer.shares_of) : Quantity();
  at.records.push_back({static_cast<std::uint64_t>(source), next_transfer() - 1, at.cash, shares});
}

void Ledger::count_contribution(const Exchange& exchange, const Transfer& transfer) {
  const Money cash(transfer.shares_of ? 0 : transfer.amount);
  switch (transfer.kind) {
    case LedgerKind::deposit:
      if (transfer.to.kind == AccountRef::Kind::trader) book(transfer.to.trader()).contribution.in += cash;
      break;
    case LedgerKind::withdrawal:
    case LedgerKind::close: book(transfer.from.trader()).contribution.out += cash; break;
    case LedgerKind::issue:
      if (transfer.to.kind == AccountRef::Kind::trader)
        book(transfer.to.trader()).contribution.in +=
            wide_notional(exchange.company(*transfer.shares_of).last_price, Quantity(transfer.amount));
      break;
    case LedgerKind::trade:
    case LedgerKind::fee:
    case LedgerKind::rebate:
    case LedgerKind::distribution:
    case LedgerKind::dividend:
    case LedgerKind::split: break;
  }
}

const Ledger::Book* Ledger::find_book(TraderId trader) const {
  return trader.value() < books_.size() ? &books_[trader.value()] : nullptr;
}

Timestamp Ledger::time_of(const Record& record, const RecentTrades& trades) const {
  return is_transfer(source_of(record)) ? transfer(record.number).time : trades[TradeId(record.number)].time;
}

std::uint64_t Ledger::movements(TraderId trader) const {
  const Book* at = find_book(trader);
  return at == nullptr ? 0 : at->first + at->records.size();
}

std::uint64_t Ledger::first_here(TraderId trader) const {
  const Book* at = find_book(trader);
  return at == nullptr ? 0 : at->first;
}

std::uint64_t Ledger::first_place(TraderId trader, Timestamp time, const RecentTrades& trades) const {
  const Book* at = find_book(trader);
  if (at == nullptr) return 0;
  const auto first = std::partition_point(at->records.begin(), at->records.end(), [&](const Record& record) {
    return time_of(record, trades) < time;
  });
  return at->first + static_cast<std::uint64_t>(first - at->records.begin());
}

Movement Ledger::movement_of(TraderId trader, std::uint64_t place, const Record& record,
                             const RecentTrades& trades) const {
  const MovementSource source = source_of(record);
  const CompanyId company = is_transfer(source)
                                ? transfer(record.number).transfer.shares_of.value_or(CompanyId())
                                : trades[TradeId(record.number)].company;
  return {trader, place, source, record.number, record.cash, company, record.shares};
}

Archive::MovementRow Ledger::movement(TraderId trader, std::uint64_t place,
                                      const RecentTrades& trades) const {
  const Book& at = books_[trader.value()];
  const Record& record = at.records[place - at.first];
  Archive::MovementRow row;
  row.movement = movement_of(trader, place, record, trades);
  if (is_transfer(row.movement.source))
    row.transfer = transfer(record.number);
  else
    row.trade = trades[TradeId(record.number)];
  return row;
}

bool Ledger::copy_movements(std::vector<Movement>& to, std::vector<std::uint64_t>& next,
                            std::uint32_t& next_trader, std::size_t& left) const {
  next.resize(std::max(next.size(), books_.size()));
  for (; next_trader < books_.size(); ++next_trader) {
    const Book& at = books_[next_trader];
    std::uint64_t& place = next[next_trader];
    place = std::max(place, at.first);
    for (; place < at.first + at.records.size(); ++place) {
      if (left == 0) return false;
      const Record& record = at.records[place - at.first];
      to.push_back({TraderId(next_trader), place, source_of(record), record.number, record.cash, CompanyId(),
                    record.shares});
      --left;
    }
  }
  next_trader = 0;
  return true;
}

std::vector<LedgerAccount> Ledger::accounts_here() const {
  std::vector<LedgerAccount> accounts;
  for (std::uint32_t i = 0; i < books_.size(); ++i) {
    const Book& at = books_[i];
    if (at.records.empty()) continue;
    accounts.push_back({TraderId(i), at.first + at.records.size(), at.contribution.in, at.contribution.out});
  }
  return accounts;
}

void Ledger::forget(const std::vector<LedgerAccount>& accounts, std::uint64_t next_transfer) {
  for (const LedgerAccount& account : accounts) {
    Book& at = book(account.trader);
    const std::uint64_t gone = account.movements - at.first;
    at.records.erase(at.records.begin(), at.records.begin() + static_cast<std::ptrdiff_t>(gone));
    if (at.records.empty()) at.records.shrink_to_fit();
    at.first += gone;
  }
  while (first_transfer_ < next_transfer) {
    transfers_.pop_front();
    ++first_transfer_;
  }
}

void Ledger::restore(const Exchange& exchange, const std::vector<PositionImage>& positions,
                     const std::vector<LedgerAccount>& accounts, std::uint64_t transfers) {
  books_.resize(exchange.trader_count());
  companies_.resize(exchange.company_count());
  for (std::uint32_t i = 0; i < books_.size(); ++i) books_[i].cash = exchange.account(TraderId(i)).cash;
  for (const LedgerAccount& account : accounts) {
    Book& at = book(account.trader);
    at.first = account.movements;
    at.contribution = {account.brought_in, account.taken_out};
  }
  for (const PositionImage& position : positions)
    shares_in(book(position.trader).holdings, position.company) = position.quantity;
  for (std::uint32_t i = 0; i < companies_.size(); ++i) {
    const Company& company = exchange.company(CompanyId(i));
    companies_[i] = {exchange.issuer_revenue(company.id), company.treasury_shares.shares(),
                     -company.shares.shares()};
  }
  outside_cash_ = exchange.treasury().withdrawals - exchange.treasury().deposits;
  exchange_cash_ = exchange.treasury().exchange_revenue;
  first_transfer_ = transfers;
  set_fees(exchange);
}

const std::vector<ShareCount>& Ledger::holdings(TraderId trader) const {
  static const std::vector<ShareCount> none;
  const Book* at = find_book(trader);
  return at == nullptr ? none : at->holdings;
}

Contribution Ledger::contribution(TraderId trader) const {
  const Book* at = find_book(trader);
  return at == nullptr ? Contribution() : at->contribution;
}

// A holding that only the engine knew of would leave the ledger's shares of that company without their sum.
std::string Ledger::difference(const Exchange& exchange) const {
  Difference found;
  const Treasury& treasury = exchange.treasury();
  Amount cash = outside_cash_ + exchange_cash_;
  found.cash("outside", outside_cash_, treasury.withdrawals - treasury.deposits);
  found.cash("the exchange", exchange_cash_, treasury.exchange_revenue);
  std::vector<Int128> held(exchange.company_count());
  for (std::uint32_t i = 0; i < exchange.trader_count(); ++i) {
    const TraderId id(i);
    const std::string name = exchange.trader(id).slug.str();
    const Book* at = find_book(id);
    const Money balance = at == nullptr ? Money() : at->cash;
    found.cash(name, balance, exchange.account(id).cash);
    cash += balance;
    for (const auto& [company, shares] : holdings(id)) {
      held[company.value()] += shares.shares();
      found.shares(exchange.company(company), name, shares.shares(),
                   exchange.position(id, company).quantity.shares());
    }
  }
  for (std::uint32_t i = 0; i < exchange.company_count(); ++i) {
    const Company& company = exchange.company(CompanyId(i));
    const CompanyBook at = i < companies_.size() ? companies_[i] : CompanyBook{};
    found.cash("the issuer of " + company.symbol.str(), at.issuer_cash, exchange.issuer_revenue(company.id));
    found.shares(company, "the treasury", at.treasury_shares, company.treasury_shares.shares());
    found.shares(company, "outside", at.outside_shares, -company.shares.shares());
    found.shares(company, "all accounts together", held[i] + at.treasury_shares + at.outside_shares, 0);
    cash += at.issuer_cash;
  }
  found.cash("all accounts together", cash, Amount());
  return std::move(found).text();
}

}  // namespace market

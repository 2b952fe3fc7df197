// Dividends, and cash that moves otherwise than by trades.
#include <algorithm>

#include "core/check.hpp"
#include "engine/refusals.hpp"
#include "engine/state.hpp"

namespace market {

void Exchange::State::note_transfer(LedgerKind kind, AccountRef from, AccountRef to,
                                    std::optional<CompanyId> shares_of, std::int64_t amount) {
  events.emplace_back(Transfer{kind, from, to, shares_of, amount});
}

Money& Exchange::State::cash_of(const AccountRef& account) {
  switch (account.kind) {
    case AccountRef::Kind::trader: return accounts.cash(account.trader()).cash;
    case AccountRef::Kind::exchange: return treasury.exchange_revenue;
    case AccountRef::Kind::issuer: return listing(account.company()).issuer_revenue;
    case AccountRef::Kind::outside:
    case AccountRef::Kind::treasury: break;
  }
  MARKET_CHECK(!"an account that holds cash");
  return treasury.exchange_revenue;
}

// What enters and leaves the venue is counted by whoever lets it.
void Exchange::State::transfer_cash(LedgerKind kind, AccountRef from, AccountRef to, Money amount) {
  if (from != AccountRef::outside()) cash_of(from) -= amount;
  if (to != AccountRef::outside()) cash_of(to) += amount;
  note_transfer(kind, from, to, std::nullopt, amount.units());
}

Money Exchange::State::issuer_lacks(const Listing& at, Money sum) const {
  return std::max(sum - at.issuer_revenue, Money(0));
}

void Exchange::State::pay_into_issuer(Listing& at, Money missing) {
  if (missing == Money(0)) return;
  treasury.deposits += missing;
  transfer_cash(LedgerKind::deposit, AccountRef::outside(), AccountRef::issuer(at.company.id), missing);
}

// What each holder of record gets, in order of trader.
tl::expected<std::vector<Exchange::State::Payout>, Refused> Exchange::State::dividend_of(
    const PayDividend& command) const {
  const bool by_share = command.per_share != Money(0);
  const Money given = by_share ? command.per_share : command.total;
  if (by_share == (command.total != Money(0)) || given < Money(0) || given > kMaxMoney)
    return tl::unexpected(refuse::invalid("give either per_share or total, above 0", "per_share"));
  Int128 holdings = 0;
  accounts.visit_positions(
      command.company, [&](TraderId, const Position& position) { holdings += position.quantity.shares(); });
  const Company& company = listing(command.company).company;
  if (holdings == 0)
    return tl::unexpected(refuse::invalid("nobody holds shares of " + company.symbol.str(), "symbol"));
  std::vector<Payout> payouts;
  Int128 sum = 0;
  accounts.visit_positions(command.company, [&](TraderId trader, const Position& position) {
    const Int128 whole = Int128(given.units()) * position.quantity.shares();
    const Int128 part = by_share ? whole : whole / holdings;
    sum += part;
    if (part > 0 && sum <= kMaxMoney.units())
      payouts.push_back({trader, Money(static_cast<std::int64_t>(part))});
  });
  if (sum == 0)
    return tl::unexpected(refuse::invalid("nobody would get as much as 0.0001: give more", "total"));
  if (sum > kMaxMoney.units())
    return tl::unexpected(refuse::invalid("the dividend is more than the venue can pay", "per_share"));
  return payouts;
}

std::optional<Refused> Exchange::State::check_payer(const PayDividend& command, Money sum) const {
  switch (command.payer.kind) {
    case AccountRef::Kind::issuer:
      if (command.payer.company() != command.company) break;
      if (!fits_into_venue(issuer_lacks(listing(command.company), sum)))
        return refuse::invalid("the dividend is more than the venue can hold", "per_share");
      return std::nullopt;
    case AccountRef::Kind::exchange:
      if (sum > treasury.exchange_revenue) return refuse::funds(sum, treasury.exchange_revenue);
      return std::nullopt;
    case AccountRef::Kind::trader: {
      const TraderId payer = command.payer.trader();
      if (auto refused = check_trader(payer)) return refused;
      if (sum > accounts.available(payer)) return refuse::funds(sum, accounts.available(payer));
      return std::nullopt;
    }
    case AccountRef::Kind::outside:
    case AccountRef::Kind::treasury: break;
  }
  return refuse::invalid("a dividend comes from the issuer, the exchange or a trader", "from");
}

Exchange::State::Result Exchange::State::handle(const PayDividend& command) {
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  Listing& at = listing(command.company);
  if (at.company.status == CompanyStatus::delisted) return tl::unexpected(refuse::delisted(at.company));
  const auto payouts = dividend_of(command);
  if (!payouts) return tl::unexpected(payouts.error());
  Money sum;
  for (const Payout& payout : *payouts) sum += payout.amount;
  if (auto refused = check_payer(command, sum)) return tl::unexpected(*std::move(refused));

  if (command.payer.kind == AccountRef::Kind::issuer) pay_into_issuer(at, issuer_lacks(at, sum));
  for (const Payout& payout : *payouts)
    transfer_cash(LedgerKind::dividend, command.payer, AccountRef::of(payout.to), payout.amount);
  company_changed(at);
  return Applied{.company = command.company};
}

}  // namespace market

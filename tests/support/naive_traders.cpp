// Traders: their registration, terms and limits, their cash, and the end of an account.
#include <algorithm>

#include "tests/support/naive_arithmetic.hpp"
#include "tests/support/naive_exchange.hpp"

namespace market::test {
namespace {

constexpr Int128 kSecond = 1'000'000'000;  // in ns

}  // namespace

bool NaiveExchange::sound_limits(const TraderLimits& limits) {
  const std::uint32_t rate = limits.max_orders_per_second.value_or(1);
  return limits.max_open_orders >= 1 && rate >= 1 && rate <= kMaxOrderRate;
}

bool NaiveExchange::fits_into_venue(Int128 more_cash) const {
  Int128 total = more_cash + exchange_revenue_.units();
  for (const Money cash : cash_) total += cash.units();
  for (const Money revenue : issuer_revenue_) total += revenue.units();
  return total <= kMaxCash.units();
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const RegisterTrader& command) {
  if (command.cash < Money(0) || command.cash > kMaxMoney || !knows_schedule(command.fee_schedule))
    return Refusal::invalid_request;
  if (!sound_limits(command.limits) || !fits_into_venue(command.cash.units()))
    return Refusal::invalid_request;
  std::map<CompanyId, Quantity> wanted;
  for (const auto& [company_id, quantity] : command.holdings) {
    if (!valid(quantity)) return Refusal::invalid_request;
    if (!exists(company_id)) return Refusal::not_found;
    wanted[company_id] += quantity;
  }
  for (const Trader& trader : traders_)
    if (trader.slug == command.slug) return Refusal::duplicate_trader;
  for (const auto& [company_id, quantity] : wanted) {
    if (company(company_id).status == CompanyStatus::delisted) return Refusal::company_delisted;
    if (quantity > company(company_id).treasury_shares) return Refusal::insufficient_shares;
  }

  Trader trader;
  trader.id = TraderId(static_cast<std::uint32_t>(traders_.size()));
  trader.slug = command.slug;
  trader.name = command.name;
  trader.fee_schedule = command.fee_schedule;
  trader.limits = command.limits;
  traders_.push_back(trader);
  cash_.emplace_back();
  fees_paid_.emplace_back();
  open_of_.emplace_back();
  move_cash(LedgerKind::deposit, AccountRef::outside(), AccountRef::of(trader.id), command.cash);
  for (const auto& [company_id, quantity] : command.holdings) give(trader.id, company_id, quantity);
  outcome_.applied.trader = trader.id;
  outcome_.traders.insert(trader.id);
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const UpdateTrader& command) {
  if (!exists(command.trader)) return Refusal::not_found;
  if (command.name && command.name->size() > 256) return Refusal::invalid_request;
  if (command.fee_schedule && !knows_schedule(*command.fee_schedule)) return Refusal::invalid_request;
  if (command.limits && !sound_limits(*command.limits)) return Refusal::invalid_request;
  Trader& trader = traders_.at(command.trader.value());
  outcome_.traders.insert(trader.id);
  if (command.name) trader.name = *command.name;
  if (command.limits) {
    trader.limits = *command.limits;
    next_order_.erase(trader.id);
  }
  if (command.fee_schedule) {
    trader.fee_schedule = *command.fee_schedule;
    rereserve();
  }
  return {};
}

bool NaiveExchange::is_empty(TraderId id) const {
  if (!open_of_.at(id.value()).empty()) return false;
  for (const Company& company : companies_)
    if (company.status != CompanyStatus::delisted && position(id, company.id).quantity > Quantity(0))
      return false;
  for (const Beneficiary& beneficiary : fees_.distribution)
    if (beneficiary.kind == Beneficiary::Kind::trader && beneficiary.trader == trader(id).slug) return false;
  return true;
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const CloseTrader& command) {
  if (!exists(command.trader)) return Refusal::not_found;
  if (!is_empty(command.trader)) return Refusal::trader_not_empty;
  const AccountRef account = AccountRef::of(command.trader);
  outcome_.traders.insert(command.trader);
  for (const Company& company : companies_) {
    const auto held = holdings_.find({command.trader, company.id});
    if (held == holdings_.end() || held->second.quantity == Quantity(0)) continue;
    held->second.realized_pnl -= held->second.cost;
    held->second.cost = Amount();
    move_shares(LedgerKind::close, account, AccountRef::treasury(company.id), company.id,
                held->second.quantity);
  }
  move_cash(LedgerKind::close, account, AccountRef::outside(), cash_.at(command.trader.value()));
  cancel_deadlines_.erase(command.trader);
  traders_.at(command.trader.value()).closed_at = stamp_.time;
  traders_.at(command.trader.value()).fee_schedule.clear();
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const Deposit& command) {
  if (!exists(command.trader)) return Refusal::not_found;
  if (!valid_amount(command.amount) || !fits_into_venue(command.amount.units()))
    return Refusal::invalid_request;
  move_cash(LedgerKind::deposit, AccountRef::outside(), AccountRef::of(command.trader), command.amount);
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const Withdraw& command) {
  if (!exists(command.trader)) return Refusal::not_found;
  if (command.amount <= Money(0)) return Refusal::invalid_request;
  if (command.amount > available(command.trader)) return Refusal::insufficient_funds;
  move_cash(LedgerKind::withdrawal, AccountRef::of(command.trader), AccountRef::outside(), command.amount);
  return {};
}

// API keys have no effect on trading: the model only counts them as applied.
NaiveExchange::MaybeRefusal NaiveExchange::run(const AddKey& command) {
  if (!exists(command.trader)) return Refusal::not_found;
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const RevokeKey& command) {
  if (!exists(command.trader)) return Refusal::not_found;
  return {};
}

// ---- orders a second ----

std::optional<NaiveAllowance> NaiveExchange::order_allowance(TraderId id, Timestamp at) const {
  const auto limit = trader(id).limits.max_orders_per_second;
  if (!limit || trader(id).closed_at) return {};
  const Int128 interval = kSecond / *limit;
  const auto it = next_order_.find(id);
  const Int128 ahead = it != next_order_.end() ? std::max<Int128>(it->second - at.ns(), 0) : 0;
  NaiveAllowance allowance{*limit, 0, Duration(static_cast<std::int64_t>(ahead))};
  if (const Int128 left = kSecond - interval - ahead; left >= 0)
    allowance.remaining = static_cast<std::uint32_t>(std::min<Int128>(left / interval + 1, *limit));
  return allowance;
}

bool NaiveExchange::exceeds_order_rate(TraderId id) const {
  const auto limit = trader(id).limits.max_orders_per_second;
  const auto it = next_order_.find(id);
  if (!limit || it == next_order_.end()) return false;
  return it->second - stamp_.time.ns() > kSecond - kSecond / *limit;
}

void NaiveExchange::count_order(TraderId id) {
  const auto limit = trader(id).limits.max_orders_per_second;
  if (!limit) return;
  const auto [it, is_first] = next_order_.try_emplace(id, stamp_.time.ns());
  it->second = std::max<Int128>(it->second, stamp_.time.ns()) + kSecond / *limit;
}

}  // namespace market::test

// Dividends, splits, and cash and shares that move otherwise than by trades.
#include <algorithm>
#include <map>
#include <numeric>

#include "tests/support/naive_arithmetic.hpp"
#include "tests/support/naive_exchange.hpp"
#include "tests/support/naive_split.hpp"

namespace market::test {

// ---- movements ----

void NaiveExchange::add_cash(const AccountRef& account, Money amount) {
  switch (account.kind) {
    case AccountRef::Kind::outside:
      if (amount < Money(0))
        deposits_ += -amount;
      else
        withdrawals_ += amount;
      break;
    case AccountRef::Kind::trader:
      cash_.at(account.number) += amount;
      outcome_.traders.insert(account.trader());
      break;
    case AccountRef::Kind::exchange: exchange_revenue_ += amount; break;
    case AccountRef::Kind::issuer: issuer_revenue_.at(account.number) += amount; break;
    case AccountRef::Kind::treasury: require(false, "a treasury has no cash");
  }
}

void NaiveExchange::move_cash(LedgerKind kind, AccountRef from, AccountRef to, Money amount) {
  if (amount == Money(0)) return;
  add_cash(from, -amount);
  add_cash(to, amount);
  outcome_.transfers.push_back({kind, from, to, std::nullopt, amount.units()});
}

// From outside come the shares that are new, and there go those that are no more.
void NaiveExchange::add_shares(const AccountRef& account, CompanyId company_id, Quantity quantity) {
  switch (account.kind) {
    case AccountRef::Kind::outside: at(company_id).shares -= quantity; break;
    case AccountRef::Kind::trader:
      holdings_[{account.trader(), company_id}].quantity += quantity;
      outcome_.traders.insert(account.trader());
      break;
    case AccountRef::Kind::treasury: at(company_id).treasury_shares += quantity; break;
    case AccountRef::Kind::exchange:
    case AccountRef::Kind::issuer: require(false, "an account without shares");
  }
}

void NaiveExchange::move_shares(LedgerKind kind, AccountRef from, AccountRef to, CompanyId company_id,
                                Quantity quantity) {
  if (quantity == Quantity(0)) return;
  add_shares(from, company_id, Quantity(-quantity.shares()));
  add_shares(to, company_id, quantity);
  outcome_.transfers.push_back({kind, from, to, company_id, quantity.shares()});
}

// ---- dividends ----

bool NaiveExchange::is_payer(const AccountRef& payer, CompanyId company_id) const {
  switch (payer.kind) {
    case AccountRef::Kind::issuer: return payer.company() == company_id;
    case AccountRef::Kind::exchange: return true;
    case AccountRef::Kind::trader: return exists(payer.trader());
    case AccountRef::Kind::outside:
    case AccountRef::Kind::treasury: break;
  }
  return false;
}

// What the payer of a dividend can spend.
Int128 NaiveExchange::cash_of(const AccountRef& account) const {
  if (account.kind == AccountRef::Kind::trader) return available(account.trader()).units();
  return (account.kind == AccountRef::Kind::exchange ? exchange_revenue_ : issuer_revenue(account.company()))
      .units();
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const PayDividend& command) {
  if (!exists(command.company)) return Refusal::not_found;
  if (company(command.company).status == CompanyStatus::delisted) return Refusal::company_delisted;
  const bool per_share = command.per_share != Money(0);
  const Money given = per_share ? command.per_share : command.total;
  if (per_share == (command.total != Money(0)) || !valid_amount(given)) return Refusal::invalid_request;
  if (!is_payer(command.payer, command.company)) return Refusal::invalid_request;

  Int128 held = 0, sum = 0;
  for (const Trader& trader : traders_) held += position(trader.id, command.company).quantity.shares();
  if (held == 0) return Refusal::invalid_request;
  std::vector<std::pair<TraderId, Int128>> parts;
  for (const Trader& trader : traders_) {
    const Int128 product = Int128(given.units()) * position(trader.id, command.company).quantity.shares();
    parts.emplace_back(trader.id, per_share ? product : product / held);
    sum += parts.back().second;
  }
  if (sum == 0 || sum > kMaxMoney.units()) return Refusal::invalid_request;
  const Int128 missing = std::max<Int128>(sum - cash_of(command.payer), 0);
  const bool by_issuer = command.payer.kind == AccountRef::Kind::issuer;
  if (missing > 0 && !by_issuer) return Refusal::insufficient_funds;
  if (!fits_into_venue(missing)) return Refusal::invalid_request;

  move_cash(LedgerKind::deposit, AccountRef::outside(), command.payer,
            Money(static_cast<std::int64_t>(missing)));
  for (const auto& [trader, part] : parts)
    move_cash(LedgerKind::dividend, command.payer, AccountRef::of(trader),
              Money(static_cast<std::int64_t>(part)));
  return {};
}

// ---- splits ----

NaiveExchange::MaybeRefusal NaiveExchange::run(const SplitShares& command) {
  if (!exists(command.company)) return Refusal::not_found;
  Company& company = at(command.company);
  if (company.status == CompanyStatus::delisted) return Refusal::company_delisted;
  for (const std::uint32_t number : {command.to, command.from})
    if (number < 1 || number > kMaxSplit) return Refusal::invalid_request;
  if (command.to == command.from) return Refusal::invalid_request;
  const std::uint32_t divisor = std::gcd(command.to, command.from);
  const SplitRatio ratio{command.to / divisor, command.from / divisor};

  const Int128 wanted = Int128(company.shares.shares()) * ratio.to / ratio.from;
  if (wanted < 1 || wanted > kMaxQuantity.shares()) return Refusal::invalid_request;
  const Quantity shares(static_cast<std::int64_t>(wanted));
  for (const Price price : {company.initial_price, company.reference_price, company.last_price})
    if (rounded(price.units(), ratio.from, ratio.to) > kMaxMoney.units()) return Refusal::invalid_request;
  Int128 in_lieu = 0;
  for (const Trader& trader : traders_) {
    const Int128 held = position(trader.id, company.id).quantity.shares();
    in_lieu += rounded(company.last_price.units(), held * ratio.to % ratio.from, ratio.to);
  }
  const AccountRef outside = AccountRef::outside(), issuer = AccountRef::issuer(company.id);
  const AccountRef treasury = AccountRef::treasury(company.id);
  const Int128 missing = std::max<Int128>(in_lieu - cash_of(issuer), 0);
  if (!fits_into_venue(missing)) return Refusal::invalid_request;

  move_cash(LedgerKind::deposit, outside, issuer, Money(static_cast<std::int64_t>(missing)));
  if (shares > company.shares)
    move_shares(LedgerKind::split, outside, treasury, company.id, shares - company.shares);
  for (const Trader& trader : traders_) split_holding(trader.id, company.id, ratio);
  if (shares < company.shares)
    move_shares(LedgerKind::split, treasury, outside, company.id, company.shares - shares);
  for (Price* price : {&company.initial_price, &company.reference_price, &company.last_price})
    *price = ratio.nearest(*price);
  windows_[company.id].clear();
  split_orders(company.id, ratio);
  outcome_.split = {company.id, static_cast<std::uint32_t>(ratio.to), static_cast<std::uint32_t>(ratio.from)};
  if (company.status == CompanyStatus::trading) trigger(company.id);
  return {};
}

void NaiveExchange::split_holding(TraderId trader, CompanyId company_id, SplitRatio ratio) {
  const auto it = holdings_.find({trader, company_id});
  if (it == holdings_.end() || it->second.quantity == Quantity(0)) return;
  Holding& holding = it->second;
  const Quantity before = holding.quantity;
  const Int128 product = Int128(before.shares()) * ratio.to, rest = product % ratio.from;
  const Quantity after(static_cast<std::int64_t>(product / ratio.from));
  const Amount cash(rounded(company(company_id).last_price.units(), rest, ratio.to));
  const Amount cost(rounded(holding.cost.units(), rest, product));
  holding.cost -= cost;
  holding.realized_pnl += cash - cost;
  const AccountRef holder = AccountRef::of(trader), treasury = AccountRef::treasury(company_id);
  if (after > before) move_shares(LedgerKind::split, treasury, holder, company_id, after - before);
  if (after < before) move_shares(LedgerKind::split, holder, treasury, company_id, before - after);
  move_cash(LedgerKind::split, AccountRef::issuer(company_id), holder,
            Money(static_cast<std::int64_t>(cash.units())));
}

// All change, then all reserve anew, then each that is still there is told of, or ends because nothing is
// left of it. Prices keep their order, so queues do.
void NaiveExchange::split_orders(CompanyId company_id, SplitRatio ratio) {
  std::vector<OrderId> concerned;
  for (const OrderId id : open_ids())
    if (open_.at(id).company == company_id) concerned.push_back(id);
  std::map<OrderId, Quantity> unfilled;
  for (const OrderId id : concerned) {
    NaiveOrder& order = open_.at(id);
    const Quantity before = order.quantity;
    split_quantities(order, company(company_id), ratio);
    if (!split_prices(order, company(company_id), ratio)) {
      order.quantity = order.filled;
      order.remaining = Quantity(0);
    }
    if (order.quantity == Quantity(0)) unfilled[id] = before;
    if (order.place == Place::book) order.shown = slice(order);
  }
  rereserve(company_id);
  for (const OrderId id : concerned) {
    if (!is_open(id)) continue;
    if (open_.at(id).remaining == Quantity(0)) {
      end(id, OrderStatus::canceled, EndReason::amended);
    } else {
      touch(open_.at(id));
      tell(NaiveEvent::Kind::amended, id);
    }
  }
  // What was never filled is described as it was placed.
  for (const auto& [id, quantity] : unfilled) ended_.at(id).quantity = quantity;
}

void NaiveExchange::split_quantities(NaiveOrder& order, const Company& company, SplitRatio ratio) {
  const std::int64_t lot = company.lot_size.shares();
  order.remaining = Quantity(ratio.shares(order.remaining) / lot * lot);
  if (order.filled > Quantity(0))
    order.filled = Quantity(std::max<std::int64_t>(ratio.shares(order.filled), 1));
  order.quantity = order.filled + order.remaining;
  if (!order.display_quantity) return;
  const std::int64_t least = (order.remaining.shares() + 99) / 100;
  const std::int64_t display = ratio.shares(*order.display_quantity) / lot * lot;
  order.display_quantity = Quantity(std::max({display, lot, (least + lot - 1) / lot * lot}));
}

// False when the order cannot go on: a price that none can be stays as it was, with the order that ends.
bool NaiveExchange::split_prices(NaiveOrder& order, const Company& company, SplitRatio ratio) {
  const TickTable& ticks = company.ticks;
  const bool buys = order.side == Side::buy;
  bool fits = true;
  Int128 highest = 0;
  const auto quote = [&](std::optional<Price>& price, bool up) {
    if (!price) return;
    const auto quoted = up ? ratio.tick_above(*price, ticks) : ratio.tick_below(*price, ticks);
    fits = fits && quoted;
    if (!quoted) return;
    price = quoted;
    highest = std::max<Int128>(highest, price->units());
  };
  // A bid below the lowest price there is could meet an ask at that price, a sell stop the last price.
  const auto too_low = [&](const std::optional<Price>& price) {
    return price && ratio.rounded_down(*price) < ticks.base.units();
  };
  if (buys && too_low(order.limit_price))
    fits = false;
  else
    quote(order.limit_price, !buys);
  if (!buys && too_low(order.stop_price))
    fits = false;
  else
    quote(order.stop_price, buys);
  if (order.trail_amount) {
    const Int128 exact = std::min<Int128>(ratio.rounded_down(*order.trail_amount), kMaxMoney.units());
    const auto steps = static_cast<std::int64_t>(exact) / ticks.base.units();
    order.trail_amount = Price(std::max(steps, std::int64_t{1}) * ticks.base.units());
  }
  if (order.mark != Price(0)) order.mark = ratio.nearest(order.mark);
  if (order.bound != Price(0)) {
    const auto bound = buys ? ratio.tick_below(order.bound, ticks) : ratio.tick_above(order.bound, ticks);
    fits = fits && bound && !(buys && ratio.rounded_down(order.bound) < ticks.base.units());
    order.bound = bound.value_or(order.bound);
    highest = std::max<Int128>(highest, order.bound.units());
  }
  return fits && order.quantity <= kMaxQuantity && highest * order.quantity.shares() <= kMaxNotional.units();
}

}  // namespace market::test

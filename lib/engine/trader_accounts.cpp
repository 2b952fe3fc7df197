// Traders: their registration, their terms, their cash and keys, and the end of their accounts.
#include <algorithm>
#include <utility>

#include "core/decimal.hpp"
#include "engine/refusals.hpp"
#include "engine/registry_checks.hpp"
#include "engine/state.hpp"

namespace market {
namespace {

bool is_money(Money money) {
  return money >= Money(0) && money <= kMaxMoney;
}

}  // namespace

std::optional<Refused> check_limits(const TraderLimits& limits) {
  if (limits.max_open_orders == 0)
    return refuse::invalid("max_open_orders must be at least 1", "limits.max_open_orders");
  const std::uint32_t rate = limits.max_orders_per_second.value_or(1);
  if (rate == 0 || rate > kMaxOrderRate)
    return refuse::invalid("max_orders_per_second must lie between 1 and " + std::to_string(kMaxOrderRate),
                           "limits.max_orders_per_second");
  return std::nullopt;
}

std::optional<Refused> Exchange::State::check_trader(TraderId id) const {
  if (!known(id)) return refuse::unknown_trader();
  if (accounts.trading(id).is_closed) return refuse::closed_trader(trader(id).slug);
  return std::nullopt;
}

void Exchange::State::add_key(Trader& owner, ApiKey key) const {
  key.created_at = stamp.time;
  owner.keys.push_back(key);
}

bool Exchange::State::fits_into_venue(Money cash) const {
  return treasury.deposits - treasury.withdrawals + cash <= Amount(kMaxCash);
}

// Also refuses one company named twice, whose parts might fit the treasury one by one but not together.
std::optional<Refused> Exchange::State::check_holdings(const RegisterTrader& command) const {
  std::vector<CompanyId> seen;
  for (const auto& [company, quantity] : command.holdings) {
    if (!known(company)) return refuse::unknown_company();
    const Company& of = listing(company).company;
    if (std::find(seen.begin(), seen.end(), company) != seen.end())
      return refuse::invalid("holdings name " + of.symbol.str() + " twice", "holdings");
    seen.push_back(company);
    if (of.status == CompanyStatus::delisted) return refuse::delisted(of);
    if (!is_quantity(quantity))
      return refuse::invalid("a holding must lie between 1 and 1000000000000 shares", "holdings");
    if (quantity > of.treasury_shares) return refuse::treasury(quantity, of.treasury_shares, of.symbol);
  }
  return std::nullopt;
}

Exchange::State::Result Exchange::State::handle(const RegisterTrader& command) {
  if (by_slug.contains(command.slug)) return tl::unexpected(refuse::duplicate_trader(command.slug));
  if (!parse_slug(command.slug.view()))
    return tl::unexpected(refuse::invalid("id must match [a-z0-9][a-z0-9_-]{0,31}", "id"));
  if (auto refused = check_text(command.name, "name")) return tl::unexpected(*std::move(refused));
  if (!is_money(command.cash) || !fits_into_venue(command.cash))
    return tl::unexpected(refuse::invalid("cash is more than the venue can hold", "cash"));
  if (auto refused = check_holdings(command)) return tl::unexpected(*std::move(refused));
  if (auto refused = check_schedule(command.fee_schedule)) return tl::unexpected(*std::move(refused));
  if (auto refused = check_limits(command.limits)) return tl::unexpected(*std::move(refused));

  const TraderId id(static_cast<std::uint32_t>(traders.size()));
  traders.push_back(std::make_unique<Trader>(Trader{.id = id,
                                                    .slug = command.slug,
                                                    .name = command.name,
                                                    .fee_schedule = command.fee_schedule,
                                                    .limits = command.limits,
                                                    .keys = {},
                                                    .created_at = stamp.time,
                                                    .closed_at = {}}));
  if (command.key) add_key(*traders.back(), *command.key);
  accounts.add_trader();
  set_limits(id, command.limits);
  accounts.trading(id).schedule = fees.index_of(command.fee_schedule);
  by_slug.emplace(command.slug, id);
  events.emplace_back(TraderChanged{id});
  if (command.cash > Money(0)) {
    treasury.deposits += command.cash;
    transfer_cash(LedgerKind::deposit, AccountRef::outside(), AccountRef::of(id), command.cash);
  }
  for (const auto& [company, quantity] : command.holdings) {
    give_shares(company, id, quantity);
    company_changed(listing(company));
  }
  return Applied{.trader = id};
}

Exchange::State::Result Exchange::State::handle(const Deposit& command) {
  if (auto refused = check_trader(command.trader)) return tl::unexpected(*std::move(refused));
  if (command.amount <= Money(0)) return tl::unexpected(refuse::invalid("amount must be above 0", "amount"));
  if (!is_money(command.amount) || !fits_into_venue(command.amount))
    return tl::unexpected(refuse::invalid("amount is more than the venue can hold", "amount"));
  treasury.deposits += command.amount;
  transfer_cash(LedgerKind::deposit, AccountRef::outside(), AccountRef::of(command.trader), command.amount);
  return Applied{.trader = command.trader};
}

Exchange::State::Result Exchange::State::handle(const Withdraw& command) {
  if (auto refused = check_trader(command.trader)) return tl::unexpected(*std::move(refused));
  if (command.amount <= Money(0)) return tl::unexpected(refuse::invalid("amount must be above 0", "amount"));
  if (command.amount > accounts.available(command.trader))
    return tl::unexpected(refuse::funds(command.amount, accounts.available(command.trader)));
  treasury.withdrawals += command.amount;
  transfer_cash(LedgerKind::withdrawal, AccountRef::of(command.trader), AccountRef::outside(),
                command.amount);
  return Applied{.trader = command.trader};
}

Exchange::State::Result Exchange::State::handle(const AddKey& command) {
  if (auto refused = check_trader(command.trader)) return tl::unexpected(*std::move(refused));
  const std::vector<ApiKey>& keys = trader(command.trader).keys;
  if (keys.size() >= kMaxKeysPerTrader)
    return tl::unexpected(refuse::invalid("the trader has 100 keys, the most allowed: revoke one first"));
  if (std::any_of(keys.begin(), keys.end(), [&](const ApiKey& key) { return key.id == command.key.id; }))
    return tl::unexpected(refuse::invalid("the trader has a key with this id already", "key_id"));
  add_key(trader(command.trader), command.key);
  events.emplace_back(TraderChanged{command.trader});
  return Applied{.trader = command.trader};
}

Exchange::State::Result Exchange::State::handle(const RevokeKey& command) {
  if (auto refused = check_trader(command.trader)) return tl::unexpected(*std::move(refused));
  if (std::erase_if(trader(command.trader).keys, [&](const ApiKey& key) { return key.id == command.key; }) ==
      0)
    return tl::unexpected(refuse::unknown_key());
  events.emplace_back(TraderChanged{command.trader});
  return Applied{.trader = command.trader};
}

Exchange::State::Result Exchange::State::handle(const UpdateTrader& command) {
  if (auto refused = check_trader(command.trader)) return tl::unexpected(*std::move(refused));
  if (command.name)
    if (auto refused = check_text(*command.name, "name")) return tl::unexpected(*std::move(refused));
  if (command.fee_schedule)
    if (auto refused = check_schedule(*command.fee_schedule)) return tl::unexpected(*std::move(refused));
  if (command.limits)
    if (auto refused = check_limits(*command.limits)) return tl::unexpected(*std::move(refused));

  Trader& one = trader(command.trader);
  if (command.name) one.name = *command.name;
  if (command.limits) {
    one.limits = *command.limits;
    set_limits(one.id, one.limits);
  }
  if (command.fee_schedule)
    rereserve_all([&] {
      one.fee_schedule = *command.fee_schedule;
      accounts.trading(one.id).schedule = fees.index_of(one.fee_schedule);
    });
  events.emplace_back(TraderChanged{one.id});
  work_off_pending();
  return Applied{.trader = one.id};
}

void Exchange::State::set_limits(TraderId id, const TraderLimits& limits) {
  accounts.set_limits(id, limits);
  order_rates.erase(id);
  if (limits.max_orders_per_second) order_rates.emplace(id, OrderRate(*limits.max_orders_per_second));
}

std::optional<Refused> Exchange::State::check_order_rate(TraderId id) const {
  const auto found = order_rates.find(id);
  if (found == order_rates.end()) return std::nullopt;
  const Duration wait = found->second.wait(stamp.time);
  if (wait == Duration(0)) return std::nullopt;
  return refuse::order_rate(found->second.limit(), wait);
}

std::optional<Refused> Exchange::State::check_empty(TraderId id) const {
  const std::string& name = trader(id).slug.str();
  if (const std::uint32_t open = accounts.cash(id).open_orders; open > 0)
    return refuse::not_empty(name + " has " + std::to_string(open) +
                             (open == 1 ? " open order" : " open orders") + ": cancel them first");
  for (const auto& at : listings) {
    const Position position = accounts.position(id, at->company.id);
    if (position.quantity == Quantity(0) || at->company.status == CompanyStatus::delisted) continue;
    return refuse::not_empty(name + " holds " + std::to_string(position.quantity.shares()) + " shares of " +
                             at->company.symbol.str() + ": sell them first");
  }
  if (receives_fees(id))
    return refuse::not_empty(name + " receives a share of the fees: change the distribution first");
  return std::nullopt;
}

// Shares of a company that trades no more cannot be sold.
void Exchange::State::give_back_delisted(TraderId id) {
  for (const auto& at : listings) {
    const Quantity held = accounts.position(id, at->company.id).quantity;
    if (held == Quantity(0)) continue;
    accounts.holder(id, at->company.id).leave(held, Money(0));
    at->company.treasury_shares += held;
    note_transfer(LedgerKind::close, AccountRef::of(id), AccountRef::treasury(at->company.id), at->company.id,
                  held.shares());
    company_changed(*at);
  }
}

Exchange::State::Result Exchange::State::handle(const CloseTrader& command) {
  if (auto refused = check_trader(command.trader)) return tl::unexpected(*std::move(refused));
  if (auto refused = check_empty(command.trader)) return tl::unexpected(*std::move(refused));
  const TraderId id = command.trader;
  give_back_delisted(id);
  if (const Money cash = accounts.cash(id).cash; cash > Money(0)) {
    treasury.withdrawals += cash;
    transfer_cash(LedgerKind::close, AccountRef::of(id), AccountRef::outside(), cash);
  }
  disarm(id);
  order_rates.erase(id);
  accounts.trading(id).is_closed = true;
  accounts.trading(id).schedule = kNoSchedule;
  trader(id).fee_schedule.clear();
  trader(id).keys.clear();
  trader(id).closed_at = stamp.time;
  events.emplace_back(TraderChanged{id});
  return Applied{.trader = id};
}

}  // namespace market

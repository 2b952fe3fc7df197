// Accounts: the cash and the shares of every trader, and the reservations on both.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/check.hpp"
#include "core/prefetch.hpp"
#include "engine/fee_book.hpp"
#include "engine/paged_table.hpp"
#include "engine/traded_volume.hpp"
#include "model/trader.hpp"

namespace market {

// What trading touches of a trader, in one cache line: the account, and the trader's terms in the form in
// which they are checked (the largest value where there is no limit).
struct alignas(64) TradingAccount {
  Account account;
  ScheduleIndex schedule = kNoSchedule;
  bool is_closed = false;
  bool has_order_rate = false;
  std::uint32_t max_open_orders = kDefaultMaxOpenOrders;
  Quantity max_order_quantity = kMaxQuantity;
  Money max_order_value = kMaxNotional;

  void set_limits(const TraderLimits& limits) {
    max_open_orders = limits.max_open_orders;
    max_order_quantity = std::min(limits.max_order_quantity.value_or(kMaxQuantity), kMaxQuantity);
    has_order_rate = limits.max_orders_per_second.has_value();
    max_order_value = std::min(limits.max_order_value.value_or(kMaxNotional), kMaxNotional);
  }
};
static_assert(sizeof(TradingAccount) == 64);

// The two halves of a position. Every order touches the balance, and with many companies balances are what
// orders wait for, so they lie close together; only trades touch the cost.
struct ShareBalance {
  Quantity quantity, reserved;
};
static_assert(sizeof(ShareBalance) == 16);
struct CostBasis {
  Amount cost, realized_pnl;
};

// All that a trade touches of one side, looked up once.
struct Holder {
  TradingAccount& trading;
  ShareBalance& shares;
  CostBasis& basis;
  TradedVolume& volume;

  // `quantity` shares enter, bought or given for `value`.
  void enter(Quantity quantity, Amount value) const {
    shares.quantity += quantity;
    basis.cost += value;
  }
  // `quantity` shares leave for `proceeds`; the cost falls in proportion (average cost, half even).
  void leave(Quantity quantity, Money proceeds) const {
    const Amount cost =
        quantity == shares.quantity ? basis.cost : part_of(basis.cost, quantity, shares.quantity);
    shares.quantity -= quantity;
    basis.cost -= cost;
    basis.realized_pnl += Amount(proceeds) - cost;
  }

 private:
  static Amount part_of(Amount cost, Quantity quantity, Quantity held);
  static Amount wide_part_of(Amount cost, Quantity quantity, Quantity held);
};

class Accounts {
 public:
  void add_trader() {
    traders_.emplace_back();
    volumes_.emplace_back();
  }
  void add_company() {
    balances_.emplace_back();
    bases_.emplace_back();
  }

  TradingAccount& trading(TraderId trader) { return traders_[trader.value()]; }
  const TradingAccount& trading(TraderId trader) const { return traders_[trader.value()]; }
  Account& cash(TraderId trader) { return trading(trader).account; }
  const Account& cash(TraderId trader) const { return trading(trader).account; }
  Money available(TraderId trader) const { return cash(trader).cash - cash(trader).reserved; }
  void reserve_cash(TraderId trader, Money amount) { cash(trader).reserved += amount; }
  void release_cash(TraderId trader, Money amount) { cash(trader).reserved -= amount; }

  TradedVolume& volume(TraderId trader) { return volumes_[trader.value()]; }
  const TradedVolume& volume(TraderId trader) const { return volumes_[trader.value()]; }

  // Has the trader's account and shares on their way into the cache: with many companies they are what an
  // order waits for.
  void prefetch(TraderId trader, CompanyId company) const {
    market::prefetch(&traders_[trader.value()]);
    if (const ShareBalance* held = find_shares(trader, company)) market::prefetch(held);
  }

  // Has it all on its way into the cache as well. The references hold until a company or a trader is added.
  Holder holder(TraderId trader, CompanyId company) {
    const Holder own{traders_[trader.value()], shares(trader, company), basis(trader, company),
                     volumes_[trader.value()]};
    market::prefetch(&own.trading);
    market::prefetch(&own.shares);
    market::prefetch(&own.basis);
    market::prefetch(&own.volume);
    return own;
  }

  ShareBalance& shares(TraderId trader, CompanyId company) {
    return balances_[company.value()].at(trader.value());
  }
  // nullptr when neither the trader nor a neighbour ever held shares of the company.
  const ShareBalance* find_shares(TraderId trader, CompanyId company) const {
    return balances_[company.value()].find(trader.value());
  }
  ShareBalance* find_shares(TraderId trader, CompanyId company) {
    return balances_[company.value()].find(trader.value());
  }
  Quantity available_shares(TraderId trader, CompanyId company) const {
    const ShareBalance* held = find_shares(trader, company);
    return held == nullptr ? Quantity{} : held->quantity - held->reserved;
  }
  Position position(TraderId trader, CompanyId company) const {
    const ShareBalance* held = find_shares(trader, company);
    return held == nullptr ? Position{} : position_of(*held, trader, company);
  }
  // Calls visit(trader, position) for every position that was ever near one in use, in order of trader.
  template <class F>
  void visit_positions(CompanyId company, F&& visit) const {
    balances_[company.value()].for_each([&](std::uint32_t trader, const ShareBalance& held) {
      visit(TraderId(trader), position_of(held, TraderId(trader), company));
    });
  }

  CostBasis& basis(TraderId trader, CompanyId company) { return bases_[company.value()].at(trader.value()); }

 private:
  Position position_of(const ShareBalance& held, TraderId trader, CompanyId company) const {
    const CostBasis* own = bases_[company.value()].find(trader.value());
    const CostBasis known = own == nullptr ? CostBasis{} : *own;
    return {held.quantity, held.reserved, known.cost, known.realized_pnl};
  }

  std::vector<TradingAccount> traders_;
  std::vector<TradedVolume> volumes_;
  std::vector<PagedTable<ShareBalance>> balances_;  // by company, then trader
  std::vector<PagedTable<CostBasis>> bases_;
};

[[gnu::noinline, gnu::cold]] inline Amount Holder::wide_part_of(Amount cost, Quantity quantity,
                                                                Quantity held) {
  return Amount(mul_div_half_even(cost.units(), quantity.shares(), held.shares()));
}

// The average cost of `quantity` of the `held` shares, rounded half to even.
inline Amount Holder::part_of(Amount cost, Quantity quantity, Quantity held) {
  const Int128 whole_cost = cost.units();
  const std::int64_t parts = held.shares();
  std::int64_t rest;
  if (whole_cost < 0 || whole_cost > INT64_MAX ||
      __builtin_mul_overflow(static_cast<std::int64_t>(whole_cost) % parts, quantity.shares(), &rest))
    return wide_part_of(cost, quantity, held);
  // The usual case, with divisions in 64 bits.
  const Int128 whole =
      Int128(static_cast<std::int64_t>(whole_cost) / parts) * quantity.shares() + rest / parts;
  const std::int64_t twice = rest % parts * 2;
  const bool up = twice > parts || (twice == parts && (whole & 1) != 0);
  return Amount(whole + (up ? 1 : 0));
}

}  // namespace market

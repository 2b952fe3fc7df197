// Accounts: the cash and the shares of every trader, and the reservations on both.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/check.hpp"
#include "engine/fee_book.hpp"
#include "engine/paged_table.hpp"
#include "model/trader.hpp"

namespace market {

// What trading touches of a trader, in one cache line: the account, and the trader's terms in the form in
// which they are checked (the largest value where there is no limit).
struct alignas(64) TradingAccount {
  Account account;
  ScheduleIndex schedule = kNoSchedule;
  std::uint32_t max_open_orders = kDefaultMaxOpenOrders;
  Quantity max_order_quantity = kMaxQuantity;
  Money max_order_value = kMaxNotional;

  void set_limits(const TraderLimits& limits) {
    max_open_orders = limits.max_open_orders;
    max_order_quantity = std::min(limits.max_order_quantity.value_or(kMaxQuantity), kMaxQuantity);
    max_order_value = std::min(limits.max_order_value.value_or(kMaxNotional), kMaxNotional);
  }
};
static_assert(sizeof(TradingAccount) == 64);

// A position in a cache line of its own: with many companies these are what orders and trades wait for.
struct alignas(64) Holding : Position {};

class Accounts {
 public:
  void add_trader() { traders_.emplace_back(); }
  void add_company() { holdings_.emplace_back(); }

  TradingAccount& trading(TraderId trader) { return traders_[trader.value()]; }
  const TradingAccount& trading(TraderId trader) const { return traders_[trader.value()]; }
  Account& cash(TraderId trader) { return trading(trader).account; }
  const Account& cash(TraderId trader) const { return trading(trader).account; }
  Money available(TraderId trader) const { return cash(trader).cash - cash(trader).reserved; }
  void reserve_cash(TraderId trader, Money amount) { cash(trader).reserved += amount; }
  void release_cash(TraderId trader, Money amount) { cash(trader).reserved -= amount; }

  // Has the trader's account and holding on their way into the cache: with many companies they are what an
  // order waits for.
  void prefetch(TraderId trader, CompanyId company) const {
    __builtin_prefetch(&traders_[trader.value()]);
    if (const Holding* holding = find_holding(trader, company)) __builtin_prefetch(holding);
  }

  Holding& holding(TraderId trader, CompanyId company) {
    return holdings_[company.value()].at(trader.value());
  }
  // nullptr when neither the trader nor a neighbour ever held shares of the company.
  const Holding* find_holding(TraderId trader, CompanyId company) const {
    return holdings_[company.value()].find(trader.value());
  }
  Holding* find_holding(TraderId trader, CompanyId company) {
    return holdings_[company.value()].find(trader.value());
  }
  Quantity available_shares(TraderId trader, CompanyId company) const {
    const Holding* holding = find_holding(trader, company);
    return holding == nullptr ? Quantity{} : holding->quantity - holding->reserved;
  }
  Position position(TraderId trader, CompanyId company) const {
    const Holding* holding = find_holding(trader, company);
    return holding == nullptr ? Position{} : Position(*holding);
  }
  // Calls visit(trader, position) for every position that was ever near one in use, in order of trader.
  template <class F>
  void visit_positions(CompanyId company, F&& visit) const {
    holdings_[company.value()].for_each([&](std::uint32_t trader, const Holding& holding) {
      visit(TraderId(trader), static_cast<const Position&>(holding));
    });
  }

  // `quantity` shares enter, bought or given for `value`.
  void enter(TraderId trader, CompanyId company, Quantity quantity, Amount value) {
    Holding& held = holding(trader, company);
    held.quantity += quantity;
    held.cost += value;
  }

  // `quantity` shares leave for `proceeds`; the cost falls in proportion (average cost, half even).
  void leave(TraderId trader, CompanyId company, Quantity quantity, Money proceeds) {
    Holding& held = holding(trader, company);
    const Amount cost = quantity == held.quantity ? held.cost : part_of(held.cost, quantity, held.quantity);
    held.quantity -= quantity;
    held.cost -= cost;
    held.realized_pnl += Amount(proceeds) - cost;
  }

 private:
  // The average cost of `quantity` of the `held` shares, rounded half to even.
  static Amount part_of(Amount cost, Quantity quantity, Quantity held) {
    const Int128 whole_cost = cost.units();
    const std::int64_t parts = held.shares();
    std::int64_t rest;
    if (whole_cost < 0 || whole_cost > INT64_MAX ||
        __builtin_mul_overflow(static_cast<std::int64_t>(whole_cost) % parts, quantity.shares(), &rest))
      return Amount(mul_div_half_even(whole_cost, quantity.shares(), parts));
    // The usual case, with divisions in 64 bits.
    const Int128 whole =
        Int128(static_cast<std::int64_t>(whole_cost) / parts) * quantity.shares() + rest / parts;
    const std::int64_t twice = rest % parts * 2;
    const bool up = twice > parts || (twice == parts && (whole & 1) != 0);
    return Amount(whole + (up ? 1 : 0));
  }

  std::vector<TradingAccount> traders_;
  std::vector<PagedTable<Holding>> holdings_;
};

}  // namespace market

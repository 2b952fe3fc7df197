// Accounts: the cash and the shares of every trader, and the reservations on both.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/check.hpp"
#include "core/prefetch.hpp"
#include "engine/earlier_volume.hpp"
#include "engine/fee_book.hpp"
#include "engine/paged_table.hpp"
#include "model/trader.hpp"

namespace market {

// What trading touches of a trader, in one cache line.
struct alignas(64) TradingAccount {
  Account account;
  Amount traded;               // on the day traded_on
  std::int32_t traded_on = 0;  // as day_of() numbers days
  ScheduleIndex schedule = kNoSchedule;
  bool is_closed = false;
  bool has_limits = false;  // of its own, an order rate among them
};
static_assert(sizeof(TradingAccount) == 64);

// A trader's terms in the form in which they are checked: the largest value where there is no limit.
struct OrderLimits {
  std::uint32_t max_open_orders = kDefaultMaxOpenOrders;
  Quantity max_order_quantity = kMaxQuantity;
  Money max_order_value = kMaxNotional;
};

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
    limits_.emplace_back();
    earlier_.emplace_back();
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

  const OrderLimits& limits(TraderId trader) const { return limits_[trader.value()]; }
  void set_limits(TraderId trader, const TraderLimits& limits) {
    trading(trader).has_limits = limits != TraderLimits{};
    limits_[trader.value()] = {limits.max_open_orders,
                               std::min(limits.max_order_quantity.value_or(kMaxQuantity), kMaxQuantity),
                               std::min(limits.max_order_value.value_or(kMaxNotional), kMaxNotional)};
  }

  // Counts what the trader traded. Days never go backwards.
  void add_volume(TraderId trader, std::int32_t day, Amount value) {
    TradingAccount& own = trading(trader);
    if (day != own.traded_on) begin_day(trader, day);
    own.traded += value;
  }
  // What the trader traded in the trailing kVolumeDays days, `day` included.
  Amount trailing_volume(TraderId trader, std::int32_t day) const {
    const TradingAccount& own = trading(trader);
    return earlier_[trader.value()].trailing(day) +
           (own.traded_on > day - kVolumeDays ? own.traded : Amount());
  }
  // Calls visit(day, value) for what trailing_volume(trader, day) counts, in order of days.
  template <class F>
  void visit_volumes(TraderId trader, std::int32_t day, F&& visit) const {
    const TradingAccount& own = trading(trader);
    earlier_[trader.value()].visit(day, visit);
    if (own.traded != Amount() && own.traded_on > day - kVolumeDays) visit(own.traded_on, own.traded);
  }

  // Have the trader's account, and what it holds of a company, on their way into the cache: with many
  // companies they are what an order waits for.
  void prefetch(TraderId trader) const { market::prefetch(&traders_[trader.value()]); }
  void prefetch(TraderId trader, CompanyId company) const {
    if (const ShareBalance* held = find_shares(trader, company)) market::prefetch(held);
  }

  // Has it all on its way into the cache as well. The references hold until a company or a trader is added.
  Holder holder(TraderId trader, CompanyId company) {
    const Holder own{traders_[trader.value()], shares(trader, company), basis(trader, company)};
    market::prefetch(&own.trading);
    market::prefetch(&own.shares);
    market::prefetch(&own.basis);
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
  [[gnu::noinline]] void begin_day(TraderId trader, std::int32_t day) {
    TradingAccount& own = trading(trader);
    if (own.traded != Amount()) earlier_[trader.value()].add(own.traded_on, own.traded);
    own.traded = Amount();
    own.traded_on = day;
  }
  Position position_of(const ShareBalance& held, TraderId trader, CompanyId company) const {
    const CostBasis* own = bases_[company.value()].find(trader.value());
    const CostBasis known = own == nullptr ? CostBasis{} : *own;
    return {held.quantity, held.reserved, known.cost, known.realized_pnl};
  }

  std::vector<TradingAccount> traders_;
  std::vector<OrderLimits> limits_;
  std::vector<EarlierVolume> earlier_;
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

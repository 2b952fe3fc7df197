// Accounts: the cash and the shares of every trader, and the reservations on both.
#pragma once
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
    max_order_quantity = limits.max_order_quantity.value_or(kMaxQuantity);
    max_order_value = limits.max_order_value.value_or(kMaxNotional);
  }
};
static_assert(sizeof(TradingAccount) == 64);

class Accounts {
 public:
  void add_trader() { traders_.emplace_back(); }
  void add_company() { positions_.emplace_back(); }

  TradingAccount& trading(TraderId trader) { return traders_[trader.value()]; }
  const TradingAccount& trading(TraderId trader) const { return traders_[trader.value()]; }
  Account& cash(TraderId trader) { return trading(trader).account; }
  const Account& cash(TraderId trader) const { return trading(trader).account; }
  Money available(TraderId trader) const { return cash(trader).cash - cash(trader).reserved; }

  Position& position(TraderId trader, CompanyId company) {
    return positions_[company.value()].at(trader.value());
  }
  // nullptr when the trader never held shares of the company.
  const Position* find_position(TraderId trader, CompanyId company) const {
    return positions_[company.value()].find(trader.value());
  }
  Quantity available_shares(TraderId trader, CompanyId company) const {
    const Position* position = find_position(trader, company);
    return position == nullptr ? Quantity{} : position->quantity - position->reserved;
  }
  // Every position that was ever near one in use, in order of trader.
  const PagedTable<Position>& positions(CompanyId company) const { return positions_[company.value()]; }

  void reserve_cash(TraderId trader, Money amount) { cash(trader).reserved += amount; }
  void release_cash(TraderId trader, Money amount) { cash(trader).reserved -= amount; }

  // `quantity` shares enter, bought or given for `value`.
  static void enter(Position& position, Quantity quantity, Money value) {
    position.quantity += quantity;
    position.cost += value;
  }

  // `quantity` shares leave for `proceeds`; the cost falls in proportion (average cost, half even).
  static void leave(Position& position, Quantity quantity, Money proceeds) {
    const Amount cost =
        quantity == position.quantity
            ? position.cost
            : Amount(mul_div_half_even(position.cost.units(), quantity.shares(), position.quantity.shares()));
    position.quantity -= quantity;
    position.cost -= cost;
    position.realized_pnl += Amount(proceeds) - cost;
  }

 private:
  std::vector<TradingAccount> traders_;
  std::vector<PagedTable<Position>> positions_;
};

}  // namespace market

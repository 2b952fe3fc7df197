// NaiveExchange: the market's rules once more, as plainly as they can be said, to check Exchange against.
// Slow on purpose: queues are sorted vectors, what is reserved is summed up anew from the open orders each
// time it is needed, and an order first plans its fills and then carries them out.
//
// Written from the contract alone; it shares the model's value types with the engine, but no code.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/command.hpp"
#include "model/company.hpp"
#include "model/order.hpp"
#include "model/outcome.hpp"
#include "model/refusal.hpp"
#include "model/trade.hpp"

namespace market::test {

struct NaiveOutcome {
  std::optional<Refusal> refusal;
  Applied applied;
  std::vector<Trade> trades;
  std::vector<OrderId> ended;  // in the order in which they ended
  std::set<OrderId> touched;   // orders that changed, the ended ones among them
  std::set<TraderId> traders;  // whose account or holdings may have changed
};

class NaiveExchange {
 public:
  NaiveOutcome apply(const Command& command, Stamp stamp);

  Seq seq() const { return seq_; }
  std::size_t company_count() const { return companies_.size(); }
  std::size_t trader_count() const { return traders_.size(); }
  const Company& company(CompanyId id) const { return companies_.at(id.value()); }
  Account account(TraderId id) const;
  Position position(TraderId trader, CompanyId company) const;
  bool is_open(OrderId id) const { return open_.count(id) != 0; }
  const Order& order(OrderId id) const;  // open, or ended by the last command
  const std::map<OrderId, Order>& open_orders() const { return open_; }
  const std::vector<OrderId>& queue(CompanyId company, Side side) const;  // as they would be matched
  Money exchange_revenue() const { return exchange_revenue_; }
  Money issuer_revenue(CompanyId id) const { return issuer_revenue_.at(id.value()); }

 private:
  struct Fill {
    OrderId maker;
    Quantity quantity;
  };
  struct Plan {
    std::vector<Fill> fills;
    Quantity total;
    bool met_own = false;  // stopped at an order of the same trader
  };
  struct Holding {
    Quantity quantity;
    Amount cost, realized_pnl;
  };
  struct Client {
    PlaceOrder body;
    OrderId order;
    std::optional<Timestamp> ended_at;
  };
  using MaybeRefusal = std::optional<Refusal>;

  MaybeRefusal run(const Configure& command);
  MaybeRefusal run(const RegisterCompany& command);
  MaybeRefusal run(const UpdateCompany& command);
  MaybeRefusal run(const HaltCompany& command);
  MaybeRefusal run(const ResumeCompany& command);
  MaybeRefusal run(const IssueShares& command);
  MaybeRefusal run(const RegisterTrader& command);
  MaybeRefusal run(const Deposit& command);
  MaybeRefusal run(const Withdraw& command);
  MaybeRefusal run(const AddKey& command);
  MaybeRefusal run(const RevokeKey& command);
  MaybeRefusal run(const PlaceOrder& command);
  MaybeRefusal run(const AmendOrder& command);
  MaybeRefusal run(const CancelOrder& command);
  MaybeRefusal run(const CancelAll& command);
  MaybeRefusal run(const SetFees& command);
  MaybeRefusal run(const MarkScenario& command);

  bool exists(TraderId id) const { return id.value() < traders_.size(); }
  bool exists(CompanyId id) const { return id.value() < companies_.size(); }

  MaybeRefusal refuse_market_state(const Order& order) const;
  MaybeRefusal refuse_size(const Order& order) const;
  MaybeRefusal refuse_price(const Company& company, Price limit) const;
  MaybeRefusal refuse_matching(const Order& order, const Plan& plan) const;
  MaybeRefusal refuse_means(const Order& order, const Plan& plan, const Order* replaced) const;

  bool crosses(const Order& order, const Order& maker) const;
  Plan plan(const Order& order) const;
  void enter(OrderId id, const Plan& plan);
  void fill(OrderId taker_id, const Fill& fill);
  void settle(const Order& maker, const Order& taker, Trade& trade);
  void distribute(CompanyId company, Money fees);
  void join_queue(const Order& order);
  void leave_queue(const Order& order);
  void end(OrderId id, OrderStatus status, EndReason reason);
  void touch(Order& order);
  void give(TraderId trader, CompanyId company, Quantity quantity);

  const FeeSchedule& schedule(TraderId trader, CompanyId company) const;
  Money fee(TraderId trader, CompanyId company, Liquidity liquidity, Money notional) const;
  std::pair<Money, Money> fees_of(const Order& maker, const Order& taker, Money value) const;
  Money need(const Order& order) const;
  Money reserved_cash(TraderId trader) const;
  Money available(TraderId trader) const { return cash_.at(trader.value()) - reserved_cash(trader); }
  Quantity reserved_shares(TraderId trader, CompanyId company) const;
  template <class Change>
  void rereserve(Change change);

  VenueSettings settings_;
  FeeTable fees_ = default_fee_table();
  std::vector<Company> companies_;
  std::vector<Trader> traders_;
  std::vector<Money> cash_;
  std::vector<Amount> fees_paid_;
  std::vector<Money> issuer_revenue_;
  Money exchange_revenue_;
  std::map<std::pair<TraderId, CompanyId>, Holding> holdings_;
  std::map<OrderId, Order> open_;
  std::map<OrderId, Order> ended_;          // by the last command
  std::vector<std::set<OrderId>> open_of_;  // by trader
  std::map<std::pair<CompanyId, Side>, std::vector<OrderId>> queues_;
  std::map<std::pair<TraderId, ClientOrderId>, Client> clients_;
  OrderId last_order_;
  TradeId last_trade_;
  Seq seq_ = 0;
  Stamp stamp_;
  NaiveOutcome outcome_;
};

}  // namespace market::test

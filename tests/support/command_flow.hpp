// CommandFlow: a seeded stream of commands that mean something to one exchange: a few companies and traders,
// prices close together so that orders meet often, and every rule and refusal within reach. The same seed
// gives the same commands on every platform.
#pragma once
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "model/command.hpp"

namespace market::test {

// What the flow looks at to aim its commands.
struct MarketView {
  std::function<bool(OrderId)> is_open;
  std::function<Money(TraderId)> available;          // cash that nothing reserves
  std::function<const Company*(CompanyId)> company;  // null: there is none
  std::function<std::uint32_t()> company_count;
  std::function<std::uint32_t()> trader_count;  // closed ones included
  std::function<SessionPhase()> phase;
};

class CommandFlow {
 public:
  explicit CommandFlow(std::uint64_t seed) : random_(seed) {}

  // When a run begins: 2026-01-05T00:00:00Z.
  static constexpr Timestamp kStart{1'767'571'200'000'000'000};

  // The commands that a run begins with.
  std::vector<Command> opening() const;

  // The next command, which will be stamped with `now`.
  Command next(const MarketView& view, Timestamp now);
  Duration pause();  // before the next command

  // Tells the flow that its last command made this order, so that it can be amended and canceled.
  void saw_order(OrderId id);

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::int64_t from(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least + 1)));
  }
  bool chance(std::uint64_t in_thousand) { return below(1'000) < in_thousand; }
  Duration milliseconds(std::int64_t least, std::int64_t most) {
    return Duration::milliseconds(from(least, most));
  }
  struct Candidate {
    OrderId id;
    CompanyId company;
  };

  template <class T>
  const T& pick(const std::vector<T>& values) {
    return values[below(values.size())];
  }

  // command_flow_orders
  std::int64_t middle(CompanyId company) const;
  Quantity quantity(CompanyId company);
  Price price(CompanyId company);
  Price beyond_all();
  Price passive_price(CompanyId company, Side side);
  Price stop_price(CompanyId company, Side side);
  Price moved(Price price, std::int64_t ticks, CompanyId company);
  TimeInForce time_in_force(OrderType type);
  void choose_type(PlaceOrder& order, OrderTerms& terms);
  void choose_class(PlaceOrder& order, OrderTerms& terms);
  void spoil(PlaceOrder& order, OrderTerms& terms);
  PlaceOrder place();
  PlaceOrder repeat_or_new();
  PlaceOrder new_order();
  AmendOrder amend(Candidate order);

  // command_flow_accounts
  RegisterTrader register_trader();
  UpdateTrader update_trader();
  CloseTrader close_trader();
  TraderLimits limits();
  PayDividend pay_dividend();
  AccountRef payer(CompanyId company);
  SplitShares split_shares();

  // command_flow_fees
  SetFees set_fees();
  FeeTable fee_table();
  FeeSchedule schedule(const char* name, Rate lowest_maker);
  FeeRule rule(Rate least);
  std::vector<FeeTier> tiers(Rate lowest_maker);
  std::vector<Beneficiary> distribution();

  // command_flow_market
  CircuitBreaker breaker(CompanyId company);
  std::vector<TickStep> tick_steps(CompanyId company);
  UpdateCompany update_company();
  RegisterCompany register_company();
  Command change_trading();
  SetMarketRules set_rules();
  SessionCalendar session();
  CancelAfter cancel_after();

  // command_flow
  CompanyId company();
  TraderId trader();
  Candidate order();
  Money amount();
  Withdraw withdraw();
  CancelAll cancel_all();

  std::mt19937_64 random_;
  const MarketView* view_ = nullptr;  // while next() runs
  Timestamp now_;
  std::vector<Candidate> candidates_;  // accepted; many of them still open
  std::vector<PlaceOrder> named_;      // orders with a client_order_id, to be sent again
  OrderId last_order_;
  CompanyId last_company_;  // of the last order placed
};

}  // namespace market::test

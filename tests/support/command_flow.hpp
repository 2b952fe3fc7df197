// CommandFlow: a seeded stream of commands that mean something to one exchange: a few companies and traders,
// prices close together so that orders meet often, and every refusal within reach. The same seed gives the
// same commands on every platform.
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
  std::function<Money(TraderId)> available;  // cash that nothing reserves
};

class CommandFlow {
 public:
  explicit CommandFlow(std::uint64_t seed) : random_(seed) {}

  // The commands that a run begins with.
  std::vector<Command> opening() const;

  Command next(const MarketView& view);
  Duration pause();  // before the next command

  // Tells the flow that its last command was accepted as this order, so that it can be amended and canceled.
  void saw_order(OrderId id);

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool chance(std::uint64_t in_thousand) { return below(1'000) < in_thousand; }
  struct Candidate {
    OrderId id;
    CompanyId company;
  };

  template <class T>
  const T& pick(const std::vector<T>& values) {
    return values[below(values.size())];
  }

  CompanyId company();
  TraderId trader();
  Candidate order(const MarketView& view);
  Quantity quantity(CompanyId company);
  Price price(CompanyId company);
  Price passive_price(CompanyId company, Side side);
  Money amount();

  PlaceOrder place();
  PlaceOrder repeat_or_new();
  PlaceOrder new_order();
  AmendOrder amend(Candidate order);
  Withdraw withdraw(const MarketView& view);
  CancelAll cancel_all();
  UpdateCompany update_company();
  RegisterCompany register_company();
  RegisterTrader register_trader();
  SetFees set_fees();

  std::mt19937_64 random_;
  std::vector<Candidate> candidates_;  // accepted; many of them still open
  std::vector<PlaceOrder> named_;      // orders with a client_order_id, to be sent again
  OrderId last_order_;
  CompanyId last_company_;  // of the last order placed
};

}  // namespace market::test

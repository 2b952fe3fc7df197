// TradingAgent: what the agents that trade have in common: an account, a company, and their random streams.
// An account that trades in several companies has one agent for each.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/kernel.hpp"
#include "sim/order_gateway.hpp"
#include "sim/random.hpp"
#include "sim/tape.hpp"

namespace market::sim {

// Where an agent sits.
struct AgentSeat {
  std::string name;  // names its random streams: the account and the symbol
  std::uint64_t seed = 0;
  TraderId trader;
  CompanyId company;
  std::size_t index = 0;  // of the company on the tape
  double share = 1;       // of the account's rates and limits: one over the number of its companies
  Tape* tape = nullptr;
  OrderGateway* gateway = nullptr;
};

// Half way between the best prices, or the best of the one side that there is, or the last price; in the
// currency.
double mid_price(const MarketView& view);

class TradingAgent : public Agent {
 protected:
  explicit TradingAgent(AgentSeat seat) : seat_(std::move(seat)) {}

  const AgentSeat& seat() const { return seat_; }
  MarketPort& market() { return seat_.gateway->market(); }
  const CompanySignals& signals() { return seat_.tape->read(seat_.index); }
  MarketView view() { return market().view(seat_.company); }
  Random stream(std::string_view purpose) const { return Random(seat_.seed, seat_.name, purpose); }

  // Wakes after an exponential time: `rate` > 0 is that of the account at an activity of 1.
  void wake_at_rate(Kernel& kernel, double rate, Random& random, Tag tag);

  std::optional<OrderId> place_limit(Kernel& kernel, Side side, Quantity quantity, Price price,
                                     TimeInForce time_in_force);
  // Takes what stands on the other side, up to `limit` if there is one. Nothing happens when there is
  // nothing. `cap_chance` is the probability that no more is asked for than the best queue holds.
  struct Take {
    Side side = Side::buy;
    double shares = 0;
    double cap_chance = 0;
    std::optional<Price> limit;
  };
  void take(Kernel& kernel, const MarketView& view, const Take& what, Random& random);
  void cancel(Kernel& kernel, OrderId order);  // if it is open
  // Shares held above those that the account began with.
  std::int64_t position_above(Quantity initial);

 private:
  AgentSeat seat_;
};

}  // namespace market::sim

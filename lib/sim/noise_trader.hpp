// NoiseTrader: zero intelligence. Limit and market orders arrive as Poisson processes on random sides; a
// limit order stands a power-law number of ticks from the opposite best price and is canceled after an
// exponential lifetime. After Daniels, Farmer, Gillemot, Iori, Smith (2003) and Cont, Stoikov, Talreja
// (2010).
#pragma once
#include <cstdint>

#include "sim/agent_spec.hpp"
#include "sim/trading_agent.hpp"

namespace market::sim {

class NoiseTrader final : public TradingAgent {
 public:
  NoiseTrader(const NoiseSpec& spec, AgentSeat seat);

  // Takes charge of the orders that the account has open from before.
  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;
  void state(StateArchive& archive) override;

 private:
  void schedule_cancel(Kernel& kernel, OrderId order);
  void arrive(Kernel& kernel);
  void place(Kernel& kernel, Side side, Quantity quantity, const MarketView& view);

  NoiseSpec spec_;
  std::uint32_t most_open_;
  Random arrivals_, orders_, lifetimes_;
  std::uint32_t pending_cancels_ = 0;  // bounds the orders open at a time
};

}  // namespace market::sim

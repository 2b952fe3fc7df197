// MomentumTrader: buys while the average of its recent observations of the mid price lies above that of a
// longer stretch, and sells while it lies below. After the momentum agent of ABIDES' rmsc04.
#pragma once
#include <vector>

#include "sim/agent_spec.hpp"
#include "sim/trading_agent.hpp"

namespace market::sim {

class MomentumTrader final : public TradingAgent {
 public:
  MomentumTrader(const MomentumSpec& spec, AgentSeat seat);

  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;
  void state(StateArchive& archive) override;

 private:
  double average(std::size_t observations) const;

  MomentumSpec spec_;
  Random wakes_, orders_;
  std::vector<double> seen_;  // a ring of long_window mid prices
  std::uint64_t count_ = 0;   // ever seen
};

}  // namespace market::sim

// MetaorderTrader: works one large parent order after another, each a random side and a Pareto number of
// child market orders. Several of them at a time make the signs of market orders remember as a power of the
// lag with exponent α − 1 (F. Lillo, S. Mike, J. D. Farmer, Physical Review E 71 (2005)).
#pragma once
#include <cstdint>

#include "sim/agent_spec.hpp"
#include "sim/trading_agent.hpp"

namespace market::sim {

class MetaorderTrader final : public TradingAgent {
 public:
  MetaorderTrader(const MetaorderSpec& spec, AgentSeat seat);

  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;
  void state(StateArchive& archive) override;

 private:
  void begin_parent();

  MetaorderSpec spec_;
  Random wakes_, parents_, orders_;
  Side side_ = Side::buy;
  std::uint64_t children_left_ = 0;
};

}  // namespace market::sim

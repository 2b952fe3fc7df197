// ExecutionTrader: buys or sells a given quantity by market orders at a fixed interval, for studies of
// impact: evenly over a time (twap), or as a part of what everybody trades (pov, percentage of volume).
#pragma once
#include <cstdint>

#include "sim/agent_spec.hpp"
#include "sim/trading_agent.hpp"

namespace market::sim {

class ExecutionTrader final : public TradingAgent {
 public:
  ExecutionTrader(const ExecutionSpec& spec, AgentSeat seat);

  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;
  void state(StateArchive& archive) override;

 private:
  void begin(Timestamp now);
  std::int64_t due(Timestamp now);  // how many shares should be executed by now

  ExecutionSpec spec_;
  bool begun_ = false;
  Timestamp begun_at_;
  std::int64_t executed_ = 0;       // shares, so far
  std::int64_t volume_before_ = 0;  // traded by all when it began
  Random orders_;
};

}  // namespace market::sim

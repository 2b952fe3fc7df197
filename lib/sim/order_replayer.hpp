// OrderReplayer: plays recorded orders at their times, with two accounts: one places, reduces and cancels
// what the record says, the other sends what executes them, so that nobody trades with himself. What the
// record names but never placed is passed over, as is what the market refuses.
#pragma once
#include <cstdint>
#include <unordered_map>

#include "sim/agent_spec.hpp"
#include "sim/trading_agent.hpp"

namespace market::sim {

class OrderReplayer final : public TradingAgent {
 public:
  // The seat is that of the account that places; `executor` is the other one.
  OrderReplayer(const OrderReplaySpec& spec, AgentSeat seat, TraderId executor);

  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;
  void state(StateArchive& archive) override;

 private:
  struct Placed {
    OrderId id;
    Quantity total;
  };
  void play(const RecordedOrder& order, Timestamp now);
  void reduce(const RecordedOrder& order, Timestamp now);
  void cancel_placed(const RecordedOrder& order, Timestamp now);

  OrderReplaySpec spec_;
  TraderId executor_;
  Timestamp began_at_;
  std::size_t next_ = 0;
  std::unordered_map<std::uint64_t, Placed> placed_;  // by the record's number; looked up only
};

}  // namespace market::sim

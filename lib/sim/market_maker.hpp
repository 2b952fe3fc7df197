// MarketMaker: quotes several levels a side around its belief of the value, and refreshes them at random
// times. It learns from trades: each moves the belief by impact × √quantity toward the aggressor's side, and
// the belief returns to the fundamental exponentially. Its quotes lean against its position, linearly, as in
// the optimal quotes of M. Avellaneda and S. Stoikov, Quantitative Finance 8 (2008). It never takes.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "sim/agent_spec.hpp"
#include "sim/trading_agent.hpp"

namespace market::sim {

class MarketMaker final : public TradingAgent {
 public:
  MarketMaker(const MarketMakerSpec& spec, AgentSeat seat);

  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;
  void state(StateArchive& archive) override;

 private:
  struct Quote {
    OrderId order;  // OrderId(): none at this level
    Price price;
    void state(StateArchive& archive);
  };
  // One side as it should be: level i at best moved i steps outward, or up to a step further.
  struct Ladder {
    Side side = Side::buy;
    Price best;
    std::int64_t step = 1;     // ticks
    std::uint32_t levels = 0;  // none where it holds as much as it may
  };

  void learn(Timestamp now);
  void requote(Kernel& kernel, const MarketView& view);
  Ladder ladder(Side side, double center, const MarketView& view) const;
  void withdraw(Kernel& kernel, const Ladder& ladder, Price tick);
  void fill(Kernel& kernel, const Ladder& ladder, const MarketView& view);
  std::vector<Quote>& quotes(Side side) { return quotes_[side == Side::buy ? 0 : 1]; }

  MarketMakerSpec spec_;
  Random refreshes_, sizes_;
  double displacement_ = 0;  // of the belief from the fundamental, as a logarithm
  double seen_root_ = 0;     // of the flow that it has learned from
  Timestamp learned_at_;
  std::array<std::vector<Quote>, 2> quotes_;  // by level; buy, sell
  std::vector<Quote> kept_;                   // scratch, so that requoting allocates nothing
};

}  // namespace market::sim

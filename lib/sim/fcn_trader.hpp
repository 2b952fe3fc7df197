// FcnTrader: expects a return made of a fundamental, a chart (trend) and a noise part, each weighted by its
// own nature, and quotes around the price that this gives. After C. Chiarella and G. Iori, Quantitative
// Finance 2 (2002), as in PAMS (T. Torii et al., 2019).
#pragma once
#include "sim/agent_spec.hpp"
#include "sim/trading_agent.hpp"

namespace market::sim {

struct FcnWeights {
  double fundamental = 1, trend = 1, noise = 1;
};
// The return expected a second: the weighted mean of its parts, 0 without weights.
double fcn_return(const FcnWeights& weights, double fundamental_return, double trend, double noise);

class FcnTrader final : public TradingAgent {
 public:
  FcnTrader(const FcnSpec& spec, AgentSeat seat);

  void start(Kernel& kernel) override;
  // Tag 0: looks and orders; any other is the id of an order whose time is up.
  void wake(Kernel& kernel, Tag tag) override;
  void state(StateArchive& archive) override;

 private:
  double expected_price(double price);

  FcnSpec spec_;
  Random wakes_, views_, orders_;
  FcnWeights weights_;     // drawn once
  double window_seconds_;  // drawn once: how far it looks back and ahead
};

}  // namespace market::sim

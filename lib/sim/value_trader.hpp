// ValueTrader: sees the fundamental through noise and takes what is offered too cheaply or bid too dearly. A
// Bayesian weighs what it sees against what it knew, by a Kalman filter whose prior spreads with the
// volatility it expects; a threshold trader believes each observation as it is. After the value agent of
// ABIDES (D. Byrd, M. Hybinette, T. H. Balch, 2019).
#pragma once
#include "sim/agent_spec.hpp"
#include "sim/trading_agent.hpp"

namespace market::sim {

// A belief about a quantity that moves as a random walk and is observed with noise.
class Estimate {
 public:
  double mean() const { return mean_; }
  double variance() const { return variance_; }
  // `spread` is the variance that the quantity gained since the last observation, `noise` that of this one
  // (above 0). The first observation is believed.
  void observe(double value, double spread, double noise);

  void state(StateArchive& archive);

 private:
  double mean_ = 0, variance_ = 0;
  bool any_ = false;
};

class ValueTrader final : public TradingAgent {
 public:
  ValueTrader(const ValueSpec& spec, AgentSeat seat);

  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;
  void state(StateArchive& archive) override;

 private:
  double look(Timestamp now);  // the value as it sees it, in the currency

  ValueSpec spec_;
  Random wakes_, views_, orders_;
  Estimate estimate_;  // of the fundamental's logarithm
  Timestamp looked_at_;
};

}  // namespace market::sim

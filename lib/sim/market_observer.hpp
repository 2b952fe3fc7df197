// MarketObserver: looks at the companies of a scenario once a minute of market time and notes where the price
// stands and what was traded: what the stylised facts are computed from. It trades nothing and draws nothing.
#pragma once
#include <cstddef>
#include <deque>
#include <vector>

#include "sim/kernel.hpp"
#include "sim/market_port.hpp"
#include "sim/stylised_facts.hpp"
#include "sim/tape.hpp"

namespace market::sim {

class MarketObserver final : public Agent {
 public:
  // Of each company the newest minutes that it keeps: those for kSampleReturns returns.
  static constexpr std::size_t kMinutes = kSampleReturns + 1;

  MarketObserver(MarketPort& market, Tape& tape);

  void start(Kernel& kernel) override;
  void wake(Kernel& kernel, Tag tag) override;
  void state(StateArchive& archive) override;

  // Of the company number `index` on the tape.
  MarketSample sample(std::size_t index) const;

 private:
  struct Minute {
    double mid = 0;                    // at its end
    double volume = 0, imbalance = 0;  // shares traded; those bought less those sold by incoming orders
    void state(StateArchive& archive);
  };
  struct Watched {
    std::deque<Minute> minutes;
    std::int64_t volume = 0, signed_volume = 0;  // of all trades until the last look
    void state(StateArchive& archive);
  };
  void look(std::size_t index);

  MarketPort& market_;
  Tape& tape_;
  std::vector<Watched> watched_;
};

}  // namespace market::sim

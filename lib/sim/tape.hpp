// Tape: the signals of all companies of a scenario, kept up to date with the trades of everybody.
#pragma once
#include <cstddef>
#include <vector>

#include "model/trade.hpp"
#include "sim/company_signals.hpp"
#include "sim/market_port.hpp"

namespace market::sim {

class Tape {
 public:
  // Begins with what trades after this. `market` must outlive the tape.
  Tape(MarketPort& market, const std::vector<CompanyId>& companies);

  std::size_t size() const { return signals_.size(); }
  // The signals of the scenario's company number `index`, with all trades so far.
  const CompanySignals& read(std::size_t index) {
    update();
    return signals_[index];
  }
  // To set what is not made of trades.
  CompanySignals& at(std::size_t index) { return signals_[index]; }

  void state(StateArchive& archive);

 private:
  void update();

  MarketPort& market_;
  std::vector<CompanySignals> signals_;
  std::vector<std::size_t> index_of_;  // by company id; size() for those of no concern
  TradeId seen_;
  std::vector<Trade> fresh_;
};

}  // namespace market::sim

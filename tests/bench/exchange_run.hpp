// ExchangeRun: the workload's records as commands to an Exchange with 10,007 funded accounts. Each command is
// built from its record right before it is applied, as a real caller does, and the events are read after it;
// so the time of both is part of every figure.
//
// An order belongs to the account order_id % 10,007 and may trade with its own account's orders, since the
// workload knows no accounts. Orders are numbered densely from 1 by the workload and by the engine, so an id
// is the same in both; a difference is counted as a mismatch.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/exchange.hpp"
#include "tests/bench/flow.hpp"

namespace market::bench {

class ExchangeRun {
 public:
  // Registers the companies and the accounts, each with ample cash and shares of every company.
  explicit ExchangeRun(const Flow& flow);

  void apply(const FlowRecord& record);

  const FlowTally& tally() const { return tally_; }
  std::uint64_t mismatches() const { return mismatches_; }  // refused commands and orders with another id
  const Exchange& exchange() const { return exchange_; }

 private:
  void must_apply(const Command& command);
  void build_command(const FlowRecord& record);
  void read_events(const FlowRecord& record);

  Exchange exchange_;
  Command command_;
  Stamp stamp_;
  std::vector<std::uint32_t> filled_;  // by order id
  FlowTally tally_;
  std::uint64_t mismatches_ = 0;
};

}  // namespace market::bench

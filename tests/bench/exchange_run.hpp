// ExchangeRun: the workload's records as commands to an Exchange with 10,007 funded accounts. Each command is
// filled in from its record right before it is applied, and the events are read after it; so the time of both
// is part of every figure. What a modified order has been filled for, which its new quantity includes, its
// owner would know: that is worked out beforehand.
//
// An order belongs to the account order_id % 10,007 and may trade with its own account's orders, since the
// workload knows no accounts. Orders are numbered densely from 1 by the workload and by the engine, so an id
// is the same in both; a difference is counted as a mismatch. The workload's market orders know no collar: it
// is set as wide as it can be.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "engine/exchange.hpp"
#include "tests/bench/flow.hpp"

namespace market::bench {

// How the workload's price steps become prices.
struct PriceScale {
  std::int64_t units_per_step = 100;
  std::int64_t tick_units = 100;  // of the companies; divides units_per_step
};

class ExchangeRun {
 public:
  // Registers the companies and the accounts, each with ample cash and shares of every company.
  explicit ExchangeRun(const Flow& flow, PriceScale scale = {});

  void apply(const FlowRecord& record);

  const FlowTally& tally() const { return tally_; }
  std::uint64_t mismatches() const { return mismatches_; }  // refused commands and orders with another id
  const Exchange& exchange() const { return exchange_; }

 private:
  void must_apply(const Command& command);
  void register_companies(std::uint32_t companies);
  void register_traders(std::uint32_t companies);
  Price price_of(std::int32_t step) const { return Price(step * scale_.units_per_step); }
  const Command& command_of(const FlowRecord& record);
  void read_events(const FlowRecord& record);

  PriceScale scale_;
  Exchange exchange_;
  // One of each kind, filled in anew for each record; of orders one of each type and side.
  std::array<std::array<Command, 2>, 2> place_;
  Command cancel_ = CancelOrder{}, amend_ = AmendOrder{};
  Stamp stamp_;
  std::vector<std::uint32_t> totals_;  // of the modified orders, fills included, in the order of the records
  std::size_t next_total_ = 0;
  FlowTally tally_;
  std::uint64_t mismatches_ = 0;
};

}  // namespace market::bench

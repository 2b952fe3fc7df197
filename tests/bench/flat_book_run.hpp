// FlatBookRun: the workload's records applied to the yardstick.
#pragma once
#include <cstdint>

#include "tests/bench/flat_book.hpp"
#include "tests/bench/flow.hpp"

namespace market::bench {

class FlatBookRun {
 public:
  explicit FlatBookRun(const Flow& flow) : book_(flow.options.symbols, flow.max_order_id) {}

  void apply(const FlowRecord& record) {
    book_.apply(record, [this](std::uint32_t maker, std::uint32_t taker, std::int32_t price,
                               std::uint32_t quantity) { tally_.add(maker, taker, price, quantity); });
  }

  const FlowTally& tally() const { return tally_; }
  static std::uint64_t mismatches() { return 0; }

 private:
  FlatBook book_;
  FlowTally tally_;
};

}  // namespace market::bench

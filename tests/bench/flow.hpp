// The common benchmark workload: a deterministic order flow with the answers that a correct price-time book
// gives.
//
// Integer arithmetic only, so the same options give the same records on every platform. First a prefill of
// passive limit orders, `live` for each symbol, that builds the opening books; then `ops` records to be
// timed: about 45% passive limit orders (geometric distance from the touch), 40% cancels, 5% modifications,
// 10% marketable orders. Symbols are drawn by Zipf's law (s = 1).
#pragma once
#include <cstdint>
#include <vector>

#include "model/enums.hpp"

namespace market::bench {

enum class FlowOp : std::uint8_t {
  limit = 0,   // a new good-till-cancel limit order: trades what crosses, the rest rests
  market = 1,  // a new market order, price 0; never for more than rests on the opposite side
  cancel = 2,  // of a live order; price and quantity are its current ones
  modify = 3,  // cancel and re-insert under the same id: another price, a new open quantity; never crosses
};

struct FlowRecord {
  FlowOp op = FlowOp::limit;
  Side side = Side::buy;       // of the order, also for cancel and modify
  std::uint16_t symbol = 0;    // from 0
  std::uint32_t order_id = 0;  // from 1, dense: every limit and market record takes the next one
  std::int32_t price = 0;      // ticks, 1 … kFlowMaxPrice
  std::uint32_t quantity = 0;
};
static_assert(sizeof(FlowRecord) == 16);

inline constexpr std::int32_t kFlowMaxPrice = 9999;
inline constexpr std::int32_t kFlowOpeningMid = 5000;

struct FlowOptions {
  std::uint32_t symbols = 1;
  std::uint64_t ops = 2'000'000;
  std::uint64_t seed = 42;
  std::uint32_t live = 10'000;  // resting orders aimed at for each symbol
  std::uint64_t jump_every =
      0;  // timed operations between two jumps of the mid to anywhere; 0: it only drifts
};

// What came of the records. Trades happen at the maker's price.
struct FlowTally {
  std::uint64_t trades = 0;
  std::uint64_t volume = 0;      // Σ quantity
  std::uint64_t notional = 0;    // Σ price × quantity
  std::uint64_t trade_hash = 0;  // over all trades, sensitive to their order
  bool operator==(const FlowTally&) const = default;

  void add(std::uint32_t maker, std::uint32_t taker, std::int32_t price, std::uint32_t quantity) {
    ++trades;
    volume += quantity;
    notional += static_cast<std::uint64_t>(price) * quantity;
    std::uint64_t h = trade_hash ^ (std::uint64_t{maker} << 32 | taker);
    h *= 0x9E3779B97F4A7C15u;
    h ^= h >> 29 ^ (std::uint64_t{static_cast<std::uint32_t>(price)} << 32 | quantity);
    h *= 0xBF58476D1CE4E5B9u;
    trade_hash = h ^ h >> 32;
  }
};

struct Flow {
  FlowOptions options;
  std::vector<FlowRecord> records;
  std::uint64_t prefill = 0;  // the leading records that are not timed
  std::uint32_t max_order_id = 0;
  FlowTally answers;
  std::uint64_t live_orders = 0;  // resting at the end
  std::uint64_t live_bid_quantity = 0, live_ask_quantity = 0;
};

Flow generate_flow(const FlowOptions& options);

}  // namespace market::bench

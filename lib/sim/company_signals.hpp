// CompanySignals: what agents can know of one company beyond its order book.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/ids.hpp"
#include "sim/sign_memory.hpp"

namespace market::sim {

class StateArchive;

// Sums over all trades since the start, so that an agent that keeps the sums it saw last knows what happened
// in between.
struct TradeFlow {
  std::uint64_t trades = 0;
  std::int64_t volume = 0;  // shares
  // + where the buyer was the aggressor; auctions have none.
  std::int64_t signed_volume = 0;  // Σ ±quantity
  double signed_root = 0;          // Σ ±√quantity

  void state(StateArchive& archive);
};

// The last prices at the moves of the company's process, in the currency, the newest kSize of them.
class PriceHistory {
 public:
  static constexpr std::size_t kSize = 256;

  void add(double price) { prices_[added_++ % kSize] = price; }
  // The price `moves` moves ago, or the oldest there is; only after the first add().
  double ago(std::size_t moves) const {
    const std::size_t oldest = std::min<std::size_t>(added_, kSize) - 1;
    return prices_[(added_ - 1 - std::min(moves, oldest)) % kSize];
  }

  void state(StateArchive& archive);

 private:
  std::array<double, kSize> prices_{};
  std::size_t added_ = 0;
};

struct CompanySignals {
  CompanyId company;
  double fundamental = 0;  // in the currency
  double activity = 1;     // see activity.hpp
  TradeFlow flow;
  SignMemory signs;
  PriceHistory history;

  void state(StateArchive& archive);
};

}  // namespace market::sim

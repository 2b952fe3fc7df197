// SignMemory: how long the signs of market orders remember: their autocorrelation at a few lags, kept up with
// each order in the memory of the longest lag.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/ids.hpp"
#include "model/enums.hpp"

namespace market::sim {

class StateArchive;

class SignMemory {
 public:
  static constexpr std::array<std::size_t, 12> kLags = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233};

  // A trade of the incoming order `taker`; the trades of one order count once.
  void add(OrderId taker, Side side);

  std::uint64_t orders() const { return count_; }
  // At kLags[index], about the mean; 0 as long as fewer orders have come.
  double autocorrelation(std::size_t index) const;

  void state(StateArchive& archive);

 private:
  static constexpr std::size_t kRing = 256;  // more than the longest lag

  OrderId last_;
  std::uint64_t count_ = 0;
  std::int64_t sum_ = 0;
  std::array<std::int64_t, kLags.size()> products_{};  // Σ sign × the sign that many orders ago
  std::array<std::int8_t, kRing> ring_{};
};

}  // namespace market::sim

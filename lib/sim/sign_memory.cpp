#include "sim/sign_memory.hpp"

#include "sim/state_archive.hpp"

namespace market::sim {

void SignMemory::add(OrderId taker, Side side) {
  if (taker == last_) return;
  last_ = taker;
  const std::int8_t sign = side == Side::buy ? 1 : -1;
  for (std::size_t i = 0; i < kLags.size(); ++i)
    if (count_ >= kLags[i]) products_[i] += sign * ring_[(count_ - kLags[i]) % kRing];
  ring_[count_ % kRing] = sign;
  sum_ += sign;
  ++count_;
}

double SignMemory::autocorrelation(std::size_t index) const {
  if (count_ <= kLags[index]) return 0;
  const double mean = static_cast<double>(sum_) / static_cast<double>(count_);
  const double variance = 1 - mean * mean;
  if (variance <= 0) return 0;
  const double pairs = static_cast<double>(count_ - kLags[index]);
  return (static_cast<double>(products_[index]) / pairs - mean * mean) / variance;
}

void SignMemory::state(StateArchive& archive) {
  archive.fields(last_, count_, sum_);
  for (std::int64_t& product : products_) archive.field(product);
  for (std::int8_t& sign : ring_) archive.field(sign);
}

}  // namespace market::sim

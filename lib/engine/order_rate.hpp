// OrderRate: a limit of n orders a second by the generic cell rate algorithm: n at once, then one every 1/n
// s. Source: ITU-T I.371, virtual scheduling.
#pragma once
#include <algorithm>
#include <cstdint>

#include "core/timestamp.hpp"

namespace market {

class OrderRate {
 public:
  // `next`: what another one with this limit said.
  explicit OrderRate(std::uint32_t orders_per_second, std::int64_t next = INT64_MIN)
      : limit_(orders_per_second), interval_(kSecond / orders_per_second), next_(next) {}

  std::uint32_t limit() const { return limit_; }
  // How long the next order has to wait; 0 when it passes at once.
  Duration wait(Timestamp now) const { return Duration(std::max<std::int64_t>(ahead(now) - tolerance(), 0)); }
  void count(Timestamp now) { next_ = now.ns() + ahead(now) + interval_; }
  // Orders that would pass at once.
  std::uint32_t remaining(Timestamp now) const {
    const std::int64_t left = tolerance() - ahead(now);
    return left < 0 ? 0 : std::min(limit_, static_cast<std::uint32_t>(left / interval_) + 1);
  }
  // When `limit()` orders would pass at once again.
  Duration until_full(Timestamp now) const { return Duration(ahead(now)); }
  std::int64_t next() const { return next_; }  // the theoretical arrival time, what the past has left of it

 private:
  static constexpr std::int64_t kSecond = 1'000'000'000;
  std::int64_t tolerance() const { return kSecond - interval_; }
  std::int64_t ahead(Timestamp now) const { return next_ <= now.ns() ? 0 : next_ - now.ns(); }

  std::uint32_t limit_;
  std::int64_t interval_;
  std::int64_t next_;
};

}  // namespace market

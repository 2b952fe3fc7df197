#include "cli/retry.hpp"

#include <algorithm>
#include <random>

namespace market::cli {
namespace {

std::chrono::milliseconds backoff(int sent, double random) {
  constexpr int kMostDoublings = 10;
  const double ceiling_ms =
      std::min(100.0 * (1 << std::min(sent, kMostDoublings)), static_cast<double>(kLongestDelay.count()));
  return std::chrono::milliseconds(static_cast<int>(ceiling_ms / 2 + random * ceiling_ms / 2));
}

}  // namespace

bool may_repeat(const Attempt& attempt, Repeat repeat) {
  const bool safe = repeat != Repeat::at_risk;
  if (attempt.status == 0) return safe || !attempt.reached;
  if (attempt.status == 429) return true;  // refused before it was looked at
  return attempt.status == 503 && safe;
}

std::optional<std::chrono::milliseconds> retry_delay(const Attempt& attempt, Repeat repeat, int sent,
                                                     std::chrono::milliseconds left, double random) {
  if (!may_repeat(attempt, repeat) || left.count() <= 0) return std::nullopt;
  const std::chrono::milliseconds delay =
      attempt.retry_after ? std::chrono::milliseconds(*attempt.retry_after) : backoff(sent, random);
  if (repeat == Repeat::lasting) return std::min(delay, left);
  if (sent >= kMaxSendings || delay >= left) return std::nullopt;
  return delay;
}

std::optional<std::chrono::milliseconds> retry_delay(const Attempt& attempt, Repeat repeat, int sent,
                                                     std::chrono::milliseconds left) {
  thread_local std::mt19937 source{std::random_device{}()};
  return retry_delay(attempt, repeat, sent, left, std::uniform_real_distribution<double>(0, 1)(source));
}

}  // namespace market::cli

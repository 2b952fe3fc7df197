#include "cli/retry.hpp"

namespace market::cli {
namespace {

bool may_repeat(const Attempt& attempt, Repeat repeat) {
  if (attempt.status == 0) return repeat == Repeat::safe || !attempt.reached;
  if (attempt.status == 429) return true;  // refused before it was looked at
  return attempt.status == 503 && repeat == Repeat::safe;
}

}  // namespace

std::optional<std::chrono::milliseconds> retry_delay(const Attempt& attempt, Repeat repeat, int sent,
                                                     double random) {
  if (sent >= kMaxSendings || !may_repeat(attempt, repeat)) return std::nullopt;
  if (attempt.retry_after) return std::chrono::milliseconds(*attempt.retry_after);
  const double ceiling_ms = 100.0 * (1 << sent);
  return std::chrono::milliseconds(static_cast<int>(ceiling_ms / 2 + random * ceiling_ms / 2));
}

}  // namespace market::cli

// Whether and when a request is sent again. Source of the backoff: "Exponential Backoff And Jitter", full
// jitter.
#pragma once
#include <chrono>
#include <optional>

namespace market::cli {

// How much harm a second sending could do.
enum class Repeat {
  safe,     // a read, or an order with its client_order_id
  at_risk,  // might be applied twice: only sent again when the server surely did not apply it
  lasting,  // safe, and sent until the time is up: what waits, over a restart of the server as well
};

// What became of one sending.
struct Attempt {
  int status = 0;       // 0: no answer
  bool reached = true;  // false: not even connected, so nothing can have been applied
  std::optional<std::chrono::seconds> retry_after;
};

inline constexpr int kMaxSendings = 4;                            // but for Repeat::lasting
inline constexpr std::chrono::milliseconds kLongestDelay{2'000};  // unless Retry-After says more

// Whether the same could come out better another time.
bool may_repeat(const Attempt& attempt, Repeat repeat);

// How long to wait before sending `sent + 1`, when the time is up after `left`; nullopt: do not. What lasts
// waits until then at most. `random` is uniform in [0, 1).
std::optional<std::chrono::milliseconds> retry_delay(const Attempt& attempt, Repeat repeat, int sent,
                                                     std::chrono::milliseconds left, double random);
std::optional<std::chrono::milliseconds> retry_delay(const Attempt& attempt, Repeat repeat, int sent,
                                                     std::chrono::milliseconds left);

}  // namespace market::cli

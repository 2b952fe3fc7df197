#include "cli/order_wait.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "cli/json.hpp"

namespace market::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Short at first, since most waits are for something that happens at once.
constexpr std::chrono::milliseconds kFirstPause{20};
constexpr std::chrono::milliseconds kLongestPause{1'000};
constexpr std::chrono::milliseconds kLastLook{100};  // for the answer that is asked for when the time is up

bool has_ended(const std::string& status) {
  return status == "filled" || status == "canceled" || status == "expired";
}

bool has_reached(const Json& order, const std::string& wanted) {
  const std::string status = text_of(order, "status");
  if (wanted == "closed") return has_ended(status);
  if (wanted == "partially_filled") return integer_of(order, "filled_quantity") > 0;
  if (wanted == "new") return !has_ended(status) && status != "held";
  return status == wanted;
}

// "order 17 ended canceled (requested)"
Failure ended_otherwise(const Json& order, const std::string& wanted) {
  const std::string reason = text_of(order, "reason");
  Failure failure;
  failure.code = "order_ended";
  failure.detail = "order " + text_of(order, "id") + " is " + text_of(order, "status") +
                   (reason.empty() ? "" : " (" + reason + ")") + " and will not become " + wanted;
  return failure;
}

Failure timed_out(const Json& order, const std::string& wanted) {
  Failure failure;
  failure.exit = ExitCode::timed_out;
  failure.code = "timed_out";
  failure.detail =
      "order " + text_of(order, "id") + " is " + text_of(order, "status") + ", not yet " + wanted;
  failure.hint = "--timeout S waits longer";
  return failure;
}

}  // namespace

Status wait_for_order(Context& context, const std::string& target, const std::string& wanted) {
  const auto deadline = SteadyClock::now() + context.settings().timeout;
  for (auto pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    std::string raw;
    const auto until = std::max(deadline, SteadyClock::now() + kLastLook);
    const auto order = context.fetch({"GET", target, "", Repeat::lasting, until}, &raw);
    if (!order) return tl::unexpected(order.error());
    if (has_reached(*order, wanted)) return context.output().show(order_view(), *order, raw);
    if (has_ended(text_of(*order, "status"))) return tl::unexpected(ended_otherwise(*order, wanted));
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
    if (left.count() <= 0) return tl::unexpected(timed_out(*order, wanted));
    std::this_thread::sleep_for(std::min(pause, left));
  }
}

}  // namespace market::cli

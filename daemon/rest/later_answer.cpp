#include "daemon/rest/later_answer.hpp"

#include <algorithm>
#include <utility>

namespace market {

void LaterAnswer::finish(tl::expected<ApiResponse, Problem> answer) {
  ApiResponse response = Api::response(std::move(answer), request_id_);
  response.seq = std::max(response.seq, seq_);
  const std::lock_guard lock(mutex_);
  if (std::exchange(finished_, true)) return;
  response_ = std::move(response);
  if (notify_) std::exchange(notify_, nullptr)();
}

void LaterAnswer::when_finished(std::function<void()> notify) {
  const std::lock_guard lock(mutex_);
  if (finished_) return notify();
  notify_ = std::move(notify);
}

void LaterAnswer::abandon() {
  const std::lock_guard lock(mutex_);
  notify_ = nullptr;
}

std::optional<ApiResponse> LaterAnswer::take() {
  std::optional<ApiResponse> response;
  {
    const std::lock_guard lock(mutex_);
    response = std::exchange(response_, std::nullopt);
  }
  if (response && observer_) observer_(*response);
  return response;
}

}  // namespace market

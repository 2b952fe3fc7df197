// LaterAnswer: an answer that another thread finishes after its handler has returned, so that what takes long
// holds no event loop. The handler puts it into the `later` of what it returns and gives it to whoever will
// finish it; the connection reads no further request until then.
//
// Only for methods other than GET, whose answers HEAD would have to cut.
//
// Threads: finish() from any; the rest from the one that serves the request. Held by shared_ptr because the
// two end in either order: a client may leave before, a journal may fail.
#pragma once
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "daemon/rest/api.hpp"

namespace market {

class LaterAnswer {
 public:
  // `seq` is the newest state that the handler has looked at: the answer shows at least that.
  LaterAnswer(std::string request_id, Seq seq) : request_id_(std::move(request_id)), seq_(seq) {}

  // Only the first call counts.
  void finish(tl::expected<ApiResponse, Problem> answer);

  // Calls `notify` once, when it is finished, on the finishing thread; here and now when it is already. It
  // must neither block nor call back.
  void when_finished(std::function<void()> notify);
  // Nobody waits any more: once this has returned, `notify` is neither called nor being called.
  void abandon();

  // The answer, once; nullopt before it is finished. Tells the observer.
  std::optional<ApiResponse> take();
  // Called with the answer when it is taken, so never for one whose client has left.
  void observe(std::function<void(const ApiResponse&)> observer) { observer_ = std::move(observer); }

 private:
  const std::string request_id_;
  const Seq seq_;
  std::function<void(const ApiResponse&)> observer_;
  std::mutex mutex_;  // of the rest
  std::function<void()> notify_;
  std::optional<ApiResponse> response_;
  bool finished_ = false;
};

}  // namespace market

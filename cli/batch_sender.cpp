#include "cli/batch_sender.hpp"

#include "cli/json.hpp"

namespace market::cli {

Status BatchSender::add(std::string operation) {
  body_ += pending_ == 0 ? "{\"operations\":[" : ",";
  body_ += operation;
  if (++pending_ < kMaxBatch) return {};
  return flush();
}

Status BatchSender::flush() {
  if (pending_ == 0) return {};
  body_ += "]}";
  // Every place carries a client_order_id, amends are absolute and a second cancel changes nothing: safe to
  // send again.
  const auto answer = context_.fetch({"POST", "/v1/orders/batch", std::move(body_), Repeat::safe});
  body_.clear();
  if (!answer) return tl::unexpected(answer.error());
  const Json& results = member(*answer, "results");
  if (!results.is_array() || results.size() != pending_)
    return failure("bad_answer", "the server answered a batch of " + std::to_string(pending_) +
                                     " with another number of results");
  for (const Json& result : results) receive_(sent_++, result);
  pending_ = 0;
  return {};
}

}  // namespace market::cli

// BatchSender: collects operations and sends them in batches, each answer to its receiver.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "cli/batch.hpp"
#include "cli/context.hpp"

namespace market::cli {

class BatchSender {
 public:
  // `receive` gets the index of the operation (from 0, over all batches) and its result.
  using Receiver = std::function<void(std::size_t index, const Json& result)>;
  BatchSender(Context& context, Receiver receive) : context_(context), receive_(std::move(receive)) {}

  // Sends when a batch is full. `operation` is the JSON text of one.
  Status add(std::string operation);
  Status flush();

  std::size_t added() const { return sent_ + pending_; }
  std::size_t sent() const { return sent_; }

 private:
  Context& context_;
  Receiver receive_;
  std::string body_;
  std::size_t pending_ = 0;
  std::size_t sent_ = 0;
};

}  // namespace market::cli

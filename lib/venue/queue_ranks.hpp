// QueueRanks: numbers by which whoever keeps open orders beside the engine knows the order of every queue.
//
// The rule: after a command, an order that its events named and that stands in a queue gets a new rank, above
// all given before, exactly if every order behind it in its queue was named too; any other keeps its rank.
// New ranks ascend along a queue. That is enough: who comes to stand in a queue comes to its end and is
// named, so only named ones follow; those that stay where they were stay in the order of their ranks.
//
// Thread rule: not thread-safe; lives beside the exchange under the venue's lock.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/exchange.hpp"

namespace market {

class QueueRanks {
 public:
  struct Given {
    OrderId order;
    std::uint64_t rank;
  };

  // `next` is above every rank given before.
  explicit QueueRanks(std::uint64_t next = 1) : next_(next) {}

  // The ranks given after the last command, of which `named` are the orders; sorts it and drops what stands
  // there twice. Valid until the next call. Costs a few steps for each order named.
  const std::vector<Given>& after_command(const Exchange& exchange, std::vector<OrderId>& named);

  std::uint64_t next() const { return next_; }

 private:
  enum class Fate : std::uint8_t { unknown, keeps, gets };
  static constexpr std::uint32_t kNone = UINT32_MAX;
  struct Mark {
    Fate fate = Fate::unknown;
    std::uint32_t chain = kNone;
  };
  // Neighbours in a queue, named one after the other, up to its end or to the front of another chain.
  struct Chain {
    std::uint32_t begin, end;  // in path_
    std::uint32_t continued;   // by this chain
    bool is_front;
  };

  void follow(const Exchange& exchange, const std::vector<OrderId>& named, std::uint32_t first);
  void close(std::uint32_t begin, Fate fate, std::uint32_t continued);
  void give(OrderId order) { given_.push_back({order, next_++}); }

  std::uint64_t next_;
  std::vector<Mark> marks_;          // beside the orders named
  std::vector<std::uint32_t> path_;  // their indices
  std::vector<Chain> chains_;
  std::vector<Given> given_;
};

}  // namespace market

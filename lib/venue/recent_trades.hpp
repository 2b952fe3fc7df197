// RecentTrades: the newest trades, which are in memory only until a snapshot has them, in order of id; and
// which of them concern a company.
//
// Thread rule: as History, under the venue's lock.
#pragma once
#include <cstddef>
#include <deque>
#include <vector>

#include "core/ids.hpp"
#include "core/paged_queue.hpp"
#include "model/trade.hpp"

namespace market {

class RecentTrades {
 public:
  // The trades before `first` are elsewhere. Only while there are none here.
  void start(TradeId first) { first_ = first.value(); }

  // The trade's id must be next().
  void add(const Trade& trade);

  TradeId first() const { return TradeId(first_); }  // next() when there is none here
  TradeId next() const { return TradeId(first_ + trades_.size()); }
  std::size_t size() const { return trades_.size(); }
  bool has(TradeId id) const { return id >= first() && id < next(); }
  // Only those that are here.
  const Trade& operator[](TradeId id) const { return trades_[id.value() - first_]; }

  // The ids of those in one company, ascending.
  const std::deque<TradeId>& of(CompanyId company) const;

  // Forgets those before `first`, no further than next(); at most `most` of them. False when more are left.
  bool forget_before(TradeId first, std::size_t most);

 private:
  PagedQueue<Trade> trades_;
  std::uint64_t first_ = 1;
  std::vector<std::deque<TradeId>> by_company_;
};

}  // namespace market

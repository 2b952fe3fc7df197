#include "venue/recent_trades.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace market {

void RecentTrades::add(const Trade& trade) {
  MARKET_CHECK(trade.id == next());
  trades_.push_back(trade);
  if (trade.company.value() >= by_company_.size()) by_company_.resize(trade.company.value() + 1);
  by_company_[trade.company.value()].push_back(trade.id);
}

const std::deque<TradeId>& RecentTrades::of(CompanyId company) const {
  static const std::deque<TradeId> none;
  return company.value() < by_company_.size() ? by_company_[company.value()] : none;
}

bool RecentTrades::forget_before(TradeId first, std::size_t most) {
  const std::uint64_t end = std::min(first.value(), next().value());
  if (end <= first_) return true;
  const std::size_t count = std::min<std::size_t>(end - first_, most);
  trades_.pop_front(count);
  first_ += count;
  for (std::deque<TradeId>& ids : by_company_) {
    if (ids.empty() || ids.front() >= this->first()) continue;
    ids.erase(ids.begin(), std::lower_bound(ids.begin(), ids.end(), this->first()));
  }
  return first_ >= end;
}

}  // namespace market

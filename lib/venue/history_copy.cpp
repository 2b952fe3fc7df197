// How history gets into the batch of a snapshot.
#include <algorithm>

#include "venue/history.hpp"

namespace market {

bool History::copy_some(SnapshotBatch& batch, CopyProgress& progress, std::size_t most) const {
  std::size_t left = most;
  copy_trades(batch, left);
  copy_orders(batch, progress, left);
  const bool all_movements =
      ledger_.copy_movements(batch.movements, progress.movements, progress.next_trader, left);
  return all_movements && left > 0;
}

void History::copy_trades(SnapshotBatch& batch, std::size_t& left) const {
  TradeId next = batch.trades.empty() ? trades_.first() : TradeId(batch.trades.back().id.value() + 1);
  for (; next < trades_.next() && left > 0; --left, next = TradeId(next.value() + 1))
    batch.trades.push_back(trades_[next]);
}

void History::copy_orders(SnapshotBatch& batch, CopyProgress& progress, std::size_t& left) const {
  const PagedQueue<Order>& all = orders_.all();
  for (; progress.orders < all.size() && left > 0; --left)
    batch.ended_orders.push_back(all[progress.orders++]);
}

void History::copy_rest(SnapshotBatch& batch, CopyProgress& progress) const {
  progress.next_trader = 0;
  copy_some(batch, progress, SIZE_MAX);
  batch.transfers.assign(ledger_.transfers_here().begin(), ledger_.transfers_here().end());
  batch.accounts = ledger_.accounts_here();
  for (std::uint32_t i = 0; i < listed_.size(); ++i) copy_company(CompanyId(i), batch);
}

// Whose shares a movement moved follows from its trade or its transfer.
void History::finish_copy(SnapshotBatch& batch) {
  for (Movement& movement : batch.movements) {
    if (is_transfer(movement.source)) {
      const Transfer& transfer = batch.transfers[movement.number - batch.transfers.front().number].transfer;
      movement.company = transfer.shares_of.value_or(CompanyId());
    } else {
      movement.company = batch.trades[movement.number - batch.trades.front().id.value()].company;
    }
  }
}

void History::copy_company(CompanyId company, SnapshotBatch& batch) const {
  const Listed& listed = listed_[company.value()];
  const DayStats day = company.value() < days_.size() ? days_[company.value()] : DayStats();
  batch.companies.push_back({company, listed.initial_price, day.day, day.open, day.high, day.low, day.close,
                             day.previous_close, day.volume, day.turnover, day.trades});
  for (std::size_t i = listed.stored_splits; i < listed.splits.size(); ++i) {
    const PastSplit& past = listed.splits[i];
    batch.splits.push_back(
        {company, static_cast<std::uint32_t>(i), past.time, past.last_trade, past.split.to, past.split.from});
  }
  const auto splits = static_cast<std::uint32_t>(listed.splits.size());
  for (std::size_t k = 0; k < kBarIntervals; ++k)
    for (const Bar& bar : bars(company, static_cast<BarInterval>(k)))
      batch.bars.push_back({company, static_cast<BarInterval>(k), splits, bar});
}

}  // namespace market

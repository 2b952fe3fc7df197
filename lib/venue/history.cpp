#include "venue/history.hpp"

#include <algorithm>

#include "venue/ledger_entry.hpp"

namespace market {
namespace {

constexpr std::int64_t kNsPerDay = 86'400'000'000'000;

template <class T>
T& grown(std::vector<T>& table, std::size_t index) {
  if (index >= table.size()) table.resize(index + 1);
  return table[index];
}

template <class T>
const T& at_or_empty(const std::vector<T>& table, std::size_t index) {
  static const T empty{};
  return index < table.size() ? table[index] : empty;
}

}  // namespace

void History::record(const Exchange& exchange) {
  while (listed_.size() < exchange.company_count())
    listed_.push_back(
        {exchange.company(CompanyId(static_cast<std::uint32_t>(listed_.size()))).initial_price, {}, 0});
  for (const Event& event : exchange.events()) {
    if (const auto* trade = std::get_if<Trade>(&event)) {
      record_trade(exchange, *trade);
    } else if (const auto* over = std::get_if<OrderEnded>(&event)) {
      orders_.add(*exchange.order(over->order));
    } else if (const auto* split = std::get_if<SharesSplit>(&event)) {
      record_split(exchange, *split);
    }
  }
  ledger_.record(exchange);
}

void History::record_trade(const Exchange& exchange, const Trade& trade) {
  trades_.add(trade);
  grown(bars_, trade.company.value()).add(trade);

  DayStats& day = grown(days_, trade.company.value());
  if (const std::int64_t today = trade.time.ns() / kNsPerDay; day.trades == 0 || day.day != today) {
    const Price before = day.trades == 0 ? exchange.company(trade.company).initial_price : day.close;
    day = DayStats{
        .day = today, .open = trade.price, .high = trade.price, .low = trade.price, .previous_close = before};
  }
  day.high = std::max(day.high, trade.price);
  day.low = std::min(day.low, trade.price);
  day.close = trade.price;
  day.volume = capped_sum(day.volume, trade.quantity);
  day.turnover += wide_notional(trade.price, trade.quantity);
  ++day.trades;
}

void History::record_split(const Exchange& exchange, const SharesSplit& split) {
  listed_[split.company.value()].splits.push_back(
      {exchange.now(), TradeId(trades_.next().value() - 1), split});
  grown(bars_, split.company.value()).apply(split);
  DayStats& day = grown(days_, split.company.value());
  if (day.trades == 0) return;
  for (Price* price : {&day.open, &day.high, &day.low, &day.close, &day.previous_close})
    *price = after_split(*price, split);
  day.volume = after_split(day.volume, split);
}

std::optional<Price> History::price_at(CompanyId company, Timestamp time) const {
  const std::deque<TradeId>& ids = trades_.of(company);
  const auto next = std::upper_bound(ids.begin(), ids.end(), time,
                                     [&](Timestamp wanted, TradeId id) { return wanted < trades_[id].time; });
  if (next != ids.begin()) return price_after(company, time, trades_[*std::prev(next)]);
  const bool all_here = trades_.first() == TradeId(1);
  return all_here ? std::optional(price_after(company, time, std::nullopt)) : std::nullopt;
}

Price History::price_after(CompanyId company, Timestamp time, const std::optional<Trade>& last) const {
  const Listed& listed = listed_[company.value()];
  Price price = last ? last->price : listed.initial_price;
  const TradeId id = last ? last->id : TradeId();
  for (const PastSplit& past : listed.splits)
    if (past.time <= time && past.last_trade >= id) price = after_split(price, past.split);
  return price;
}

// No further than all its fills are found, by their value: a split changes quantities.
std::vector<Trade> History::trades_of(const Order& order, std::size_t most) const {
  std::vector<Trade> found;
  Amount missing = order.filled_value;
  std::uint64_t place = ledger_.first_place(order.trader, order.created_at, trades_);
  for (; place < ledger_.movements(order.trader) && missing > Amount() && found.size() < most; ++place) {
    const Archive::MovementRow row = ledger_.movement(order.trader, place, trades_);
    if (!is_fill_of(row, order)) continue;
    missing -= wide_notional(row.trade.price, row.trade.quantity);
    found.push_back(row.trade);
  }
  return found;
}

std::size_t History::splits(CompanyId company) const {
  return at_or_empty(listed_, company.value()).splits.size();
}

Bar History::after_splits(const BarRow& row) const {
  Bar bar = row.bar;
  const std::vector<PastSplit>& splits = listed_[row.company.value()].splits;
  for (std::size_t i = row.splits; i < splits.size(); ++i) bar = after_split(bar, splits[i].split);
  return bar;
}

const std::vector<Bar>& History::bars(CompanyId company, BarInterval interval) const {
  return at_or_empty(bars_, company.value()).bars(interval);
}

DayStats History::day(const Exchange& exchange, CompanyId company, Timestamp now) const {
  const DayStats& last = at_or_empty(days_, company.value());
  const std::int64_t today = now.ns() / kNsPerDay;
  if (last.trades > 0 && last.day == today) return last;
  const Price before = last.trades > 0 ? last.close : exchange.company(company).initial_price;
  return DayStats{
      .day = today, .open = before, .high = before, .low = before, .close = before, .previous_close = before};
}

// The newest bar of each that was copied may have grown since.
void History::forget_bars(const std::vector<BarRow>& copied) {
  for (std::size_t i = 0; i < copied.size(); ++i) {
    const BarRow& row = copied[i];
    const bool newest = i + 1 == copied.size() || copied[i + 1].company != row.company ||
                        copied[i + 1].interval != row.interval;
    if (newest) bars_[row.company.value()].forget_before(row.interval, row.bar.time);
  }
}

// Movements first, since they refer to trades.
bool History::forget(const SnapshotBatch& batch, std::size_t most) {
  if (!forgetting_) {
    forgetting_ = true;
    orders_to_forget_ = batch.ended_orders.size();
    const std::uint64_t transfers = batch.transfers.empty() ? 0 : batch.transfers.back().number + 1;
    ledger_.forget(batch.accounts, transfers);
    forget_bars(batch.bars);
    for (const SplitRow& row : batch.splits) listed_[row.company.value()].stored_splits = row.number + 1;
  }
  orders_to_forget_ -= orders_.forget(orders_to_forget_, most);
  const TradeId next = batch.trades.empty() ? TradeId() : TradeId(batch.trades.back().id.value() + 1);
  const bool trades_done = trades_.forget_before(next, most);
  forgetting_ = orders_to_forget_ > 0 || !trades_done;
  return !forgetting_;
}

bool History::restore(const Exchange& exchange, const StoredVenue& stored) {
  const auto known = [&](CompanyId id) { return id.value() < exchange.company_count(); };
  for (const LedgerAccount& one : stored.accounts)
    if (one.trader.value() >= exchange.trader_count()) return false;
  for (const CompanyHistory& one : stored.companies)
    if (!known(one.company)) return false;
  for (const SplitRow& one : stored.splits)
    if (!known(one.company) || one.to == 0 || one.from == 0) return false;
  for (const BarRow& one : stored.last_bars)
    if (!known(one.company)) return false;
  trades_.start(TradeId(exchange.last_trade_id().value() + 1));
  ledger_.restore(exchange, stored.state.positions, stored.accounts, stored.transfers);
  listed_.resize(exchange.company_count());
  days_.resize(exchange.company_count());
  bars_.resize(exchange.company_count());
  for (const CompanyHistory& one : stored.companies) {
    listed_[one.company.value()].initial_price = one.first_price;
    days_[one.company.value()] = {one.day,    one.open,     one.high,  one.low, one.close, one.previous_close,
                                  one.volume, one.turnover, one.trades};
  }
  for (const SplitRow& one : stored.splits)
    listed_[one.company.value()].splits.push_back(
        {one.time, one.last_trade, SharesSplit{one.company, one.to, one.from}});
  for (Listed& listed : listed_) listed.stored_splits = listed.splits.size();
  for (const BarRow& row : stored.last_bars)
    bars_[row.company.value()].restore(row.interval, after_splits(row));
  return true;
}

}  // namespace market

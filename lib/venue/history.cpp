#include "venue/history.hpp"

#include <algorithm>

#include "core/check.hpp"

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
        {exchange.company(CompanyId(static_cast<std::uint32_t>(listed_.size()))).initial_price, {}});
  for (const Event& event : exchange.events()) {
    if (const auto* trade = std::get_if<Trade>(&event)) {
      record_trade(exchange, *trade);
    } else if (const auto* accepted = std::get_if<OrderAccepted>(&event)) {
      grown(orders_by_trader_, exchange.order(accepted->order)->trader.value()).push_back(accepted->order);
    } else if (const auto* over = std::get_if<OrderEnded>(&event)) {
      ended_at_.emplace(over->order, ended_.size());
      ended_.push_back(*exchange.order(over->order));
    } else if (const auto* split = std::get_if<SharesSplit>(&event)) {
      record_split(exchange, *split);
    }
  }
  ledger_.record(exchange);
}

void History::record_trade(const Exchange& exchange, const Trade& trade) {
  MARKET_CHECK(trade.id.value() == trades_.size() + 1);
  trades_.push_back(trade);
  grown(by_company_, trade.company.value()).push_back(trade.id);
  grown(by_trader_, trade.buyer.value()).push_back(trade.id);
  if (trade.seller != trade.buyer) grown(by_trader_, trade.seller.value()).push_back(trade.id);
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
  listed_[split.company.value()].splits.push_back({exchange.now(), TradeId(trades_.size()), split});
  grown(bars_, split.company.value()).apply(split);
  DayStats& day = grown(days_, split.company.value());
  if (day.trades == 0) return;
  for (Price* price : {&day.open, &day.high, &day.low, &day.close, &day.previous_close})
    *price = after_split(*price, split);
  day.volume = after_split(day.volume, split);
}

Price History::price_at(CompanyId company, Timestamp time) const {
  const std::vector<TradeId>& ids = trades_of(company);
  const auto next = std::upper_bound(ids.begin(), ids.end(), time,
                                     [&](Timestamp wanted, TradeId id) { return wanted < trade(id).time; });
  const Listed& listed = listed_[company.value()];
  const TradeId last = next == ids.begin() ? TradeId() : *std::prev(next);
  Price price = last == TradeId() ? listed.initial_price : trade(last).price;
  for (const PastSplit& past : listed.splits)
    if (past.time <= time && past.last_trade >= last) price = after_split(price, past.split);
  return price;
}

const std::vector<TradeId>& History::trades_of(CompanyId company) const {
  return at_or_empty(by_company_, company.value());
}

const std::vector<TradeId>& History::trades_of(TraderId trader) const {
  return at_or_empty(by_trader_, trader.value());
}

const std::vector<OrderId>& History::orders_of(TraderId trader) const {
  return at_or_empty(orders_by_trader_, trader.value());
}

// No further than all its fills are found, by their value: a split changes quantities.
std::vector<TradeId> History::trades_of(const Order& order, std::size_t most) const {
  std::vector<TradeId> found;
  const std::vector<TradeId>& own = trades_of(order.trader);
  auto id = std::lower_bound(own.begin(), own.end(), order.created_at,
                             [&](TradeId one, Timestamp time) { return trade(one).time < time; });
  Amount missing = order.filled_value;
  for (; id != own.end() && missing > Amount() && found.size() < most; ++id) {
    const Trade& one = trade(*id);
    if ((order.side == Side::buy ? one.buy_order : one.sell_order) != order.id) continue;
    missing -= wide_notional(one.price, one.quantity);
    found.push_back(*id);
  }
  return found;
}

const Order* History::ended(OrderId id) const {
  const auto found = ended_at_.find(id);
  return found == ended_at_.end() ? nullptr : &ended_[found->second];
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

}  // namespace market

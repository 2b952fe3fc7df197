// History: what happened, kept for questions about the past: trades, ended orders, bars, each day's
// statistics, the ledger. It is filled from the engine's events after every applied command (live and in
// replay) and never feeds back.
//
// Thread rule: as Exchange, under the venue's lock. Lists are oldest first.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/exchange.hpp"
#include "model/order.hpp"
#include "model/trade.hpp"
#include "venue/bars.hpp"
#include "venue/ledger.hpp"

namespace market {

// Statistics of one company over one UTC day of market time, in shares and prices as they are after its
// splits.
struct DayStats {
  std::int64_t day = 0;  // days since 1970-01-01
  Price open, high, low, close;
  Price previous_close;  // the last price before this day: the initial price on the first
  Quantity volume;       // at most 2^63 - 1
  Amount turnover;       // Σ price × quantity; ÷ volume is the vwap
  std::uint64_t trades = 0;
};

class History {
 public:
  // Takes in the events of the command that `exchange` applied last.
  void record(const Exchange& exchange);

  // Every trade; its position + 1 is its id.
  const std::deque<Trade>& trades() const { return trades_; }
  // Ids of the trades in one company, and of those in which a trader took part.
  const std::vector<TradeId>& trades_of(CompanyId company) const;
  const std::vector<TradeId>& trades_of(TraderId trader) const;
  const Trade& trade(TradeId id) const { return trades_[id.value() - 1]; }
  // Ids of all orders a trader ever placed, open ones included.
  const std::vector<OrderId>& orders_of(TraderId trader) const;
  // The first trades of an order, at most `most`. Costs what its trader traded since it was placed.
  std::vector<TradeId> trades_of(const Order& order, std::size_t most) const;

  // An order that ended; nullptr while it is open or when it never was.
  const Order* ended(OrderId id) const;

  // Oldest first; the last one is still growing while its interval lasts.
  const std::vector<Bar>& bars(CompanyId company, BarInterval interval) const;

  // The last price of a company as it was at `time`, splits until then included; before its first trade the
  // price at which it was registered.
  Price price_at(CompanyId company, Timestamp time) const;

  const Ledger& ledger() const { return ledger_; }

  // The statistics of the day of `now`: all zero but previous_close when nothing traded on it.
  DayStats day(const Exchange& exchange, CompanyId company, Timestamp now) const;

 private:
  // What the prices of past trades cannot tell.
  struct PastSplit {
    Timestamp time;
    TradeId last_trade;  // the last of the venue before it
    SharesSplit split;
  };
  struct Listed {
    Price initial_price;  // at registration
    std::vector<PastSplit> splits;
  };

  void record_trade(const Exchange& exchange, const Trade& trade);
  void record_split(const Exchange& exchange, const SharesSplit& split);

  std::deque<Trade> trades_;
  std::deque<Order> ended_;
  std::unordered_map<OrderId, std::size_t> ended_at_;
  std::vector<std::vector<TradeId>> by_company_, by_trader_;
  std::vector<std::vector<OrderId>> orders_by_trader_;
  std::vector<DayStats> days_;
  std::vector<BarSeries> bars_;  // by company
  std::vector<Listed> listed_;   // by company
  Ledger ledger_;
};

}  // namespace market

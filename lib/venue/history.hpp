// History: what happened, kept for questions about the past: trades, ended orders, bars, each day's
// statistics, the ledger. It is filled from the engine's events after every applied command (live and in
// replay) and never feeds back.
//
// Trades, ended orders, movements and bars are here until a snapshot has them; older ones are in the archive.
// What is here is always the newest part, so who asks for both takes from here first and notes where it
// begins.
//
// Thread rule: as Exchange, under the venue's lock. Lists are oldest first.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/exchange.hpp"
#include "model/order.hpp"
#include "model/trade.hpp"
#include "store/snapshot_batch.hpp"
#include "venue/bars.hpp"
#include "venue/ledger.hpp"
#include "venue/recent_orders.hpp"
#include "venue/recent_trades.hpp"

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

  const RecentTrades& trades() const { return trades_; }
  const RecentOrders& orders() const { return orders_; }
  // An order that ended and is here; nullptr while it is open or when it is not here.
  const Order* ended(OrderId id) const { return orders_.find(id); }
  // The first trades here of an order that is, or was, its trader's; at most `most`. Costs what the trader
  // did since it was placed.
  std::vector<Trade> trades_of(const Order& order, std::size_t most) const;

  // Oldest first; the last one is still growing while its interval lasts.
  const std::vector<Bar>& bars(CompanyId company, BarInterval interval) const;
  // How many splits the company had: its bars are as they are after the last one.
  std::size_t splits(CompanyId company) const;
  // A bar of the archive as it is after the splits since it was stored.
  Bar after_splits(const BarRow& row) const;

  // The last price of a company as it was at `time`, splits until then included, by the trades here; nullopt
  // when the last one until then is not here.
  std::optional<Price> price_at(CompanyId company, Timestamp time) const;
  // The same, given the last trade until then, or that there was none.
  Price price_after(CompanyId company, Timestamp time, const std::optional<Trade>& last) const;

  const Ledger& ledger() const { return ledger_; }

  // The statistics of the day of `now`: all zero but previous_close when nothing traded on it.
  DayStats day(const Exchange& exchange, CompanyId company, Timestamp now) const;

  // Copies what is here into the batch of a snapshot, piece by piece, while history may go on between two
  // pieces: about `most` items; false when there are more. What was copied does not change any more.
  struct CopyProgress {
    std::size_t orders = 0;
    std::vector<std::uint64_t> movements;  // by trader: the place of the next one
    std::uint32_t next_trader = 0;
  };
  bool copy_some(SnapshotBatch& batch, CopyProgress& progress, std::size_t most) const;
  // All the rest, and what may still change; the batch is as of now then, but for finish_copy().
  void copy_rest(SnapshotBatch& batch, CopyProgress& progress) const;
  // Fills in what the batch itself knows; needs no lock.
  static void finish_copy(SnapshotBatch& batch);
  // The snapshot of this batch was written: what it copied need not be here any more. Works off a part,
  // about `most` items; false when it is to be called again.
  bool forget(const SnapshotBatch& batch, std::size_t most);
  // What a start knows, before the first command. False when the rows make no sense.
  [[nodiscard]] bool restore(const Exchange& exchange, const StoredVenue& stored);

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
    std::size_t stored_splits = 0;  // how many of them a snapshot has
  };

  void record_trade(const Exchange& exchange, const Trade& trade);
  void record_split(const Exchange& exchange, const SharesSplit& split);
  void copy_company(CompanyId company, SnapshotBatch& batch) const;
  void forget_bars(const std::vector<BarRow>& copied);
  void copy_trades(SnapshotBatch& batch, std::size_t& left) const;
  void copy_orders(SnapshotBatch& batch, CopyProgress& progress, std::size_t& left) const;

  RecentTrades trades_;
  RecentOrders orders_;
  bool forgetting_ = false;
  std::size_t orders_to_forget_ = 0;  // of the snapshot that is being forgotten
  std::vector<DayStats> days_;
  std::vector<BarSeries> bars_;  // by company
  std::vector<Listed> listed_;   // by company
  Ledger ledger_;
};

}  // namespace market

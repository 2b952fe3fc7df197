// Archive: the history in market.db, for questions about the past. Reads beside the writer, on connections of
// its own.
//
// Each call sees one consistent state, at least as new as the last snapshot that was written when it began.
// What a venue keeps in memory beyond that the caller adds: take from memory first, note where it begins,
// then ask the archive for what lies before.
// Rows are found by keys and visited one by one: a call costs what it visits, and what visit skips. Where it
// says so, rows that do not match are read as well; the caller bounds that by its range. Every row's checksum
// is checked.
//
// Errors: throws StoreUnavailable (the disk) or StoreCorrupt.
// Threads: any; calls take a connection from a small pool.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "model/history_rows.hpp"
#include "model/order.hpp"
#include "model/trade.hpp"
#include "store/venue_store.hpp"

namespace market {

enum class Direction : std::uint8_t { oldest_first, newest_first };

// Numbers in [from, below), which ascend with time.
struct NumberRange {
  std::uint64_t from = 0;
  std::uint64_t below = UINT64_MAX;
};

class Archive {
 public:
  explicit Archive(std::filesystem::path file, Disk& disk = Disk::real());
  ~Archive();

  // An order that ended. Its trader_slug and symbol are filled in.
  std::optional<Order> ended_order(OrderId id) const;

  struct OrderFilter {
    std::optional<TraderId> trader;
    std::optional<CompanyId> company;
    std::optional<Side> side;
  };
  // Visits those with ids in `range` until visit returns false. Reads all orders of the trader in the range,
  // or without a trader all orders in it.
  void ended_orders(const OrderFilter& filter, NumberRange range, Direction direction,
                    const std::function<bool(const Order&)>& visit) const;

  std::optional<Trade> trade(TradeId id) const;
  // Of one company, or of all.
  void trades(std::optional<CompanyId> company, NumberRange ids, Direction direction,
              const std::function<bool(const Trade&)>& visit) const;
  // The last trade of the company at or before `time`. Bisects the trades by time.
  std::optional<Trade> last_trade(CompanyId company, Timestamp time) const;

  // A movement with what it came from: `trade` when it is a side of one, else `transfer`.
  struct MovementRow {
    Movement movement;
    Trade trade;
    TransferRow transfer;
  };
  // Of one trader, by place.
  void movements(TraderId trader, NumberRange places, Direction direction,
                 const std::function<bool(const MovementRow&)>& visit) const;
  // The first place of the trader at or after `time`, among the places below `places`; `places` when there is
  // none. Bisects.
  std::uint64_t first_place(TraderId trader, Timestamp time, std::uint64_t places) const;

  // Bars whose interval starts in [start, end), as stored (see BarRow::splits).
  void bars(CompanyId company, BarInterval interval, Timestamp start, Timestamp end, Direction direction,
            const std::function<bool(const BarRow&)>& visit) const;

  // Rows of the feed, oldest first, from the one on that may hold messages after those of command `seq` or
  // further ones of it.
  void feed(Seq seq, const std::function<bool(const FeedRow&)>& visit) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace market

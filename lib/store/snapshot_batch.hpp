// SnapshotBatch: everything that changed since the last snapshot, as of one seq: what one transaction on
// market.db writes.
//
// Thread rule: a value.
#pragma once
#include <vector>

#include "model/history_rows.hpp"
#include "model/order.hpp"
#include "model/state_image.hpp"
#include "model/trade.hpp"

namespace market {

struct SnapshotBatch {
  // The state: rows replace those with the same key. Everything in it is as of state.venue.seq.
  StateImage state;
  // Orders that ended; they leave the open ones, and their client order ids leave those of open orders. The
  // ids that are still held are in state.client_ids, with their ended_place.
  std::vector<Order> ended_orders;

  // History. Trades, movements, transfers, splits and feed rows only come in addition; bars and the rows of
  // companies and accounts replace those with the same key.
  std::vector<Trade> trades;
  std::vector<Movement> movements;
  std::vector<TransferRow> transfers;
  std::vector<LedgerAccount> accounts;
  std::vector<BarRow> bars;
  std::vector<SplitRow> splits;
  std::vector<CompanyHistory> companies;
  std::vector<FeedRow> feed;
  std::vector<FeedCompany> feed_companies;
  Seq feed_floor = 0;                       // feed rows up to this seq are no longer wanted
  std::uint64_t next_rank = 1;              // above every rank of an open order
  std::optional<std::uint64_t> state_hash;  // of the engine at this seq, when somebody worked it out
};

// What a start needs of all that the database holds.
struct StoredVenue {
  StateImage state;                         // whole
  std::vector<LedgerAccount> accounts;      // by trader
  std::uint64_t transfers = 0;              // how many are stored
  std::vector<SplitRow> splits;             // by company and number
  std::vector<CompanyHistory> companies;    // by company
  std::vector<BarRow> last_bars;            // the newest of each company and interval
  std::vector<FeedRow> feed;                // oldest first
  std::vector<FeedCompany> feed_companies;  // by company
  Seq feed_floor = 0;
  std::uint64_t next_rank = 1;
};

}  // namespace market

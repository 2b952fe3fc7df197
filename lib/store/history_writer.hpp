// HistoryWriter: writes what happened since the last snapshot. Private to lib/store.
//
// Errors: throws SQLite::Exception.
// Threads: one at a time.
#pragma once
#include "store/row_counts.hpp"
#include "store/snapshot_batch.hpp"
#include "store/table_writer.hpp"

namespace market {

class HistoryWriter {
 public:
  explicit HistoryWriter(SQLite::Database& database);

  // Inside a transaction.
  void write(const SnapshotBatch& batch, RowCounts& counts);

 private:
  TableWriter<Order> orders_;
  TableWriter<Trade> trades_;
  TableWriter<Movement> movements_;
  TableWriter<TransferRow> transfers_;
  TableWriter<LedgerAccount> accounts_;
  TableWriter<BarRow> bars_;
  TableWriter<SplitRow> splits_;
  TableWriter<CompanyHistory> companies_;
  TableWriter<FeedRow> feed_;
  TableWriter<FeedCompany> feed_companies_;
  Statement drop_feed_;
};

}  // namespace market

// StateWriter: writes the state of a snapshot: companies, traders, holdings, open orders, client order ids,
// fees. Private to lib/store.
//
// Errors: throws SQLite::Exception.
// Threads: one at a time.
#pragma once
#include "store/row_counts.hpp"
#include "store/snapshot_batch.hpp"
#include "store/table_writer.hpp"

namespace market {

class StateWriter {
 public:
  explicit StateWriter(SQLite::Database& database);

  // Inside a transaction.
  void write(const SnapshotBatch& batch, RowCounts& counts);

 private:
  bool put_order(const OrderImage& order);
  void write_traders(const std::vector<TraderImage>& traders, RowCounts& counts);
  void write_orders(const SnapshotBatch& batch, RowCounts& counts);
  void remove_conditions(OrderId order, RowCounts& counts);
  void write_client_ids(const SnapshotBatch& batch, RowCounts& counts);
  void write_fees(const FeeTable& fees, RowCounts& counts);

  TableWriter<CompanyImage> companies_;
  TableWriter<TraderImage> traders_;
  TableWriter<ApiKeyRow> keys_;
  TableWriter<PositionImage> holdings_;
  TableWriter<OrderImage> orders_;
  TableWriter<ConditionsRow> conditions_;
  TableWriter<OpenClientId> open_ids_;
  TableWriter<EndedClientId> ended_ids_;
  TableWriter<FeeScheduleRow> schedules_;
  TableWriter<FeeTierRow> tiers_;
  TableWriter<BeneficiaryRow> beneficiaries_;
  Statement rank_of_, remove_keys_, remove_order_, remove_conditions_, remove_id_, forget_ids_;
};

}  // namespace market

// StoreLoader: reads what a start needs and checks that it is whole. Private to lib/store.
//
// Errors: throws StoreCorrupt and SQLite::Exception.
// Threads: one at a time.
#pragma once
#include "store/row_counts.hpp"
#include "store/snapshot_batch.hpp"
#include "store/table_reader.hpp"

namespace market {

class StoreLoader {
 public:
  StoreLoader(SQLite::Database& database, const std::filesystem::path& file)
      : database_(database), reader_(database, file), counts_(database) {}

  // Inside a transaction, after a snapshot.
  StoredVenue load();

 private:
  template <class Row, class Take>
  void take_all(Take take);
  template <class Row>
  void take_all(std::vector<Row>& rows);
  template <class Row>
  void check_count(std::int64_t found, std::uint64_t wanted, const char* by);

  void load_venue(StoredVenue& venue);
  void load_fees(FeeTable& fees);
  void load_registers(StateImage& state);
  void load_orders(StateImage& state);
  void load_conditions(std::vector<OrderImage>& orders);
  void load_client_ids(StateImage& state);
  void load_history(StoredVenue& venue);
  void load_last_bars(StoredVenue& venue);

  SQLite::Database& database_;
  TableReader reader_;
  RowCounts counts_;
};

}  // namespace market

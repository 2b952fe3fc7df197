#include "store/history_writer.hpp"

#include "store/row_keys.hpp"

namespace market {

HistoryWriter::HistoryWriter(SQLite::Database& database)
    : orders_(database),
      trades_(database),
      movements_(database),
      transfers_(database),
      accounts_(database),
      bars_(database),
      splits_(database),
      companies_(database),
      feed_(database),
      feed_companies_(database),
      // A row may hold the messages of all commands up to the next row's.
      drop_feed_(database, "DELETE FROM feed WHERE seq < (SELECT max(seq) FROM feed WHERE seq <= ?1 + 1)") {}

namespace {

template <class Row>
void insert_all(TableWriter<Row>& table, const std::vector<Row>& rows) {
  for (const Row* row : in_key_order(rows)) table.insert(*row);
}

template <class Row>
void insert_counted(TableWriter<Row>& table, const std::vector<Row>& rows, RowCounts& counts) {
  insert_all(table, rows);
  counts.add<Row>(static_cast<std::int64_t>(rows.size()));
}

template <class Row>
void put_counted(TableWriter<Row>& table, const std::vector<Row>& rows, RowCounts& counts) {
  for (const Row* row : in_key_order(rows)) counts.add<Row>(table.put(*row) ? 1 : 0);
}

}  // namespace

void HistoryWriter::write(const SnapshotBatch& batch, RowCounts& counts) {
  insert_all(orders_, batch.ended_orders);
  insert_all(trades_, batch.trades);
  insert_all(movements_, batch.movements);
  for (const BarRow* bar : in_key_order(batch.bars)) bars_.replace(*bar);
  insert_counted(transfers_, batch.transfers, counts);
  put_counted(accounts_, batch.accounts, counts);
  insert_counted(splits_, batch.splits, counts);
  put_counted(companies_, batch.companies, counts);
  counts.add<FeedRow>(-drop_feed_.bind(1, to_integer(batch.feed_floor)).run());
  insert_counted(feed_, batch.feed, counts);
  put_counted(feed_companies_, batch.feed_companies, counts);
}

}  // namespace market

#include "store/state_writer.hpp"

#include "store/row_keys.hpp"

namespace market {

StateWriter::StateWriter(SQLite::Database& database)
    : companies_(database),
      traders_(database),
      keys_(database),
      holdings_(database),
      orders_(database),
      conditions_(database),
      open_ids_(database),
      ended_ids_(database),
      schedules_(database),
      tiers_(database),
      beneficiaries_(database),
      rank_of_(database, "SELECT rank FROM open_order WHERE id = ?1"),
      remove_keys_(database, TableSql::of<ApiKeyRow>().remove(1)),
      remove_order_(database, TableSql::of<OrderImage>().remove(1)),
      remove_conditions_(database, TableSql::of<ConditionsRow>().remove(1)),
      remove_id_(database, TableSql::of<OpenClientId>().remove(1)),
      forget_ids_(database, "DELETE FROM ended_client_order_id WHERE place < ?1") {}

namespace {

template <class Row>
void put_all(TableWriter<Row>& table, const std::vector<Row>& rows, RowCounts& counts) {
  std::int64_t added = 0;
  for (const Row* row : in_key_order(rows)) added += table.put(*row) ? 1 : 0;
  counts.add<Row>(added);
}

}  // namespace

void StateWriter::write(const SnapshotBatch& batch, RowCounts& counts) {
  const StateImage& state = batch.state;
  write_fees(state.venue.fees, counts);
  put_all(companies_, state.companies, counts);
  write_traders(state.traders, counts);
  put_all(holdings_, state.positions, counts);
  write_orders(batch, counts);
  write_client_ids(batch, counts);
}

// One without a new rank keeps the one that it has.
bool StateWriter::put_order(const OrderImage& order) {
  if (order.rank != 0) return orders_.put(order);
  OrderImage kept = order;
  rank_of_.bind(1, to_integer(order.id));
  if (rank_of_.step()) kept.rank = static_cast<std::uint64_t>(rank_of_.integer(0));
  rank_of_.reset();
  return orders_.put(kept);
}

void StateWriter::write_orders(const SnapshotBatch& batch, RowCounts& counts) {
  for (const OrderImage* order : in_key_order(batch.state.orders)) {
    counts.add<OrderImage>(put_order(*order) ? 1 : 0);
    if (order->conditions) {
      counts.add<ConditionsRow>(conditions_.put({order->id, *order->conditions}) ? 1 : 0);
    } else {
      remove_conditions(order->id, counts);
    }
  }
  for (const Order* order : in_key_order(batch.ended_orders)) {
    counts.add<OrderImage>(-remove_order_.bind(1, to_integer(order->id)).run());
    remove_conditions(order->id, counts);
  }
}

void StateWriter::remove_conditions(OrderId order, RowCounts& counts) {
  if (counts.of<ConditionsRow>() == 0) return;  // the usual case costs nothing
  counts.add<ConditionsRow>(-remove_conditions_.bind(1, to_integer(order)).run());
}

void StateWriter::write_traders(const std::vector<TraderImage>& traders, RowCounts& counts) {
  put_all(traders_, traders, counts);
  for (const TraderImage* image : in_key_order(traders)) {
    const Trader& trader = image->trader;
    counts.add<ApiKeyRow>(-remove_keys_.bind(1, to_integer(trader.id)).run());
    for (std::uint32_t i = 0; i < trader.keys.size(); ++i) keys_.insert({trader.id, i, trader.keys[i]});
    counts.add<ApiKeyRow>(static_cast<std::int64_t>(trader.keys.size()));
  }
}

// An id leaves the open ones with its order, also when its window is over already and it is held no more.
void StateWriter::write_client_ids(const SnapshotBatch& batch, RowCounts& counts) {
  for (const ClientIdImage* id : in_key_order(batch.state.client_ids)) {
    if (id->ended_place == 0) {
      counts.add<OpenClientId>(open_ids_.put({*id}) ? 1 : 0);
    } else {
      counts.add<EndedClientId>(ended_ids_.put({*id}) ? 1 : 0);
    }
  }
  // Last: an id may have been copied while its order was still open.
  for (const Order* order : in_key_order(batch.ended_orders)) {
    if (!order->client_order_id.empty())
      counts.add<OpenClientId>(-remove_id_.bind(1, to_integer(order->id)).run());
  }
  const std::uint64_t first = batch.state.venue.first_ended_client_id;
  counts.add<EndedClientId>(-forget_ids_.bind(1, to_integer(first)).run());
}

void StateWriter::write_fees(const FeeTable& fees, RowCounts& counts) {
  schedules_.clear();
  tiers_.clear();
  beneficiaries_.clear();
  counts.set<FeeScheduleRow>(static_cast<std::int64_t>(fees.schedules.size()));
  counts.set<BeneficiaryRow>(static_cast<std::int64_t>(fees.distribution.size()));
  std::int64_t tiers = 0;
  for (std::uint32_t i = 0; i < fees.schedules.size(); ++i) {
    schedules_.insert({i, fees.schedules[i]});
    const std::vector<FeeTier>& of_schedule = fees.schedules[i].tiers;
    for (std::uint32_t k = 0; k < of_schedule.size(); ++k) tiers_.insert({i, k, of_schedule[k]});
    tiers += static_cast<std::int64_t>(of_schedule.size());
  }
  counts.set<FeeTierRow>(tiers);
  for (std::uint32_t i = 0; i < fees.distribution.size(); ++i)
    beneficiaries_.insert({i, fees.distribution[i]});
}

}  // namespace market

#include "store/store_loader.hpp"

#include <utility>

namespace market {

// Each row's checksum, ascending keys and the number of rows together make sure that these are the rows.
template <class Row, class Take>
void StoreLoader::take_all(Take take) {
  const std::int64_t wanted = counts_.of<Row>();
  const std::int64_t found = reader_.each<Row>(take);
  if (found == wanted) return;
  throw reader_.damaged(std::string("table ") + kTable<Row>.name + " has " + std::to_string(found) +
                        " rows, not " + std::to_string(wanted));
}

template <class Row>
void StoreLoader::take_all(std::vector<Row>& rows) {
  rows.reserve(static_cast<std::size_t>(std::max<std::int64_t>(counts_.of<Row>(), 0)));
  take_all<Row>([&rows](Row&& row) { rows.push_back(std::move(row)); });
}

StoredVenue StoreLoader::load() {
  StoredVenue venue;
  counts_.read(reader_);
  load_venue(venue);
  load_fees(venue.state.venue.fees);
  load_registers(venue.state);
  load_orders(venue.state);
  load_client_ids(venue.state);
  load_history(venue);
  return venue;
}

void StoreLoader::load_venue(StoredVenue& venue) {
  const std::int64_t rows = reader_.each<VenueRow>([&venue](VenueRow&& row) {
    venue.state.venue = std::move(row.image);
    venue.next_rank = row.next_rank;
    venue.feed_floor = row.feed_floor;
  });
  if (rows != 1) throw reader_.damaged("table venue has " + std::to_string(rows) + " rows, not 1");
}

void StoreLoader::load_fees(FeeTable& fees) {
  take_all<FeeScheduleRow>([&](FeeScheduleRow&& row) { fees.schedules.push_back(std::move(row.schedule)); });
  take_all<FeeTierRow>([&](FeeTierRow&& row) {
    if (row.schedule >= fees.schedules.size())
      throw reader_.damaged("a row of table fee_tier belongs to no schedule");
    fees.schedules[row.schedule].tiers.push_back(row.tier);
  });
  take_all<BeneficiaryRow>([&](BeneficiaryRow&& row) { fees.distribution.push_back(row.beneficiary); });
}

// Companies and traders are known by their place in these lists.
void StoreLoader::load_registers(StateImage& state) {
  take_all(state.companies);
  take_all(state.traders);
  check_count<CompanyImage>(counts_.of<CompanyImage>(), state.venue.companies, "companies");
  check_count<TraderImage>(counts_.of<TraderImage>(), state.venue.traders, "traders");
  take_all<ApiKeyRow>([&](ApiKeyRow&& row) {
    if (row.trader.value() >= state.traders.size())
      throw reader_.damaged("a row of table api_key belongs to no trader");
    state.traders[row.trader.value()].trader.keys.push_back(row.key);
  });
}

void StoreLoader::load_orders(StateImage& state) {
  take_all(state.positions);
  take_all(state.orders);
  check_count<OrderImage>(counts_.of<OrderImage>(), state.venue.open_orders, "open_orders");
  load_conditions(state.orders);
}

// Both in order of id.
void StoreLoader::load_conditions(std::vector<OrderImage>& orders) {
  auto order = orders.begin();
  const auto skip_plain = [&] {
    while (order != orders.end() && !order->conditions) ++order;
  };
  take_all<ConditionsRow>([&](ConditionsRow&& row) {
    skip_plain();
    if (order == orders.end() || order->id != row.id) {
      throw reader_.damaged("table order_condition, row " + std::to_string(row.id.value()) +
                            ": it belongs to no order");
    }
    order->conditions = row.image;
    ++order;
  });
  skip_plain();
  if (order == orders.end()) return;
  throw reader_.damaged("table open_order, row " + std::to_string(order->id.value()) +
                        ": its conditions are missing");
}

template <class Row>
void StoreLoader::check_count(std::int64_t found, std::uint64_t wanted, const char* by) {
  if (static_cast<std::uint64_t>(found) == wanted) return;
  throw reader_.damaged(std::string("table ") + kTable<Row>.name + " has " + std::to_string(found) +
                        " rows, but venue." + by + " is " + std::to_string(wanted));
}

void StoreLoader::load_client_ids(StateImage& state) {
  std::vector<ClientIdImage>& ids = state.client_ids;
  ids.reserve(static_cast<std::size_t>(counts_.of<OpenClientId>() + counts_.of<EndedClientId>()));
  take_all<OpenClientId>([&ids](OpenClientId&& row) { ids.push_back(row.image); });
  take_all<EndedClientId>([&ids](EndedClientId&& row) { ids.push_back(row.image); });
}

void StoreLoader::load_history(StoredVenue& venue) {
  take_all(venue.accounts);
  take_all(venue.splits);
  take_all(venue.companies);
  take_all(venue.feed);
  take_all(venue.feed_companies);
  venue.transfers = static_cast<std::uint64_t>(counts_.of<TransferRow>());
  load_last_bars(venue);
}

void StoreLoader::load_last_bars(StoredVenue& venue) {
  Statement newest(database_, TableSql::of<BarRow>().select() +
                                  " WHERE company = ?1 AND interval = ?2 ORDER BY time DESC LIMIT 1");
  for (const CompanyImage& company : venue.state.companies) {
    for (std::size_t i = 0; i < kBarIntervals; ++i) {
      newest.bind(1, to_integer(company.company.id)).bind(2, static_cast<std::int64_t>(i));
      while (newest.step()) venue.last_bars.push_back(reader_.row<BarRow>(newest));
    }
  }
}

}  // namespace market

// The key of each row, as its table orders it. Private to lib/store.
#pragma once
#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

#include "store/row_columns.hpp"

namespace market {

inline auto key_of(const RowCount& row) {
  return std::string_view(row.name);
}
inline auto key_of(const CompanyImage& row) {
  return row.company.id;
}
inline auto key_of(const TraderImage& row) {
  return row.trader.id;
}
inline auto key_of(const ApiKeyRow& row) {
  return std::tuple(row.trader, row.place);
}
inline auto key_of(const PositionImage& row) {
  return std::tuple(row.trader, row.company);
}
inline auto key_of(const OrderImage& row) {
  return row.id;
}
inline auto key_of(const ConditionsRow& row) {
  return row.id;
}
inline auto key_of(const ClientIdImage& row) {
  return row.order;
}
inline auto key_of(const OpenClientId& row) {
  return row.image.order;
}
inline auto key_of(const EndedClientId& row) {
  return row.image.ended_place;
}
inline auto key_of(const FeeScheduleRow& row) {
  return row.place;
}
inline auto key_of(const FeeTierRow& row) {
  return std::tuple(row.schedule, row.place);
}
inline auto key_of(const BeneficiaryRow& row) {
  return row.place;
}
inline auto key_of(const Order& row) {
  return row.id;
}
inline auto key_of(const Trade& row) {
  return row.id;
}
inline auto key_of(const TransferRow& row) {
  return row.number;
}
inline auto key_of(const Movement& row) {
  return std::tuple(row.trader, row.place);
}
inline auto key_of(const LedgerAccount& row) {
  return row.trader;
}
inline auto key_of(const BarRow& row) {
  return std::tuple(row.company, row.interval, row.bar.time);
}
inline auto key_of(const SplitRow& row) {
  return std::tuple(row.company, row.number);
}
inline auto key_of(const CompanyHistory& row) {
  return row.company;
}
inline auto key_of(const FeedRow& row) {
  return std::tuple(row.seq, row.n);
}
inline auto key_of(const FeedCompany& row) {
  return row.company;
}

// SQLite writes rows fastest in the order of their keys.
template <class Row>
std::vector<const Row*> in_key_order(const std::vector<Row>& rows) {
  std::vector<const Row*> order;
  order.reserve(rows.size());
  for (const Row& row : rows) order.push_back(&row);
  const auto before = [](const Row* a, const Row* b) { return key_of(*a) < key_of(*b); };
  if (!std::is_sorted(order.begin(), order.end(), before)) std::sort(order.begin(), order.end(), before);
  return order;
}

}  // namespace market

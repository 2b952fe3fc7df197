// row_text: every member of a row as text, so that two rows can be compared, and told apart when they differ.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/snapshot_batch.hpp"

namespace market::test {

std::string row_text(const VenueImage& row);
std::string row_text(const CompanyImage& row);
std::string row_text(const TraderImage& row);
std::string row_text(const PositionImage& row);
std::string row_text(const OrderImage& row);
std::string row_text(const ClientIdImage& row);
std::string row_text(const Order& row);
std::string row_text(const Trade& row);
std::string row_text(const Movement& row);
std::string row_text(const TransferRow& row);
std::string row_text(const LedgerAccount& row);
std::string row_text(const BarRow& row);
std::string row_text(const SplitRow& row);
std::string row_text(const CompanyHistory& row);
std::string row_text(const FeedRow& row);
std::string row_text(const FeedCompany& row);

// One line a row.
template <class Row>
std::string row_text(const std::vector<Row>& rows) {
  std::string out;
  for (const Row& row : rows) out += row_text(row) + "\n";
  return out;
}

// Everything, by parts.
std::string row_text(const StateImage& state);
std::string row_text(const StoredVenue& venue);

}  // namespace market::test

#include "store/row_counts.hpp"

namespace market {

void RowCounts::read(TableReader& reader) {
  counts_.clear();
  reader.each<RowCount>([this](RowCount&& row) { counts_[row.name] = {row.rows, false}; });
}

void RowCounts::write() {
  for (auto& [table, count] : counts_) {
    if (count.changed) writer_.replace({table, count.rows});
  }
}

void RowCounts::change(const char* table, std::int64_t rows) {
  if (rows == 0) return;
  Count& count = counts_[table];
  count.rows += rows;
  count.changed = true;
}

std::int64_t RowCounts::of(const char* table) const {
  const auto found = counts_.find(std::string_view(table));
  return found == counts_.end() ? 0 : found->second.rows;
}

}  // namespace market

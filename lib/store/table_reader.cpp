#include "store/table_reader.hpp"

#include "store/sqlite_error.hpp"

namespace market {

StoreCorrupt damaged_row(const std::filesystem::path& file, Table table, const Statement& statement,
                         int first, const std::string& fault) {
  std::string key;
  for (int i = first; i < first + table.keys; ++i) {
    if (!key.empty()) key += ", ";
    key += statement.text(i);
  }
  return StoreCorrupt(damaged_text(file, std::string("table ") + table.name + ", row " + key + ": " + fault));
}

bool KeyOrder::rises(const Statement& statement) {
  for (int i = 0; i < keys_; ++i) {
    Part& part = now_[static_cast<std::size_t>(i)];
    if (!statement.get(i, part.number)) part.text = statement.text(i);
  }
  const bool rises = first_ || before_ < now_;
  first_ = false;
  std::swap(before_, now_);
  return rises;
}

StoreCorrupt TableReader::damaged(const std::string& what) const {
  return StoreCorrupt(damaged_text(file_, what));
}

// The keys are the first columns. SQLite reads a table in this order anyway.
std::string TableReader::in_order(Table table) {
  std::string by = " ORDER BY 1";
  for (int i = 2; i <= table.keys; ++i) by += ", " + std::to_string(i);
  return by;
}

}  // namespace market

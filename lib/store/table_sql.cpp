#include "store/table_sql.hpp"

namespace market {
namespace {

std::string joined(const std::vector<std::string>& parts, const std::string& before) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + before + part;
  return out;
}

}  // namespace

std::string TableSql::values() const {
  std::vector<std::string> numbers;
  for (std::size_t i = 1; i <= columns_.size(); ++i) numbers.push_back(std::to_string(i));
  return std::string(" INTO ") + table_.name + "(" + joined(columns_, "") + ") VALUES(" +
         joined(numbers, "?") + ")";
}

std::string TableSql::assignments(int from, int to, const char* separator) const {
  std::string out;
  for (int i = from; i < to; ++i) {
    if (i > from) out += separator;
    out += columns_[static_cast<std::size_t>(i)] + " = ?" + std::to_string(i + 1);
  }
  return out;
}

std::string TableSql::insert() const {
  return "INSERT" + values();
}

std::string TableSql::insert_or_ignore() const {
  return "INSERT OR IGNORE" + values();
}

std::string TableSql::replace() const {
  return "REPLACE" + values();
}

std::string TableSql::update() const {
  return std::string("UPDATE ") + table_.name + " SET " +
         assignments(table_.keys, static_cast<int>(columns_.size()), ", ") + " WHERE " +
         assignments(0, table_.keys, " AND ");
}

std::string TableSql::remove(int keys) const {
  return std::string("DELETE FROM ") + table_.name + " WHERE " + assignments(0, keys, " AND ");
}

std::string TableSql::columns_of_table() const {
  return joined(columns_, std::string(table_.name) + ".");
}

std::string TableSql::select() const {
  return "SELECT " + columns_of_table() + " FROM " + table_.name;
}

}  // namespace market

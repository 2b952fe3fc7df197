// Private to lib/sim: CSV with a line of column names and a column `time`. Cells are plain: no quotes.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/timestamp.hpp"

namespace market::sim {

class CsvLine {
 public:
  CsvLine(const std::vector<std::string_view>& names, const std::vector<std::string_view>& cells)
      : names_(names), cells_(cells) {}
  // Empty when the file does not have the column.
  std::string_view operator[](std::string_view name) const;

 private:
  const std::vector<std::string_view>& names_;
  const std::vector<std::string_view>& cells_;
};

// Calls `read` for each line with the time since the first line, or since 0 when times are seconds; it gives
// back what is wrong with the line, empty when nothing is. Times are seconds or RFC 3339 in UTC and ascend.
// `columns` are those that must be named besides time. Gives back the first fault, with the number of its
// line; empty when there is none.
std::string read_timed_csv(std::string_view text, const std::vector<std::string_view>& columns,
                           const std::function<std::string(const CsvLine&, Duration)>& read);

}  // namespace market::sim

// Reads CSV as spreadsheets write it: RFC 4180, line feeds alone as well, and a byte order mark.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/failure.hpp"

namespace market::cli {

struct CsvRecord {
  std::size_t line = 0;  // on which it begins, from 1
  std::vector<std::string> fields;
};

// All records but blank lines. Fails (usage) naming the line where a quote is wrong or text is not UTF-8.
Result<std::vector<CsvRecord>> parse_csv(std::string_view text);

}  // namespace market::cli

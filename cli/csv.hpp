// CSV as RFC 4180 has it, but with line feeds alone, as Unix tools expect.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace market::cli {

// The field, quoted when it holds a comma, a quote or a line break.
std::string csv_field(std::string_view text);

// One record with its line feed.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace market::cli

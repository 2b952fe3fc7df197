// The text of a flag or argument -> the value that the API wants.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"
#include "cli/json_fwd.hpp"

namespace market::cli {

// One value; `texts` has several for a parameter that may be repeated. Fails with what is wrong with the
// text.
Result<Json> json_value(const Parameter& parameter, const std::vector<std::string>& texts);

// A whole number, with nothing around it.
std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace market::cli

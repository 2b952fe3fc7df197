// Roster: the traders that a CSV file names, each with the request that registers it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/failure.hpp"

namespace market::cli {

struct RosterEntry {
  std::size_t line = 0;  // of the file
  std::string id;
  std::string body;  // JSON of POST /v1/traders
};

// The first record names the columns: id, name, cash, holdings ("ACME=100;BETA=5") or holding:SYMBOL,
// fee_schedule, max_open_orders, max_order_quantity, max_order_value, max_orders_per_second. An empty cell,
// or "none", leaves the value out. Fails (usage) with the lines at fault; `source` names the file.
Result<std::vector<RosterEntry>> parse_roster(std::string_view text, const std::string& source);

}  // namespace market::cli

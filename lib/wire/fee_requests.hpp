// The body of PUT /v1/fees: the venue's whole fee table.
#pragma once
#include <tl/expected.hpp>

#include "model/fee_schedule.hpp"
#include "wire/json_node.hpp"
#include "wire/problem.hpp"

namespace market {

// The table returned has passed check_fee_table. Fees a share, flat fees, bounds and volume tiers are refused
// as not supported yet unless they are 0, null or empty.
[[nodiscard]] tl::expected<FeeTable, Problem> read_fee_table(const JsonNode& body);

}  // namespace market

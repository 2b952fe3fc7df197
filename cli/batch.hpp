// Batch operations ({"op":"place"|"amend"|"cancel", …}) from what people and programs write.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/failure.hpp"
#include "cli/json_fwd.hpp"

namespace market::cli {

inline constexpr std::size_t kMaxBatch = 1000;  // operations in one request

// Reads {"operations":[…]}, an array, or JSON lines. Fails (usage) naming the line or the operation at fault.
Result<std::vector<Json>> parse_operations(std::string_view text);

// Adds what makes an operation complete: the trader when none is named, and for a place without one a
// client_order_id, so that a batch may be sent again after a broken connection.
void complete_operation(Json& operation, const std::optional<std::string>& trader);

}  // namespace market::cli

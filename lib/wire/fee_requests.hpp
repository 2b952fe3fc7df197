// The body of PUT /v1/fees: the venue's whole fee table.
#pragma once
#include <optional>
#include <string_view>

#include <tl/expected.hpp>

#include "model/fee_schedule.hpp"
#include "wire/json_node.hpp"
#include "wire/problem.hpp"

namespace market {

// The table returned has passed check_fee_table. The parts of a rule that are left out are 0 or, for bounds,
// none; so are a schedule's auction rule and tiers.
[[nodiscard]] tl::expected<FeeTable, Problem> read_fee_table(const JsonNode& body);

// "exchange", "issuer" or "trader:ID", with a share of 0.
inline constexpr std::string_view kBeneficiaryRule = "must be \"exchange\", \"issuer\" or \"trader:ID\"";
std::optional<Beneficiary> parse_beneficiary(std::string_view text);

}  // namespace market

// Request bodies about traders.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "model/trader.hpp"
#include "wire/json_node.hpp"
#include "wire/problem.hpp"

namespace market {

struct RegisterTraderRequest {
  std::optional<Slug> id;  // absent: the venue chooses one
  std::string name;        // the id when only that was given
  Money cash;
  std::vector<std::pair<Symbol, Quantity>> holdings;
  std::string fee_schedule;
  TraderLimits limits;
};
[[nodiscard]] tl::expected<RegisterTraderRequest, Problem> read_register_trader(const JsonNode& body);

// {amount} of a deposit or withdrawal: above 0, at most kMaxMoney.
[[nodiscard]] tl::expected<Money, Problem> read_amount(const JsonNode& body);

// A body without fields: empty text or {}.
[[nodiscard]] tl::expected<void, Problem> read_nothing(const JsonNode& body);

}  // namespace market

// Request bodies of corporate actions. What needs the state (ids behind names) is left to the handler.
#pragma once
#include <cstdint>
#include <optional>

#include <tl/expected.hpp>

#include "core/money.hpp"
#include "model/names.hpp"
#include "wire/json_node.hpp"
#include "wire/problem.hpp"

namespace market {

struct DividendRequest {
  enum class From { issuer, exchange, trader };
  std::optional<Money> per_share;  // this or
  std::optional<Money> total;      // this: exactly one is given, above 0
  From from = From::issuer;        // who pays
  Slug trader;                     // only for From::trader
};
[[nodiscard]] tl::expected<DividendRequest, Problem> read_dividend(const JsonNode& body);

struct SplitRequest {
  std::uint32_t to = 1, from = 1;  // 1 to kMaxSplit
};
[[nodiscard]] tl::expected<SplitRequest, Problem> read_split(const JsonNode& body);

}  // namespace market

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
// Names that are no trader's: "me" is the trader of the key, the others stand for accounts in the ledger.
bool is_reserved_trader(std::string_view id);
[[nodiscard]] tl::expected<RegisterTraderRequest, Problem> read_register_trader(const JsonNode& body);

// Absent members stay as they are; at least one is given.
struct UpdateTraderRequest {
  // An inner nullopt removes the limit.
  struct LimitChange {
    std::optional<std::uint32_t> max_open_orders;
    std::optional<std::optional<Quantity>> max_order_quantity;
    std::optional<std::optional<Money>> max_order_value;
    std::optional<std::optional<std::uint32_t>> max_orders_per_second;
  };
  std::optional<std::string> name;
  std::optional<std::string> fee_schedule;  // empty text: the company's or the venue's
  LimitChange limits;

  bool changes_limits() const;
  // `now` with the limits that the request names.
  TraderLimits merged(TraderLimits now) const;
};
[[nodiscard]] tl::expected<UpdateTraderRequest, Problem> read_update_trader(const JsonNode& body);

// {amount} of a deposit or withdrawal: above 0, at most kMaxMoney.
[[nodiscard]] tl::expected<Money, Problem> read_amount(const JsonNode& body);

// A body without fields: empty text or {}.
[[nodiscard]] tl::expected<void, Problem> read_nothing(const JsonNode& body);

}  // namespace market

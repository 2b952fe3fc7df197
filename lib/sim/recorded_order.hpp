// RecordedOrders: order flow from a file, to be played by an agent.
//
// CSV: a line of column names, then a line a message, ascending in time. Columns:
//   time      seconds from the start, or RFC 3339 in UTC (then the first line is the start)
//   action    limit · market · reduce (by quantity) · cancel
//   order     a number that later lines name the order by; not for market
//   side      buy · sell; not for reduce, cancel
//   quantity  shares; not for cancel
//   price     in the currency; for limit only
// LOBSTER message files are told by having no line of names; see model/lobster.hpp. An execution there
// becomes an immediate-or-cancel order against the one that it names.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/money.hpp"
#include "core/quantity.hpp"
#include "core/timestamp.hpp"
#include "model/enums.hpp"

namespace market {

struct RecordedOrder {
  enum class Action : std::uint8_t { limit, market, reduce, cancel, execute };
  Duration after;  // the start
  Action action = Action::limit;
  std::uint64_t order = 0;
  Side side = Side::buy;  // of execute: of the order that comes in
  Quantity quantity;
  Price price;
};

using RecordedOrders = std::vector<RecordedOrder>;

// The error names the line at fault.
[[nodiscard]] tl::expected<RecordedOrders, std::string> parse_recorded_orders(std::string_view text);

}  // namespace market

// PriceSeries: recorded prices, ascending in time, as read from CSV text: a line of column names that has
// `time` and `price`, then a line for each price. A time is a number of seconds from the start, or RFC 3339
// in UTC; then the first is the start. Prices are in the currency, above 0, with at most four decimals.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/timestamp.hpp"

namespace market {

struct RecordedPrice {
  Duration after;  // the start
  double price = 0;
};

using PriceSeries = std::vector<RecordedPrice>;

// The error names the line at fault.
[[nodiscard]] tl::expected<PriceSeries, std::string> parse_price_series(std::string_view csv);

}  // namespace market

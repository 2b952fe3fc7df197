// Decimal text of the fixed-point types: at most four decimals in, at least two out ("101.25", "0.0005",
// "10.00"). Parsing is exact: text that four decimals cannot hold is an error, never rounded.
#pragma once
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "core/money.hpp"

namespace market {

enum class DecimalError {
  malformed,     // not a decimal number
  too_precise,   // more than four decimals
  out_of_range,  // beyond what the type holds
};
std::string_view describe(DecimalError error);

// Units of 0.0001. Accepts an optional sign, digits, an optional fraction and an optional exponent ("1e3").
[[nodiscard]] tl::expected<std::int64_t, DecimalError> parse_decimal(std::string_view text);

void append_decimal(std::string& out, Int128 units);
std::string decimal_text(Int128 units);
inline std::string to_text(Money money) {
  return decimal_text(money.units());
}
inline std::string to_text(Price price) {
  return decimal_text(price.units());
}
inline std::string to_text(Amount amount) {
  return decimal_text(amount.units());
}
inline std::string to_text(Rate rate) {
  return decimal_text(rate.units());
}

}  // namespace market

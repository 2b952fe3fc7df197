// Values from the text that a test writes: price("101.25"), money("50000"), rate("10"). Text that is not an
// exact decimal is a mistake of the test and throws.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/decimal.hpp"
#include "core/money.hpp"

namespace market::test {

inline std::int64_t decimal_units(std::string_view text) {
  const auto units = parse_decimal(text);
  if (!units)
    throw std::invalid_argument("\"" + std::string(text) + "\" " + std::string(describe(units.error())));
  return *units;
}

inline Price price(std::string_view text) {
  return Price(decimal_units(text));
}
inline Money money(std::string_view text) {
  return Money(decimal_units(text));
}
inline Rate rate(std::string_view text) {
  return Rate(decimal_units(text));
}

}  // namespace market::test

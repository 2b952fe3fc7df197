#include <doctest/doctest.h>

#include <string>

#include "core/decimal.hpp"

using namespace market;

namespace {
std::int64_t parsed(std::string_view text) {
  const auto units = parse_decimal(text);
  REQUIRE_MESSAGE(units.has_value(), std::string(text));
  return *units;
}

DecimalError error_of(std::string_view text) {
  const auto units = parse_decimal(text);
  REQUIRE_MESSAGE(!units.has_value(), std::string(text));
  return units.error();
}
}  // namespace

// Whatever four decimals can hold is read exactly.
TEST_CASE("decimal text that is exact") {
  CHECK(parsed("0") == 0);
  CHECK(parsed("101.25") == 1'012'500);
  CHECK(parsed("-0.0001") == -1);
  CHECK(parsed("-0") == 0);
  CHECK(parsed(".5") == 5'000);
  CHECK(parsed("5.") == 50'000);
  CHECK(parsed("007.10") == 71'000);
  CHECK(parsed("1.50000000000") == 15'000);
  CHECK(parsed("922337203685477.5807") == INT64_MAX);
}

// An exponent moves the point, as JSON numbers may have one.
TEST_CASE("decimal text with an exponent") {
  CHECK(parsed("1e3") == 10'000'000);
  CHECK(parsed("1E+2") == 1'000'000);
  CHECK(parsed("12345e-4") == 12'345);
  CHECK(parsed("0e9999") == 0);
  CHECK(parsed("100000e-9") == 1);
  CHECK(error_of("1e-5") == DecimalError::too_precise);
  CHECK(error_of("1e30") == DecimalError::out_of_range);
  CHECK(error_of("1e2147483647") == DecimalError::out_of_range);
  CHECK(error_of("1e-2147483648") == DecimalError::too_precise);
}

// Text that is no decimal number is malformed, not read in part.
TEST_CASE("decimal text that is malformed") {
  for (const char* text : {"", "-", ".", "abc", "1.2.3", "1,5", " 1", "1 ", "0x10", "1e", "e5", "--1",
                           "1e+-5", "1e5x", "nan", "inf"})
    CHECK_MESSAGE(error_of(text) == DecimalError::malformed, std::string(text));
  CHECK(error_of(std::string(65, '1')) == DecimalError::malformed);
}

// Never rounded: a fifth decimal is an error.
TEST_CASE("decimal text that is too precise") {
  CHECK(error_of("0.00001") == DecimalError::too_precise);
  CHECK(error_of("1.23456") == DecimalError::too_precise);
}

// Beyond 64 bits is an error, also for text of very many digits.
TEST_CASE("decimal text that is out of range") {
  CHECK(error_of("922337203685477.5808") == DecimalError::out_of_range);
  CHECK(error_of("-922337203685477.5808") == DecimalError::out_of_range);
  CHECK(error_of(std::string(60, '9')) == DecimalError::out_of_range);
}

// Output has at least two decimals and at most four, without trailing zeros beyond two.
TEST_CASE("decimal output") {
  CHECK(decimal_text(0) == "0.00");
  CHECK(decimal_text(1'012'500) == "101.25");
  CHECK(decimal_text(5) == "0.0005");
  CHECK(decimal_text(-5) == "-0.0005");
  CHECK(decimal_text(100'000) == "10.00");
  CHECK(decimal_text(12'340) == "1.234");
  CHECK(decimal_text(INT64_MAX) == "922337203685477.5807");
  CHECK(decimal_text(INT64_MIN) == "-922337203685477.5808");
  CHECK(decimal_text(Int128(INT64_MAX) * 1'000'000) == "922337203685477580700.00");
}

// What is written is read back as the same value.
TEST_CASE("decimal round trip") {
  std::int64_t value = 1;
  for (int i = 0; i < 62; ++i, value = value * 2 + i % 2) {
    CHECK(parsed(decimal_text(value)) == value);
    CHECK(parsed(decimal_text(-value)) == -value);
  }
}

// Each error has words for the person who wrote the text.
TEST_CASE("decimal errors say what to do") {
  for (const auto error : {DecimalError::malformed, DecimalError::too_precise, DecimalError::out_of_range})
    CHECK_FALSE(describe(error).empty());
}

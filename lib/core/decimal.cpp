#include "core/decimal.hpp"

#include <charconv>

namespace market {
namespace {

struct Digits {
  Int128 value = 0;  // all digits as one integer
  int decimals = 0;  // how many of them stood behind the point
  bool any = false;
};

// Digits with an optional point. Trailing zeros of the fraction are dropped, so "1.50000" is exact.
tl::expected<Digits, DecimalError> take_digits(std::string_view& text) {
  Digits digits;
  int pending_zeros = 0;
  bool point = false;
  while (!text.empty()) {
    const char c = text.front();
    if (c == '.' && !point) {
      point = true;
    } else if (c >= '0' && c <= '9') {
      digits.any = true;
      if (point && c == '0') {
        ++pending_zeros;
      } else {
        for (int zeros = point ? pending_zeros : 0; zeros >= 0; --zeros) {
          if (digits.value > Int128(1) << 100) return tl::unexpected(DecimalError::out_of_range);
          digits.value *= 10;
        }
        digits.value += c - '0';
        if (point) digits.decimals += pending_zeros + 1;
        pending_zeros = 0;
      }
    } else {
      break;
    }
    text.remove_prefix(1);
  }
  if (!digits.any) return tl::unexpected(DecimalError::malformed);
  return digits;
}

tl::expected<int, DecimalError> take_exponent(std::string_view& text) {
  if (text.empty() || (text.front() != 'e' && text.front() != 'E')) return 0;
  text.remove_prefix(1);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);  // from_chars takes no plus
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc{}) return tl::unexpected(DecimalError::malformed);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return exponent;
}

}  // namespace

std::string_view describe(DecimalError error) {
  switch (error) {
    case DecimalError::malformed: return "must be a decimal number such as \"101.25\"";
    case DecimalError::too_precise: return "must have at most 4 decimals";
    case DecimalError::out_of_range: return "is out of range";
  }
  return "";
}

tl::expected<std::int64_t, DecimalError> parse_decimal(std::string_view text) {
  if (text.size() > 64) return tl::unexpected(DecimalError::malformed);
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const auto digits = take_digits(text);
  if (!digits) return tl::unexpected(digits.error());
  const auto exponent = take_exponent(text);
  if (!exponent) return tl::unexpected(exponent.error());
  if (!text.empty()) return tl::unexpected(DecimalError::malformed);

  Int128 units = digits->value;
  if (units == 0) return 0;
  if (*exponent > 40) return tl::unexpected(DecimalError::out_of_range);
  if (*exponent < -40) return tl::unexpected(DecimalError::too_precise);
  int shift = 4 - digits->decimals + *exponent;
  for (; shift > 0; --shift) {
    if (units > Int128(INT64_MAX)) return tl::unexpected(DecimalError::out_of_range);
    units *= 10;
  }
  for (; shift < 0; ++shift) {
    if (units % 10 != 0) return tl::unexpected(DecimalError::too_precise);
    units /= 10;
  }
  if (units > Int128(INT64_MAX)) return tl::unexpected(DecimalError::out_of_range);
  return static_cast<std::int64_t>(negative ? -units : units);
}

void append_decimal(std::string& out, Int128 units) {
  const bool negative = units < 0;
  auto rest = static_cast<UInt128>(negative ? -units : units);
  char buffer[48];
  char* end = buffer + sizeof buffer;
  char* begin = end;
  int decimals = 4;
  while (decimals > 2 && rest % 10 == 0) {
    rest /= 10;
    --decimals;
  }
  for (int i = 0; i < decimals; ++i, rest /= 10)
    *--begin = static_cast<char>('0' + static_cast<int>(rest % 10));
  *--begin = '.';
  do {
    if (rest <= UINT64_MAX) {  // 64-bit division from here on
      auto low = static_cast<std::uint64_t>(rest);
      do *--begin = static_cast<char>('0' + low % 10);
      while ((low /= 10) != 0);
      rest = 0;
    } else {
      *--begin = static_cast<char>('0' + static_cast<int>(rest % 10));
      rest /= 10;
    }
  } while (rest != 0);
  if (negative) *--begin = '-';
  out.append(begin, static_cast<std::size_t>(end - begin));
}

std::string decimal_text(Int128 units) {
  std::string out;
  append_decimal(out, units);
  return out;
}

}  // namespace market

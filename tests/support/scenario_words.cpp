#include "tests/support/scenario_words.hpp"

#include <charconv>

#include "core/decimal.hpp"

namespace market::test {

std::string Words::take(std::string_view what) {
  if (done()) fail("the line ends where " + std::string(what) + " should stand");
  return line_.words[next_++];
}

bool Words::take_if(std::string_view word) {
  if (done() || peek() != word) return false;
  ++next_;
  return true;
}

void Words::expect_end() const {
  if (!done()) fail("unexpected \"" + std::string(peek()) + "\"");
}

void Words::fail_at(std::string_view text, std::string_view what) const {
  fail("\"" + std::string(text) + "\" stands where " + std::string(what) + " should");
}

std::int64_t Words::take_number(std::string_view what) {
  const std::string text = take(what);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) fail_at(text, what);
  return value;
}

std::int64_t Words::take_decimal(std::string_view what) {
  const std::string text = take(what);
  const auto units = parse_decimal(text);
  if (!units)
    fail("\"" + text + "\" stands where " + std::string(what) + " should: it " +
         std::string(describe(units.error())));
  return *units;
}

Rate Words::take_percent() {
  std::string text = take("a percentage");
  if (!text.empty() && text.back() == '%') text.pop_back();
  const auto units = parse_decimal(text);
  if (!units) fail_at(text, "a percentage");
  return Rate(*units);
}

std::optional<Price> Words::take_at() {
  if (take_if("@")) return take_price();
  if (peek().substr(0, 1) != "@") return std::nullopt;
  const auto units = parse_decimal(peek().substr(1));
  if (!units) fail("\"" + std::string(peek()) + "\" is no price");
  ++next_;
  return Price(*units);
}

Duration Words::take_duration() {
  const std::string text = take("a duration");
  const bool negative = text.front() == '-';
  const auto duration = parse_duration(std::string_view(text).substr(negative ? 1 : 0));
  if (!duration) fail("a duration is written like 90s, 5m or 24h");
  return negative ? Duration(-duration->ns()) : *duration;
}

Timestamp Words::take_time(Timestamp now) {
  const std::string text = take("a time");
  if (text.front() == '+') {
    const auto duration = parse_duration(std::string_view(text).substr(1));
    if (duration) return now + *duration;
  } else if (const auto time = parse_rfc3339(text)) {
    return *time;
  }
  fail("a time is written like +90s or 2026-01-05T09:30:00Z");
}

Duration Words::take_time_of_day() {
  const std::string text = take("a time of day");
  const auto colon = text.find(':');
  if (colon == std::string::npos) {
    if (const auto duration = parse_duration(text)) return *duration;
  } else {
    const auto hours = parse_duration(text.substr(0, colon) + "h");
    const auto minutes = parse_duration(text.substr(colon + 1) + "m");
    if (hours && minutes) return Duration(hours->ns() + minutes->ns());
  }
  fail("a time of day is written like 09:30");
}

std::pair<std::string, std::string> Words::take_pair(char separator, std::string_view form) {
  const std::string text = take(form);
  const auto at = text.find(separator);
  if (at == std::string::npos) fail("\"" + text + "\" is not " + std::string(form));
  return {text.substr(0, at), text.substr(at + 1)};
}

void Words::take_options(const Options& options) {
  while (!done()) {
    const auto option = options.find(peek());
    if (option == options.end()) expect_end();
    ++next_;
    option->second();
  }
}

}  // namespace market::test

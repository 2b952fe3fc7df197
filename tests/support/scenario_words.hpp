// One line of a scenario, taken apart word by word.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"

namespace market::test {

struct ScenarioLine {
  std::string file;
  int number = 0;
  std::vector<std::string> words;
  std::vector<std::string> outcome;  // what stands behind "->"

  std::string where() const { return file + ":" + std::to_string(number); }
};

// what() begins with file:line.
class ScenarioError : public std::runtime_error {
 public:
  ScenarioError(const ScenarioLine& line, const std::string& what)
      : std::runtime_error(line.where() + ": " + what) {}
};

// The words of one line, taken from left to right. Taking what is not there throws ScenarioError.
class Words {
 public:
  explicit Words(const ScenarioLine& line) : line_(line) {}

  bool done() const { return next_ == line_.words.size(); }
  std::string_view peek() const { return done() ? std::string_view() : line_.words[next_]; }
  std::string take(std::string_view what);
  bool take_if(std::string_view word);
  void expect_end() const;

  std::int64_t take_number(std::string_view what);
  std::int64_t take_decimal(std::string_view what);  // in units of 0.0001
  OrderId take_order() { return OrderId(static_cast<std::uint64_t>(take_number("an order's number"))); }
  Quantity take_quantity() { return Quantity(take_number("a quantity")); }
  Price take_price() { return Price(take_decimal("a price")); }
  Money take_money() { return Money(take_decimal("an amount")); }
  Rate take_rate() { return Rate(take_decimal("a rate")); }
  Rate take_percent();                 // "5%" or "5"
  std::optional<Price> take_at();      // "@ 101.25" or "@101.25", when it is there
  Duration take_duration();            // "90s", "5m", "1h30m"
  Timestamp take_time(Timestamp now);  // "+90s" from now, or RFC 3339
  Duration take_time_of_day();         // "09:30", or a duration since midnight
  std::pair<std::string, std::string> take_pair(char separator, std::string_view form);

  // Calls the action of each option's first word, in any order, until the line ends. Another word is an
  // error.
  using Options = std::map<std::string_view, std::function<void()>>;
  void take_options(const Options& options);

  [[noreturn]] void fail(const std::string& what) const { throw ScenarioError(line_, what); }
  [[noreturn]] void fail_at(std::string_view text, std::string_view what) const;

 private:
  const ScenarioLine& line_;
  std::size_t next_ = 0;
};

}  // namespace market::test

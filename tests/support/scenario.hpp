// The text format of scenarios: what people do in a market, line by line, and what must come of it. "#"
// starts a comment. Orders and trades are numbered as the exchange numbers them, from 1.
//
//   company ACME tick 0.01 lot 1 shares 1000 price 100.00 [band 5] [fees NAME]
//   trader alice cash 50000 [holding ACME=100]… [fees NAME] [max_open_orders N] [max_order_quantity N]
//          [max_order_value X]
//   alice buys|sells 10 ACME @ 101.25|market [gtc|ioc|fok] [post_only] [allow_self_trade] [as
//   CLIENT_ORDER_ID] amend ID [to QUANTITY] [@ PRICE]        cancel ID        cancel all [trader T] [company
//   C] [side buy|sell] halt ACME        resume ACME            update ACME [tick X] [lot N] [band X|none]
//   [fees NAME|default] issue ACME alice 10    deposit alice 5  withdraw alice 5  key alice NAME    revoke
//   alice NAME fees schedule NAME MAKER_BPS TAKER_BPS… default NAME share exchange|issuer|trader:T FRACTION…
//   window 24h  (how long client order ids are kept)          wait 90s  (no command: time passes)
//
// A command line may end with what becomes of it; without, it must be applied.
//   -> refused CODE      -> 7 STATUS [REASON]  (the order)    -> repeated 7
//   -> canceled 3 5|-    (the orders that the command ended)  -> ok
//
// Checks follow the command. All trades of a command are listed, in order.
//   trade 4 @ 101.25 maker 1 taker 2 [fees MAKER TAKER]
//   order 1 STATUS [REASON] [left N] [filled N] [fees X] [value X] [ahead N]
//   expect alice [cash X] [reserved X] [fees X] [open N] [ACME N] [ACME.reserved N] [ACME.cost X] [ACME.pnl
//   X] expect ACME [status S] [treasury N] [last X] [revenue X] revenue X  (of the exchange) book ACME [asks
//   6@101.25 …|-] [bids …]      queue ACME [asks 1:6@101.25 …|-] [bids …]   (order:left@price)
#pragma once
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/exchange.hpp"

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
  std::optional<Price> take_at();  // "@ 101.25" or "@101.25", when it is there

  [[noreturn]] void fail(const std::string& what) const { throw ScenarioError(line_, what); }

 private:
  const ScenarioLine& line_;
  std::size_t next_ = 0;
};

std::vector<ScenarioLine> read_scenario(const std::filesystem::path& file);

// The command that a line states; nullopt when the line states none. Names are looked up in `exchange`; an
// unknown name becomes an id that nothing has.
std::optional<Command> parse_command(const ScenarioLine& line, const Exchange& exchange);

}  // namespace market::test

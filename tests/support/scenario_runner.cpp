#include "tests/support/scenario_runner.hpp"

#include <algorithm>
#include <deque>

#include "core/decimal.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/test_exchange.hpp"

namespace market::test {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string number(Quantity quantity) {
  return std::to_string(quantity.shares());
}
std::string number(OrderId id) {
  return std::to_string(id.value());
}

class Runner {
 public:
  explicit Runner(ScenarioCoverage& coverage) : coverage_(coverage) {}

  void run(const std::filesystem::path& file) {
    std::optional<ScenarioLine> last;
    for (const ScenarioLine& line : read_scenario(file)) {
      if (line.words.front() != "trade") require_no_trades_left(last.value_or(line));
      run_line(line);
      last = line;
    }
    if (last) require_no_trades_left(*last);
  }

 private:
  void run_line(const ScenarioLine& line) {
    Words words(line);
    const std::string first = words.take("a word");
    if (first == "trade") return check_trade(line, words);
    if (first == "order") return check_order(line, words);
    if (first == "expect") return check_expect(line, words);
    if (first == "revenue")
      return compare(line, words.take("an amount"), to_text(exchange_.engine().treasury().exchange_revenue));
    if (first == "book" || first == "queue") return check_book(line, words, first == "queue");
    if (first == "wait") return wait(words);
    const auto command = parse_command(line, exchange_.engine());
    if (!command) words.fail("\"" + first + "\" begins no line of a scenario");
    run_command(line, *command);
  }

  static void compare(const ScenarioLine& line, const std::string& expected, const std::string& actual) {
    if (expected != actual)
      throw ScenarioError(line, "expected \"" + expected + "\", got \"" + actual + "\"");
  }

  void wait(Words& words) {
    const auto duration = parse_duration(words.take("a duration"));
    if (!duration) words.fail("a duration is written like 90s, 5m or 24h");
    words.expect_end();
    exchange_.wait(*duration);
  }

  void run_command(const ScenarioLine& line, const Command& command) {
    try {
      outcome_ = exchange_.apply(command);
    } catch (const BrokenInvariant& broken) {
      throw ScenarioError(line, broken.what());
    }
    for (const Trade& trade : exchange_.trades()) trades_.push_back(trade);
    if (line.outcome.empty() && outcome_) return;
    if (line.outcome.empty())
      throw ScenarioError(line, "expected it to be applied, got \"" + outcome_text("") + "\"");
    compare(line, joined(line.outcome), outcome_text(line.outcome.front()));
    if (!outcome_) coverage_.refusals.insert(outcome_.error().code);
  }

  // What became of the command, in the form that `wanted`, the first word of what is expected, asks for.
  std::string outcome_text(std::string_view wanted) {
    if (!outcome_) {
      std::string text = "refused " + std::string(to_text(outcome_.error().code));
      if (wanted != "refused") text += "\" (" + outcome_.error().detail + ") \"";
      return text;
    }
    if (outcome_->repeated) return "repeated " + number(outcome_->order);
    if (wanted == "ok") return "ok";
    if (wanted == "canceled") return "canceled " + ended_text();
    if (outcome_->order == OrderId()) return "ok";
    return number(outcome_->order) + " " + status_text(exchange_.order(outcome_->order));
  }

  std::string ended_text() {
    std::vector<std::string> ids;
    for (const OrderId id : exchange_.ended()) {
      ids.push_back(number(id));
      coverage_.end_reasons.insert(exchange_.order(id).reason);
    }
    return ids.empty() ? "-" : joined(ids);
  }

  std::string status_text(const Order& order) {
    coverage_.end_reasons.insert(order.reason);
    std::string text(to_text(order.status));
    if (order.reason != EndReason::none) text += " " + std::string(to_text(order.reason));
    return text;
  }

  void check_trade(const ScenarioLine& line, Words&) {
    if (trades_.empty()) throw ScenarioError(line, "expected a trade, got none");
    const Trade trade = trades_.front();
    trades_.pop_front();
    const bool buying = trade.aggressor == Side::buy;
    std::string actual = trade_text(trade);
    const auto& words = line.words;
    if (std::find(words.begin(), words.end(), "fees") != words.end())
      actual += " fees " + to_text(buying ? trade.seller_fee : trade.buyer_fee) + " " +
                to_text(buying ? trade.buyer_fee : trade.seller_fee);
    compare(line, joined(words), actual);
  }

  static std::string trade_text(const Trade& trade) {
    const bool buying = trade.aggressor == Side::buy;
    return "trade " + number(trade.quantity) + " @ " + to_text(trade.price) + " maker " +
           number(buying ? trade.sell_order : trade.buy_order) + " taker " +
           number(buying ? trade.buy_order : trade.sell_order);
  }

  void require_no_trades_left(const ScenarioLine& line) {
    if (trades_.empty()) return;
    throw ScenarioError(line, "expected no further trade, got \"" + trade_text(trades_.front()) + "\"");
  }

  void check_order(const ScenarioLine& line, Words& words) {
    const Order order = exchange_.order(words.take_order());
    std::string expected = words.take("a status");
    if (order.reason != EndReason::none && !words.done()) expected += " " + words.take("a reason");
    compare(line, expected, status_text(order));
    while (!words.done()) {
      const std::string key = words.take("a key");
      compare(line, key + " " + words.take("a value"), key + " " + order_value(words, order, key));
    }
  }

  static std::string order_value(const Words& words, const Order& order, std::string_view key) {
    if (key == "left") return number(order.remaining);
    if (key == "filled") return number(order.filled);
    if (key == "fees") return to_text(order.fees);
    if (key == "value") return to_text(order.filled_value);
    if (key == "ahead") return order.queue_ahead ? number(*order.queue_ahead) : "-";
    words.fail("an order has no \"" + std::string(key) + "\"");
  }

  void check_expect(const ScenarioLine& line, Words& words) {
    const std::string name = words.take("a trader or a symbol");
    const bool is_company = parse_symbol(name).has_value();
    const bool known = is_company ? exchange_.engine().find_company(name).has_value()
                                  : exchange_.engine().find_trader(name).has_value();
    if (!known) words.fail("nothing is called \"" + name + "\"");
    while (!words.done()) {
      const std::string key = words.take("a key");
      const std::string actual = is_company ? company_value(words, exchange_.company(name), key)
                                            : trader_value(words, exchange_.trader(name), key);
      compare(line, key + " " + words.take("a value"), key + " " + actual);
    }
  }

  std::string company_value(const Words& words, CompanyId id, std::string_view key) const {
    const Company& company = exchange_.engine().company(id);
    if (key == "status") return std::string(to_text(company.status));
    if (key == "treasury") return number(company.treasury_shares);
    if (key == "last") return to_text(company.last_price);
    if (key == "revenue") return to_text(exchange_.engine().issuer_revenue(id));
    words.fail("a company has no \"" + std::string(key) + "\"");
  }

  std::string trader_value(const Words& words, TraderId id, const std::string& key) const {
    const Account& account = exchange_.engine().account(id);
    if (key == "cash") return to_text(account.cash);
    if (key == "reserved") return to_text(account.reserved);
    if (key == "fees") return to_text(account.fees_paid);
    if (key == "open") return std::to_string(account.open_orders);
    const std::string symbol = key.substr(0, key.find('.'));
    const std::string part = symbol.size() < key.size() ? key.substr(symbol.size() + 1) : "";
    if (!exchange_.engine().find_company(symbol)) words.fail("a trader has no \"" + key + "\"");
    const Position position = exchange_.engine().position(id, exchange_.company(symbol));
    if (part.empty()) return number(position.quantity);
    if (part == "reserved") return number(position.reserved);
    if (part == "cost") return to_text(position.cost);
    if (part == "pnl") return to_text(position.realized_pnl);
    words.fail("a holding has no \"" + part + "\"");
  }

  void check_book(const ScenarioLine& line, Words& words, bool single_orders) {
    const CompanyId company = exchange_.company(words.take("a symbol"));
    while (!words.done()) {
      const std::string side = words.take("asks or bids");
      if (side != "asks" && side != "bids") words.fail("\"" + side + "\" is neither asks nor bids");
      std::vector<std::string> expected{side};
      while (!words.done() && words.peek() != "asks" && words.peek() != "bids")
        expected.push_back(words.take("a level"));
      const Side book_side = side == "asks" ? Side::sell : Side::buy;
      const auto entries = single_orders ? queue_text(company, book_side) : levels_text(company, book_side);
      compare(line, joined(expected), side + " " + (entries.empty() ? "-" : joined(entries)));
    }
  }

  static constexpr std::size_t kDepth = 1'000;

  std::vector<std::string> levels_text(CompanyId company, Side side) const {
    std::vector<std::string> entries;
    for (const BookLevel& level : exchange_.engine().levels(company, side, kDepth))
      entries.push_back(number(level.quantity) + "@" + to_text(level.price));
    return entries;
  }

  std::vector<std::string> queue_text(CompanyId company, Side side) const {
    std::vector<std::string> entries;
    for (const BookOrder& order : exchange_.engine().orders(company, side, kDepth))
      entries.push_back(number(order.id) + ":" + number(order.quantity) + "@" + to_text(order.price));
    return entries;
  }

  ScenarioCoverage& coverage_;
  TestExchange exchange_;
  tl::expected<Applied, Refused> outcome_;
  std::deque<Trade> trades_;  // of the last command, not yet named by a trade line
};

}  // namespace

void run_scenario(const std::filesystem::path& file, ScenarioCoverage& coverage) {
  Runner(coverage).run(file);
}

}  // namespace market::test

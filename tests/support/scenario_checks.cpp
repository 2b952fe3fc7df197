#include "tests/support/scenario_checks.hpp"

#include "core/decimal.hpp"
#include "tests/support/scenario_traders.hpp"

namespace market::test {

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

std::string status_text(const Order& order) {
  std::string text(to_text(order.status));
  if (order.reason != EndReason::none) text += " " + std::string(to_text(order.reason));
  return text;
}

void compare(const ScenarioLine& line, const std::string& expected, const std::string& actual) {
  if (expected != actual) throw ScenarioError(line, "expected \"" + expected + "\", got \"" + actual + "\"");
}

namespace {

std::string or_dash(std::optional<Price> value) {
  return value ? to_text(*value) : "-";
}
template <class Number>
std::string number_or_dash(const std::optional<Number>& value) {
  return value ? number(*value) : "-";
}

// Without the decimals of a whole second, which is what scenarios name.
std::string time_text(Timestamp time) {
  std::string text = to_rfc3339(time);
  const std::string zeros = ".000000000Z";
  if (text.size() > zeros.size() && text.compare(text.size() - zeros.size(), zeros.size(), zeros) == 0)
    text.replace(text.size() - zeros.size(), zeros.size(), "Z");
  return text;
}

class StateChecker {
 public:
  StateChecker(const ScenarioLine& line, const TestExchange& exchange)
      : line_(line), words_(line), exchange_(exchange), engine_(exchange.engine()) {}

  bool check() {
    static const std::map<std::string_view, void (StateChecker::*)()> checks{
        {"order", &StateChecker::check_order},     {"expect", &StateChecker::check_expect},
        {"revenue", &StateChecker::check_revenue}, {"book", &StateChecker::check_levels},
        {"queue", &StateChecker::check_queue},     {"indication", &StateChecker::check_indication},
        {"due", &StateChecker::check_due},         {"phase", &StateChecker::check_phase},
        {"fee", &StateChecker::check_fee},         {"fee_revenue", &StateChecker::check_fee_revenue},
        {"totals", &StateChecker::check_totals},
    };
    const auto found = checks.find(words_.take("a word"));
    if (found == checks.end()) return false;
    (this->*found->second)();
    words_.expect_end();
    return true;
  }

 private:
  void check_order() {
    const Order order = exchange_.order(words_.take_order());
    std::string expected = words_.take("a status");
    if (order.reason != EndReason::none && !words_.done()) expected += " " + words_.take("a reason");
    compare(line_, expected, status_text(order));
    while (!words_.done()) {
      const std::string key = words_.take("a key");
      if (key == "legs")
        check_legs(order);
      else if (key == "expires")
        check_time(key, order.expires_at);
      else
        compare_value(key, order_value(order, key));
    }
  }

  void compare_value(const std::string& key, const std::string& actual) {
    compare(line_, joined({key, words_.take("a value")}), joined({key, actual}));
  }

  std::string order_value(const Order& order, std::string_view key) const {
    if (key == "left") return number(order.remaining);
    if (key == "filled") return number(order.filled);
    if (key == "quantity") return number(order.quantity);
    if (key == "limit") return or_dash(order.limit_price);
    if (key == "stop") return or_dash(order.stop_price);
    if (key == "show") return number_or_dash(order.display_quantity);
    if (key == "trail")
      return order.trail_percent ? to_text(*order.trail_percent) + "%" : or_dash(order.trail_amount);
    if (key == "fees") return to_text(order.fees);
    if (key == "value") return to_text(order.filled_value);
    if (key == "ahead") return number_or_dash(order.queue_ahead);
    if (key == "class") return std::string(to_text(order.order_class));
    if (key == "parent") return number_or_dash(order.parent);
    words_.fail("an order has no \"" + std::string(key) + "\"");
  }

  void check_legs(const Order& order) {
    std::vector<std::string> expected{"legs"}, actual{"legs"};
    const auto is_id = [this] {
      return words_.peek().find_first_not_of("0123456789") == std::string_view::npos;
    };
    while (!words_.done() && (words_.peek() == "-" || is_id())) expected.push_back(words_.take("an order"));
    for (const auto& leg : order.legs)
      if (leg) actual.push_back(number(*leg));
    if (actual.size() == 1) actual.push_back("-");
    compare(line_, joined(expected), joined(actual));
  }

  void check_time(const std::string& key, std::optional<Timestamp> actual) {
    const bool wants_none = words_.take_if("none") || words_.take_if("-");
    const std::string expected = wants_none ? "none" : time_text(words_.take_time(exchange_.time()));
    compare(line_, key + " " + expected, key + " " + (actual ? time_text(*actual) : "none"));
  }

  void check_expect() {
    const std::string name = words_.take("a trader or a symbol");
    const bool is_company = parse_symbol(name).has_value();
    const bool known =
        is_company ? engine_.find_company(name).has_value() : engine_.find_trader(name).has_value();
    if (!known) words_.fail("nothing is called \"" + name + "\"");
    while (!words_.done()) {
      const std::string key = words_.take("a key");
      if (key == "deadline" && !is_company) {
        check_time(key, engine_.cancel_deadline(exchange_.trader(name)));
        continue;
      }
      const std::string actual = is_company ? company_value(exchange_.company(name), key)
                                            : trader_value(exchange_.trader(name), key);
      compare_value(key, actual);
    }
  }

  std::string company_value(CompanyId id, std::string_view key) const {
    const Company& company = engine_.company(id);
    if (key == "status") return std::string(to_text(company.status));
    if (key == "auction") return company.auction ? std::string(to_text(company.auction->kind)) : "none";
    if (key == "shares") return number(company.shares);
    if (key == "treasury") return number(company.treasury_shares);
    if (key == "initial") return to_text(company.initial_price);
    if (key == "reference") return to_text(company.reference_price);
    if (key == "last") return to_text(company.last_price);
    if (key == "revenue") return to_text(engine_.issuer_revenue(id));
    words_.fail("a company has no \"" + std::string(key) + "\"");
  }

  std::string trader_value(TraderId id, const std::string& key) const {
    const Account& account = engine_.account(id);
    if (key == "cash") return to_text(account.cash);
    if (key == "reserved") return to_text(account.reserved);
    if (key == "fees") return to_text(account.fees_paid);
    if (key == "open") return std::to_string(account.open_orders);
    if (key == "status") return engine_.trader(id).closed_at ? "closed" : "open";
    if (key == "volume") return to_text(engine_.volume_30d(id, exchange_.time()));
    if (key == "keys") return std::to_string(engine_.trader(id).keys.size());
    if (key == "allowance") {
      const auto allowance = engine_.order_allowance(id, exchange_.time());
      return allowance ? std::to_string(allowance->remaining) : "-";
    }
    const std::string symbol = key.substr(0, key.find('.'));
    const std::string part = symbol.size() < key.size() ? key.substr(symbol.size() + 1) : "";
    if (!engine_.find_company(symbol)) words_.fail("a trader has no \"" + key + "\"");
    const Position position = engine_.position(id, exchange_.company(symbol));
    if (part.empty()) return number(position.quantity);
    if (part == "reserved") return number(position.reserved);
    if (part == "cost") return to_text(position.cost);
    if (part == "pnl") return to_text(position.realized_pnl);
    if (part == "average") return average_text(position);
    words_.fail("a holding has no \"" + part + "\"");
  }

  // Rounded half to even to 0.0001.
  static std::string average_text(const Position& position) {
    if (position.quantity == Quantity(0)) return "-";
    return decimal_text(mul_div_half_even(position.cost.units(), 1, position.quantity.shares()));
  }

  void check_fee() {
    const std::string trader = words_.take("a trader");
    const std::string symbol = words_.take("a symbol");
    const Liquidity liquidity = take_liquidity();
    const Quantity quantity = words_.take_quantity();
    const auto price = words_.take_at();
    if (!price) words_.fail("a fee is of QUANTITY @ PRICE");
    const auto value = notional(*price, quantity);
    if (!value) words_.fail("no fill is worth that much");
    const Money fee = engine_.fee(symbol == "-" ? std::nullopt : std::optional(exchange_.company(symbol)),
                                  trader == "-" ? std::nullopt : std::optional(exchange_.trader(trader)),
                                  liquidity, *value, quantity, exchange_.time());
    compare(line_, words_.take("an amount"), to_text(fee));
  }

  Liquidity take_liquidity() {
    const std::string text = words_.take("maker, taker or auction");
    for (const Liquidity liquidity : {Liquidity::maker, Liquidity::taker, Liquidity::auction})
      if (to_text(liquidity) == text) return liquidity;
    words_.fail_at(text, "maker, taker or auction");
  }

  void check_fee_revenue() {
    while (!words_.done()) {
      const std::string name(words_.peek());
      const AccountRef account = read_account(words_, engine_);
      compare_value(name, to_text(engine_.fee_revenue(account)));
    }
  }

  void check_totals() {
    const Treasury& totals = engine_.treasury();
    words_.take_options({
        {"deposits", [&] { compare_value("deposits", to_text(totals.deposits)); }},
        {"withdrawals", [&] { compare_value("withdrawals", to_text(totals.withdrawals)); }},
        {"taken", [&] { compare_value("taken", to_text(totals.fees_taken)); }},
        {"distributed", [&] { compare_value("distributed", to_text(totals.fees_distributed)); }},
    });
  }

  void check_revenue() {
    compare(line_, words_.take("an amount"), to_text(engine_.treasury().exchange_revenue));
  }

  void check_levels() { check_book(&StateChecker::levels_text); }
  void check_queue() { check_book(&StateChecker::queue_text); }

  void check_book(std::vector<std::string> (StateChecker::*entries_of)(CompanyId, Side) const) {
    const CompanyId company = exchange_.company(words_.take("a symbol"));
    while (!words_.done()) {
      const std::string side = words_.take("asks or bids");
      if (side != "asks" && side != "bids") words_.fail("\"" + side + "\" is neither asks nor bids");
      std::vector<std::string> expected{side};
      while (!words_.done() && words_.peek() != "asks" && words_.peek() != "bids")
        expected.push_back(words_.take("a level"));
      const auto entries = (this->*entries_of)(company, side == "asks" ? Side::sell : Side::buy);
      compare(line_, joined(expected), side + " " + (entries.empty() ? "-" : joined(entries)));
    }
  }

  static constexpr std::size_t kDepth = 1'000;

  std::vector<std::string> levels_text(CompanyId company, Side side) const {
    std::vector<std::string> entries;
    for (const BookLevel& level : engine_.levels(company, side, kDepth))
      entries.push_back(number(level.quantity) + "@" + to_text(level.price));
    return entries;
  }

  std::vector<std::string> queue_text(CompanyId company, Side side) const {
    std::vector<std::string> entries;
    for (const BookOrder& order : engine_.orders(company, side, kDepth))
      entries.push_back(number(order.id) + ":" + number(order.quantity) + "@" + to_text(order.price));
    return entries;
  }

  void check_indication() {
    const AuctionIndication indication =
        engine_.auction_indication(exchange_.company(words_.take("a symbol")));
    std::string actual = or_dash(indication.price);
    std::vector<std::string> values;
    while (!words_.done()) values.push_back(words_.take("a value"));
    const std::string expected = joined(values);
    if (!indication.price) return compare(line_, expected, "none");
    actual += " " + number(indication.quantity);
    if (indication.side)
      actual += " " + std::string(to_text(*indication.side)) + " " + number(indication.imbalance);
    compare(line_, expected, actual);
  }

  void check_due() { check_time("due", engine_.next_due()); }
  void check_phase() { compare(line_, words_.take("a phase"), std::string(to_text(engine_.phase()))); }

  const ScenarioLine& line_;
  Words words_;
  const TestExchange& exchange_;
  const Exchange& engine_;
};

}  // namespace

bool check_state(const ScenarioLine& line, const TestExchange& exchange) {
  return StateChecker(line, exchange).check();
}

}  // namespace market::test

#include "tests/support/scenario.hpp"

#include <charconv>
#include <fstream>
#include <sstream>

#include "core/decimal.hpp"
#include "tests/support/test_exchange.hpp"

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

std::int64_t Words::take_number(std::string_view what) {
  const std::string text = take(what);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    fail("\"" + text + "\" stands where " + std::string(what) + " should");
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

std::optional<Price> Words::take_at() {
  if (take_if("@")) return take_price();
  if (peek().substr(0, 1) != "@") return std::nullopt;
  const auto units = parse_decimal(peek().substr(1));
  if (!units) fail("\"" + std::string(peek()) + "\" is no price");
  ++next_;
  return Price(*units);
}

std::vector<ScenarioLine> read_scenario(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(file.string() + ": cannot be read");
  std::vector<ScenarioLine> lines;
  int number = 0;
  for (std::string text; std::getline(in, text);) {
    ScenarioLine line{.file = file.filename().string(), .number = ++number, .words = {}, .outcome = {}};
    std::istringstream words(text.substr(0, text.find('#')));
    bool arrow = false;
    for (std::string word; words >> word;) {
      if (word == "->")
        arrow = true;
      else
        (arrow ? line.outcome : line.words).push_back(word);
    }
    if (arrow && line.outcome.empty()) throw ScenarioError(line, "nothing stands behind \"->\"");
    if (!line.words.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

namespace {

class CommandParser {
 public:
  CommandParser(const ScenarioLine& line, const Exchange& exchange) : words_(line), exchange_(exchange) {}

  std::optional<Command> parse() {
    const auto command = parse_named();
    if (command) words_.expect_end();
    return command;
  }

 private:
  std::optional<Command> parse_named() {
    const std::string word = words_.take("a command");
    if (word == "company") return register_company();
    if (word == "trader") return register_trader();
    if (word == "amend") return amend();
    if (word == "cancel") return cancel();
    if (word == "halt") return HaltCompany{.company = company(), .reason = {}};
    if (word == "resume") return ResumeCompany{.company = company()};
    if (word == "update") return update();
    if (word == "issue") {
      const CompanyId issuer = company();
      const TraderId receiver = trader();
      return IssueShares{.company = issuer, .trader = receiver, .quantity = words_.take_quantity()};
    }
    if (word == "deposit") {
      const TraderId receiver = trader();
      return Deposit{.trader = receiver, .amount = words_.take_money()};
    }
    if (word == "withdraw") {
      const TraderId payer = trader();
      return Withdraw{.trader = payer, .amount = words_.take_money()};
    }
    if (word == "key") {
      const TraderId owner = trader();
      return AddKey{.trader = owner,
                    .key = {.id = KeyId(words_.take("a key's name")), .hash = {}, .created_at = {}}};
    }
    if (word == "revoke") {
      const TraderId owner = trader();
      return RevokeKey{.trader = owner, .key = KeyId(words_.take("a key's name"))};
    }
    if (word == "fees") return set_fees();
    if (word == "window") return Configure{.settings = {.idempotency_window = duration()}};
    if (words_.take_if("buys")) return place(word, Side::buy);
    if (words_.take_if("sells")) return place(word, Side::sell);
    return std::nullopt;
  }

  Command register_company() {
    RegisterCompany command;
    command.symbol = Symbol(words_.take("a symbol"));
    command.name = command.symbol.str();
    while (!words_.done()) {
      if (words_.take_if("tick"))
        command.tick_size = words_.take_price();
      else if (words_.take_if("lot"))
        command.lot_size = words_.take_quantity();
      else if (words_.take_if("shares"))
        command.shares = words_.take_quantity();
      else if (words_.take_if("price"))
        command.initial_price = words_.take_price();
      else if (words_.take_if("band"))
        command.band = words_.take_rate();
      else if (words_.take_if("fees"))
        command.fee_schedule = words_.take("a fee schedule");
      else
        words_.expect_end();
    }
    return command;
  }

  Command register_trader() {
    RegisterTrader command;
    command.slug = Slug(words_.take("a trader"));
    command.name = command.slug.str();
    while (!words_.done()) {
      if (words_.take_if("cash"))
        command.cash = words_.take_money();
      else if (words_.take_if("holding"))
        command.holdings.push_back(holding());
      else if (words_.take_if("fees"))
        command.fee_schedule = words_.take("a fee schedule");
      else if (words_.take_if("max_open_orders"))
        command.limits.max_open_orders = static_cast<std::uint32_t>(words_.take_number("a number of orders"));
      else if (words_.take_if("max_order_quantity"))
        command.limits.max_order_quantity = words_.take_quantity();
      else if (words_.take_if("max_order_value"))
        command.limits.max_order_value = words_.take_money();
      else
        words_.expect_end();
    }
    return command;
  }

  std::pair<CompanyId, Quantity> holding() {
    const std::string text = words_.take("SYMBOL=QUANTITY");
    const auto equals = text.find('=');
    std::int64_t shares = 0;
    const char* const end = text.data() + text.size();
    const bool sound =
        equals != std::string::npos && std::from_chars(text.data() + equals + 1, end, shares).ptr == end;
    if (!sound) words_.fail("\"" + text + "\" is not SYMBOL=QUANTITY");
    return {company_named(exchange_, text.substr(0, equals)), Quantity(shares)};
  }

  Command update() {
    UpdateCompany command;
    command.company = company();
    while (!words_.done()) {
      if (words_.take_if("tick"))
        command.tick_size = words_.take_price();
      else if (words_.take_if("lot"))
        command.lot_size = words_.take_quantity();
      else if (words_.take_if("band"))
        command.band = words_.take_if("none") ? std::nullopt : std::optional(words_.take_rate());
      else if (words_.take_if("fees"))
        command.fee_schedule = words_.take_if("default") ? std::string() : words_.take("a fee schedule");
      else
        words_.expect_end();
    }
    return command;
  }

  Command place(std::string_view slug, Side side) {
    PlaceOrder command;
    command.trader = trader_named(exchange_, slug);
    command.side = side;
    command.quantity = words_.take_quantity();
    command.company = company();
    if (words_.take_if("market")) {
      command.type = OrderType::market;
      command.time_in_force = TimeInForce::ioc;
    } else if (const auto limit = words_.take_at()) {
      command.limit_price = *limit;
    } else {
      words_.fail("an order needs \"@ PRICE\" or \"market\"");
    }
    while (!words_.done()) {
      if (words_.take_if("post_only"))
        command.post_only = true;
      else if (words_.take_if("allow_self_trade"))
        command.self_trade = SelfTradePolicy::allow;
      else if (words_.take_if("as"))
        command.client_order_id = ClientOrderId(words_.take("a client order id"));
      else if (const auto tif = parse_time_in_force(words_.peek())) {
        command.time_in_force = *tif;
        words_.take("a time in force");
      } else
        words_.expect_end();
    }
    return command;
  }

  Command amend() {
    AmendOrder command{.order = words_.take_order(), .quantity = {}, .limit_price = {}};
    if (words_.take_if("to")) command.quantity = words_.take_quantity();
    command.limit_price = words_.take_at();
    return command;
  }

  Command cancel() {
    if (!words_.take_if("all")) return CancelOrder{.order = words_.take_order()};
    CancelAll command;
    while (!words_.done()) {
      if (words_.take_if("trader"))
        command.trader = trader();
      else if (words_.take_if("company"))
        command.company = company();
      else if (words_.take_if("side"))
        command.side = parse_side(words_.take("a side"));
      else
        words_.expect_end();
    }
    return command;
  }

  Command set_fees() {
    FeeTable table;
    while (!words_.done()) {
      if (words_.take_if("schedule")) {
        const std::string name = words_.take("a name");
        const Rate maker = words_.take_rate();
        table.schedules.push_back({.name = name, .maker = {maker}, .taker = {words_.take_rate()}});
      } else if (words_.take_if("default")) {
        table.default_schedule = words_.take("a fee schedule");
      } else if (words_.take_if("share")) {
        table.distribution.push_back(beneficiary());
      } else {
        words_.expect_end();
      }
    }
    return SetFees{.table = table};
  }

  Beneficiary beneficiary() {
    const std::string name = words_.take("a beneficiary");
    Beneficiary beneficiary;
    if (name == "issuer") {
      beneficiary.kind = Beneficiary::Kind::issuer;
    } else if (name.rfind("trader:", 0) == 0) {
      beneficiary.kind = Beneficiary::Kind::trader;
      beneficiary.trader = Slug(name.substr(7));
    } else if (name != "exchange") {
      words_.fail("\"" + name + "\" is neither exchange, issuer nor trader:NAME");
    }
    beneficiary.share_units = words_.take_decimal("a share");
    return beneficiary;
  }

  Duration duration() {
    const auto parsed = parse_duration(words_.take("a duration"));
    if (!parsed) words_.fail("a duration is written like 90s, 5m or 24h");
    return *parsed;
  }
  CompanyId company() { return company_named(exchange_, words_.take("a symbol")); }
  TraderId trader() { return trader_named(exchange_, words_.take("a trader")); }

  Words words_;
  const Exchange& exchange_;
};

}  // namespace

std::optional<Command> parse_command(const ScenarioLine& line, const Exchange& exchange) {
  return CommandParser(line, exchange).parse();
}

}  // namespace market::test

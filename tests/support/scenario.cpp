#include "tests/support/scenario.hpp"

#include <fstream>
#include <sstream>

#include "tests/support/scenario_fees.hpp"
#include "tests/support/scenario_market.hpp"
#include "tests/support/scenario_order.hpp"
#include "tests/support/scenario_traders.hpp"
#include "tests/support/test_exchange.hpp"

namespace market::test {

namespace {

void add_words(const std::string& text, ScenarioLine& line, bool& arrow) {
  std::istringstream words(text.substr(0, text.find('#')));
  for (std::string word; words >> word;) {
    if (word == "->")
      arrow = true;
    else
      (arrow ? line.outcome : line.words).push_back(word);
  }
}

bool goes_on(ScenarioLine& line) {
  if (line.words.empty() || line.words.back() != "\\") return false;
  line.words.pop_back();
  return true;
}

}  // namespace

std::vector<ScenarioLine> read_scenario(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(file.string() + ": cannot be read");
  std::vector<ScenarioLine> lines;
  int number = 0;
  for (std::string text; std::getline(in, text);) {
    ScenarioLine line{.file = file.filename().string(), .number = ++number, .words = {}, .outcome = {}};
    bool arrow = false;
    add_words(text, line, arrow);
    for (; goes_on(line) && std::getline(in, text); ++number) add_words(text, line, arrow);
    if (arrow && line.outcome.empty()) throw ScenarioError(line, "nothing stands behind \"->\"");
    if (!line.words.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

namespace {

class CommandParser {
 public:
  CommandParser(const ScenarioLine& line, const Exchange& exchange, Timestamp now)
      : words_(line), exchange_(exchange), now_(now) {}

  std::optional<Command> parse() {
    auto command = parse_named();
    if (command) words_.expect_end();
    return command;
  }

  PlaceOrder parse_preview() {
    words_.take("preview");
    const auto order = place(words_.take("a trader"));
    if (!order) words_.fail("a preview is of an order");
    return *order;
  }

 private:
  using Parser = Command (CommandParser::*)();

  std::optional<Command> parse_named() {
    static const std::map<std::string_view, Parser> parsers{
        {"company", &CommandParser::register_company},
        {"update", &CommandParser::update},
        {"trader", &CommandParser::register_trader},
        {"issue", &CommandParser::issue},
        {"deposit", &CommandParser::deposit},
        {"withdraw", &CommandParser::withdraw},
        {"key", &CommandParser::add_key},
        {"revoke", &CommandParser::revoke_key},
        {"fees", &CommandParser::set_fees},
        {"window", &CommandParser::configure},
        {"rules", &CommandParser::set_rules},
        {"amend", &CommandParser::amend},
        {"cancel", &CommandParser::cancel},
        {"cancel_after", &CommandParser::cancel_after},
        {"halt", &CommandParser::halt},
        {"resume", &CommandParser::resume},
        {"auction", &CommandParser::auction},
        {"uncross", &CommandParser::uncross},
        {"delist", &CommandParser::delist},
        {"close", &CommandParser::close},
        {"dividend", &CommandParser::dividend},
        {"split", &CommandParser::split},
        {"advance", &CommandParser::advance},
    };
    const std::string word = words_.take("a command");
    if (const auto named = parsers.find(word); named != parsers.end()) return (this->*named->second)();
    return place(word);
  }

  Command register_company() { return read_company(words_); }
  // Symbols are in capitals, traders are not.
  Command update() {
    const std::string name = words_.take("a symbol or a trader");
    if (parse_symbol(name)) return read_update(words_, company_named(exchange_, name));
    return read_trader_update(words_, trader_named(exchange_, name), exchange_);
  }
  Command set_fees() { return SetFees{.table = read_fees(words_)}; }
  Command set_rules() { return SetMarketRules{.rules = read_rules(words_)}; }

  Command register_trader() { return read_trader(words_, exchange_); }
  Command dividend() { return read_dividend(words_, exchange_); }
  Command close() { return CloseTrader{.trader = trader()}; }

  Command split() {
    SplitShares command{.company = company()};
    command.to = static_cast<std::uint32_t>(words_.take_number("a number of shares"));
    if (!words_.take_if("for")) words_.fail("a split is written like 3 for 2");
    command.from = static_cast<std::uint32_t>(words_.take_number("a number of shares"));
    return command;
  }

  Command issue() {
    const CompanyId issuer = company();
    const TraderId receiver = trader();
    return IssueShares{.company = issuer, .trader = receiver, .quantity = words_.take_quantity()};
  }
  Command deposit() {
    const TraderId receiver = trader();
    return Deposit{.trader = receiver, .amount = words_.take_money()};
  }
  Command withdraw() {
    const TraderId payer = trader();
    return Withdraw{.trader = payer, .amount = words_.take_money()};
  }
  Command add_key() {
    const TraderId owner = trader();
    return AddKey{.trader = owner,
                  .key = {.id = KeyId(words_.take("a key's name")), .hash = {}, .created_at = {}}};
  }
  Command revoke_key() {
    const TraderId owner = trader();
    return RevokeKey{.trader = owner, .key = KeyId(words_.take("a key's name"))};
  }
  Command configure() { return Configure{.settings = {.idempotency_window = words_.take_duration()}}; }

  std::optional<PlaceOrder> place(std::string_view slug) {
    PlaceOrder command;
    if (words_.take_if("buys"))
      command.side = Side::buy;
    else if (words_.take_if("sells"))
      command.side = Side::sell;
    else
      return std::nullopt;
    command.trader = trader_named(exchange_, slug);
    command.quantity = words_.take_quantity();
    command.company = company();
    read_order(words_, now_, command);
    return command;
  }

  Command amend() {
    AmendOrder command{.order = words_.take_order(), .quantity = {}, .limit_price = {}, .stop_price = {}};
    if (words_.take_if("to")) command.quantity = words_.take_quantity();
    command.limit_price = words_.take_at();
    if (words_.take_if("stop")) command.stop_price = words_.take_price();
    return command;
  }

  Command cancel() {
    if (!words_.take_if("all")) return CancelOrder{.order = words_.take_order()};
    CancelAll command;
    words_.take_options({
        {"trader", [&] { command.trader = trader(); }},
        {"company", [&] { command.company = company(); }},
        {"side", [&] { command.side = parse_side(words_.take("a side")); }},
    });
    return command;
  }

  Command cancel_after() {
    const TraderId owner = trader();
    return CancelAfter{.trader = owner, .delay = words_.take_duration()};
  }

  Command halt() { return HaltCompany{.company = company(), .reason = {}}; }
  Command resume() { return ResumeCompany{.company = company()}; }
  Command uncross() { return Uncross{.company = company()}; }
  Command delist() { return DelistCompany{.company = company()}; }
  Command advance() { return AdvanceTime{}; }
  Command auction() {
    StartAuction command{.company = company(), .ends_at = {}};
    if (words_.take_if("for"))
      command.ends_at = now_ + words_.take_duration();
    else if (words_.take_if("until"))
      command.ends_at = words_.take_time(now_);
    return command;
  }

  CompanyId company() { return company_named(exchange_, words_.take("a symbol")); }
  TraderId trader() { return trader_named(exchange_, words_.take("a trader")); }

  Words words_;
  const Exchange& exchange_;
  Timestamp now_;
};

}  // namespace

std::optional<Command> parse_command(const ScenarioLine& line, const Exchange& exchange, Timestamp now) {
  return CommandParser(line, exchange, now).parse();
}

PlaceOrder parse_preview(const ScenarioLine& line, const Exchange& exchange, Timestamp now) {
  return CommandParser(line, exchange, now).parse_preview();
}

}  // namespace market::test

#include "tests/support/scenario_traders.hpp"

#include <charconv>

#include "core/decimal.hpp"
#include "tests/support/test_exchange.hpp"

namespace market::test {
namespace {

std::pair<CompanyId, Quantity> read_holding(Words& words, const Exchange& exchange) {
  const auto [symbol, text] = words.take_pair('=', "SYMBOL=QUANTITY");
  std::int64_t shares = 0;
  const char* const end = text.data() + text.size();
  if (std::from_chars(text.data(), end, shares).ptr != end)
    words.fail("\"" + symbol + "=" + text + "\" is not SYMBOL=QUANTITY");
  return {company_named(exchange, symbol), Quantity(shares)};
}

std::uint32_t read_count(Words& words) {
  return static_cast<std::uint32_t>(words.take_number("a number of orders"));
}

void add_limit_options(Words& words, TraderLimits& limits, Words::Options& options) {
  options["max_open_orders"] = [&] { limits.max_open_orders = read_count(words); };
  options["max_order_quantity"] = [&] {
    limits.max_order_quantity = words.take_if("none") ? std::nullopt : std::optional(words.take_quantity());
  };
  options["max_order_value"] = [&] {
    limits.max_order_value = words.take_if("none") ? std::nullopt : std::optional(words.take_money());
  };
  options["max_orders_per_second"] = [&] {
    limits.max_orders_per_second = words.take_if("none") ? std::nullopt : std::optional(read_count(words));
  };
}

bool is_known(TraderId id, const Exchange& exchange) {
  return id.value() < exchange.trader_count();
}

}  // namespace

RegisterTrader read_trader(Words& words, const Exchange& exchange) {
  RegisterTrader command;
  command.slug = Slug(words.take("a trader"));
  command.name = command.slug.str();
  Words::Options options{
      {"cash", [&] { command.cash = words.take_money(); }},
      {"holding", [&] { command.holdings.push_back(read_holding(words, exchange)); }},
      {"fees", [&] { command.fee_schedule = words.take("a fee schedule"); }},
  };
  add_limit_options(words, command.limits, options);
  words.take_options(options);
  return command;
}

UpdateTrader read_trader_update(Words& words, TraderId trader, const Exchange& exchange) {
  UpdateTrader command;
  command.trader = trader;
  const TraderLimits before = is_known(trader, exchange) ? exchange.trader(trader).limits : TraderLimits{};
  TraderLimits limits = before;
  Words::Options options{
      {"name", [&] { command.name = words.take("a name"); }},
      {"fees",
       [&] {
         const std::string name = words.take("a fee schedule");
         command.fee_schedule = name == "default" ? std::string() : name;
       }},
  };
  Words::Options limit_options;
  add_limit_options(words, limits, limit_options);
  for (const auto& [word, read] : limit_options)
    options[word] = [&command, &limits, &read = read] {
      read();
      command.limits = limits;
    };
  words.take_options(options);
  return command;
}

PayDividend read_dividend(Words& words, const Exchange& exchange) {
  PayDividend command;
  command.company = company_named(exchange, words.take("a symbol"));
  command.payer = AccountRef::issuer(command.company);
  words.take_options({
      {"per_share", [&] { command.per_share = words.take_money(); }},
      {"total", [&] { command.total = words.take_money(); }},
      {"from",
       [&] {
         if (!words.take_if("issuer")) command.payer = read_account(words, exchange);
       }},
  });
  return command;
}

std::string limits_text(const TraderLimits& limits) {
  return " max_open_orders " + std::to_string(limits.max_open_orders) + " max_order_quantity " +
         (limits.max_order_quantity ? std::to_string(limits.max_order_quantity->shares()) : "none") +
         " max_order_value " + (limits.max_order_value ? to_text(*limits.max_order_value) : "none") +
         " max_orders_per_second " +
         (limits.max_orders_per_second ? std::to_string(*limits.max_orders_per_second) : "none");
}

AccountRef read_account(Words& words, const Exchange& exchange) {
  const std::string text = words.take("an account");
  const auto colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const std::string name = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (kind == "outside") return AccountRef::outside();
  if (kind == "exchange") return AccountRef::exchange();
  if (kind == "trader") return AccountRef::of(trader_named(exchange, name));
  if (kind == "issuer") return AccountRef::issuer(company_named(exchange, name));
  if (kind == "treasury") return AccountRef::treasury(company_named(exchange, name));
  words.fail_at(text, "an account like exchange, issuer:ACME or trader:alice");
}

std::string account_text(const AccountRef& account, const Exchange& exchange) {
  switch (account.kind) {
    case AccountRef::Kind::outside: return "outside";
    case AccountRef::Kind::trader: return "trader:" + trader_name(account.trader(), exchange);
    case AccountRef::Kind::exchange: return "exchange";
    case AccountRef::Kind::issuer: return "issuer:" + company_name(account.company(), exchange);
    case AccountRef::Kind::treasury: return "treasury:" + company_name(account.company(), exchange);
  }
  return "";
}

std::string company_name(CompanyId id, const Exchange& exchange) {
  return id.value() < exchange.company_count() ? exchange.company(id).symbol.str() : "NOTHING";
}

std::string trader_name(TraderId id, const Exchange& exchange) {
  return is_known(id, exchange) ? exchange.trader(id).slug.str() : "nobody";
}

}  // namespace market::test

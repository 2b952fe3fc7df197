#include "tests/support/scenario_market.hpp"

#include <sstream>

#include "core/decimal.hpp"

namespace market::test {
namespace {

std::vector<TickStep> read_tick_steps(Words& words) {
  std::vector<TickStep> steps;
  while (words.peek().find(':') != std::string_view::npos) {
    const auto [from, tick] = words.take_pair(':', "FROM:TICK");
    const auto from_units = parse_decimal(from);
    const auto tick_units = parse_decimal(tick);
    if (!from_units || !tick_units) words.fail("a step is written like 10.00:0.05");
    steps.push_back({Price(*from_units), Price(*tick_units)});
  }
  return steps;
}

CircuitBreaker read_breaker(Words& words) {
  CircuitBreaker breaker;
  breaker.percent = words.take_percent();
  breaker.window = words.take_duration();
  breaker.duration = words.take_duration();
  return breaker;
}

constexpr std::string_view kDays = "montuewedthufrisatsun";

int day_named(const Words& words, std::string_view name) {
  const auto at = name.size() == 3 ? kDays.find(name) : std::string_view::npos;
  if (at == std::string_view::npos || at % 3 != 0) words.fail_at(name, "a day like mon");
  return static_cast<int>(at / 3);
}

// "mon-fri" or "mon,wed,fri"; bit 0 is Monday.
std::uint8_t read_days(Words& words) {
  const std::string text = words.take("days");
  const auto dash = text.find('-');
  unsigned bits = 0;
  if (dash != std::string::npos) {
    for (int day = day_named(words, text.substr(0, dash)); day <= day_named(words, text.substr(dash + 1));
         ++day)
      bits |= 1u << day;
  } else {
    std::istringstream names(text);
    for (std::string name; std::getline(names, name, ',');) bits |= 1u << day_named(words, name);
  }
  return static_cast<std::uint8_t>(bits);
}

// Days since 1970-01-01.
std::int64_t read_date(Words& words) {
  const std::string text = words.take("a date");
  const auto midnight = parse_rfc3339(text + "T00:00:00Z");
  if (!midnight) words.fail_at(text, "a date like 2026-12-25");
  return midnight->ns() / Duration::seconds(86'400).ns();
}

}  // namespace

RegisterCompany read_company(Words& words) {
  RegisterCompany command;
  command.symbol = Symbol(words.take("a symbol"));
  command.name = command.symbol.str();
  words.take_options({
      {"tick", [&] { command.tick_size = words.take_price(); }},
      {"lot", [&] { command.lot_size = words.take_quantity(); }},
      {"shares", [&] { command.shares = words.take_quantity(); }},
      {"price", [&] { command.initial_price = words.take_price(); }},
      {"band", [&] { command.band = words.take_rate(); }},
      {"fees", [&] { command.fee_schedule = words.take("a fee schedule"); }},
      {"steps", [&] { command.tick_steps = read_tick_steps(words); }},
      {"breaker", [&] { command.breaker = read_breaker(words); }},
  });
  return command;
}

UpdateCompany read_update(Words& words, CompanyId company) {
  UpdateCompany command;
  command.company = company;
  words.take_options({
      {"tick", [&] { command.tick_size = words.take_price(); }},
      {"lot", [&] { command.lot_size = words.take_quantity(); }},
      {"band",
       [&] { command.band = words.take_if("none") ? std::nullopt : std::optional(words.take_rate()); }},
      {"fees",
       [&] {
         const std::string name = words.take("a fee schedule");
         command.fee_schedule = name == "default" ? std::string() : name;
       }},
      {"steps",
       [&] {
         command.tick_steps = words.take_if("none") ? std::vector<TickStep>() : read_tick_steps(words);
       }},
      {"breaker",
       [&] { command.breaker = words.take_if("none") ? std::nullopt : std::optional(read_breaker(words)); }},
  });
  return command;
}

MarketRules read_rules(Words& words) {
  MarketRules rules;
  SessionCalendar& calendar = rules.calendar;
  const auto part = [&calendar](auto set) {
    return [&calendar, set] {
      calendar.always_open = false;
      set();
    };
  };
  words.take_options({
      {"collar", [&] { rules.collar = words.take_percent(); }},
      {"always_open", [&] { calendar.always_open = true; }},
      {"days", part([&] { calendar.days = read_days(words); })},
      {"open", part([&] { calendar.open = words.take_time_of_day(); })},
      {"close", part([&] { calendar.close = words.take_time_of_day(); })},
      {"opening", part([&] { calendar.opening_auction = words.take_duration(); })},
      {"closing", part([&] { calendar.closing_auction = words.take_duration(); })},
      {"holiday", part([&] { calendar.holidays.push_back(read_date(words)); })},
  });
  return rules;
}

}  // namespace market::test

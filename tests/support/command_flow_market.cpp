// What the venue's operator does in a CommandFlow: rules, sessions, auctions, halts, companies.
#include <algorithm>
#include <string>

#include "tests/support/command_flow.hpp"
#include "tests/support/command_flow_habits.hpp"

namespace market::test {

// A few ticks wide, so that it trips.
CircuitBreaker CommandFlow::breaker(CompanyId company) {
  const Habit& habit = habit_of(company);
  const std::int64_t percent = from(2, 12) * habit.tick * 1'000'000 / middle(company);
  return {.percent = Rate(std::clamp<std::int64_t>(percent, chance(20) ? 0 : 1, 999'999)),
          .window = milliseconds(chance(20) ? 0 : 1, 500),
          .duration = milliseconds(1, 120)};
}

// The middle of the prices lies on a step, or all above one.
std::vector<TickStep> CommandFlow::tick_steps(CompanyId company) {
  const Habit& habit = habit_of(company);
  const std::int64_t coarse = habit.tick * from(2, 5);
  const std::int64_t from_price = middle(company) / coarse / habit.tick * coarse * habit.tick;
  if (chance(400) || from_price == 0) return {};
  return {{Price(chance(700) ? from_price : coarse), Price(coarse)}};
}

UpdateCompany CommandFlow::update_company() {
  UpdateCompany command;
  command.company = company();
  const Habit& habit = habit_of(command.company);
  const std::int64_t factor = from(0, 2);
  switch (below(7)) {
    case 0: command.tick_size = Price(habit.tick * (chance(800) ? 1 : factor)); break;
    case 1: command.lot_size = Quantity(habit.lot * (chance(800) ? 1 : factor)); break;
    case 2:
      if (chance(600))
        command.band = std::optional<Rate>();
      else
        command.band = Rate(chance(500) ? from(0, 49'999) : from(0, 11) * 100);
      break;
    case 3: command.fee_schedule = pick<std::string>({"", "gold", "standard"}); break;
    case 4: command.tick_steps = tick_steps(command.company); break;
    default:
      if (chance(300))
        command.breaker = std::optional<CircuitBreaker>();
      else
        command.breaker = breaker(command.company);
  }
  return command;
}

RegisterCompany CommandFlow::register_company() {
  RegisterCompany command;
  command.symbol = Symbol(chance(200) ? "ACME" : kNewcomer.symbol + std::to_string(below(30)));
  command.name = command.symbol.str();
  command.shares = Quantity(chance(100) ? 0 : kNewcomer.shares);
  command.initial_price = Price(chance(100) ? 0 : kNewcomer.middle);
  if (chance(300)) command.breaker = breaker(CompanyId(kCompanies));
  if (chance(300)) command.tick_steps = tick_steps(CompanyId(kCompanies));
  return command;
}

Command CommandFlow::change_trading() {
  const CompanyId id = company();
  const std::uint64_t dice = below(100);
  if (dice < 8) return HaltCompany{.company = id, .reason = "news"};
  if (dice < 50) return ResumeCompany{.company = id};
  if (dice < 53) return DelistCompany{.company = CompanyId(std::max(id.value(), kCompanies))};
  if (dice < 70) return Uncross{.company = id};
  StartAuction auction{.company = id, .ends_at = {}};
  if (chance(900)) auction.ends_at = now_ + milliseconds(chance(20) ? 0 : 1, 60);
  return auction;
}

SetMarketRules CommandFlow::set_rules() {
  MarketRules rules;
  rules.collar = chance(15) ? pick<Rate>({Rate(0), kMaxCollar, Rate(kMaxCollar.units() + 1), Rate(1)})
                            : Rate(pick<std::int64_t>({250'000, 250'000, 100'000, 2'000, 600, 300}));
  if (chance(550)) rules.calendar = session();
  return {.rules = rules};
}

// One whose phases are near, most of them in the next moments.
SessionCalendar CommandFlow::session() {
  constexpr std::int64_t kDay = 86'400'000;  // in milliseconds
  const std::int64_t today = now_.ns() / 1'000'000 % kDay;
  const std::int64_t open = std::clamp<std::int64_t>(today + from(-200, 200), 0, kDay - 500);
  const std::int64_t length = from(1, 400);
  SessionCalendar calendar;
  calendar.always_open = false;
  calendar.days = 0b1111111;
  calendar.open = Duration::milliseconds(open);
  calendar.close = Duration::milliseconds(open + length);
  if (chance(700)) calendar.opening_auction = milliseconds(0, std::min<std::int64_t>(open, 200));
  if (chance(700)) calendar.closing_auction = milliseconds(0, chance(30) ? length : length - 1);
  if (chance(20)) calendar.days = static_cast<std::uint8_t>(below(130));
  if (chance(50)) calendar.holidays.push_back(now_.ns() / 1'000'000 / kDay + from(0, 1));
  return calendar;
}

CancelAfter CommandFlow::cancel_after() {
  CancelAfter command{.trader = trader(), .delay = milliseconds(1, 400)};
  if (chance(150)) command.delay = Duration();
  if (chance(15)) command.delay = chance(500) ? Duration(-1) : Duration(kMaxCancelAfter.ns() + 1);
  return command;
}

}  // namespace market::test

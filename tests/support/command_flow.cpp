#include "tests/support/command_flow.hpp"

#include <string>

#include "tests/support/values.hpp"

namespace market::test {
namespace {

// How a company trades: where its prices lie and how large its orders are.
struct Habit {
  const char* symbol;
  std::int64_t tick, lot, middle;  // prices in units of 0.0001
  std::int64_t shares;
  std::int64_t band;  // in units of 0.0001 percent; 0: none
  const char* fees;
};

// Ordinary prices; prices so low that all fees are rounding; lots, coarse ticks and a band; values near the
// bounds.
constexpr Habit kHabits[] = {
    {"ACME", 100, 1, 1'000'000, 1'000'000'000, 0, ""},
    {"TINY", 1, 1, 37, 1'000'000'000'000, 0, ""},
    {"LOTS", 500, 10, 123'500, 10'000'000, 20'000, "gold"},
    {"HUGE", 1, 1, 9'999'999'999, 1'000'000'000'000, 0, ""},
    {"ODDS", 3, 7, 30'000, 1'000'000'000, 0, "gold"},
};
constexpr std::uint64_t kCompanies = std::size(kHabits);
constexpr std::uint64_t kTraders = 12;
constexpr std::int64_t kLevels = 12;
constexpr std::size_t kCandidates = 400;
constexpr std::size_t kNamed = 40;

FeeSchedule schedule(const char* name, const char* maker, const char* taker) {
  return {.name = name, .maker = {rate(maker)}, .taker = {rate(taker)}};
}

std::vector<FeeTable> fee_tables() {
  using Kind = Beneficiary::Kind;
  const std::vector<Beneficiary> usual{{Kind::exchange, {}, 8'000}, {Kind::issuer, {}, 2'000}};
  const std::vector<Beneficiary> thirds{
      {Kind::issuer, {}, 3'333}, {Kind::exchange, {}, 3'333}, {Kind::trader, Slug("t0"), 3'334}};
  const std::vector<Beneficiary> halves{{Kind::trader, Slug("t1"), 5'000}, {Kind::issuer, {}, 5'000}};
  return {
      {{schedule("gold", "5", "10"), schedule("standard", "10", "20")}, "standard", usual},
      {{schedule("gold", "-5", "7.5"), schedule("standard", "-2", "5")}, "standard", thirds},
      {{schedule("gold", "7.77", "-3.3"), schedule("standard", "3.3", "30")}, "gold", halves},
      {{schedule("gold", "0", "0"), schedule("standard", "0", "0.0001")}, "standard", usual},
      {{schedule("gold", "10000", "10000"), schedule("standard", "2500", "5000")}, "standard", thirds},
      {{schedule("gold", "-10", "10"), schedule("standard", "40", "33.3333")}, "gold", thirds},
  };
}

}  // namespace

std::vector<Command> CommandFlow::opening() const {
  std::vector<Command> commands;
  commands.push_back(SetFees{fee_tables().front()});
  commands.push_back(Configure{.settings = {.idempotency_window = Duration::milliseconds(200)}});
  for (const Habit& habit : kHabits) {
    RegisterCompany company;
    company.symbol = Symbol(habit.symbol);
    company.name = habit.symbol;
    company.shares = Quantity(habit.shares);
    company.initial_price = Price(habit.middle);
    company.tick_size = Price(habit.tick);
    company.lot_size = Quantity(habit.lot);
    if (habit.band != 0) company.band = Rate(habit.band);
    company.fee_schedule = habit.fees;
    commands.push_back(company);
  }
  for (std::uint64_t i = 0; i < kTraders; ++i) {
    RegisterTrader trader;
    trader.slug = Slug("t" + std::to_string(i));
    trader.name = trader.slug.str();
    trader.cash = money("20000");
    trader.limits.max_open_orders = i % 4 == 0 ? 8 : 40;
    if (i % 3 == 0) trader.fee_schedule = "gold";
    if (i % 5 == 1) trader.limits.max_order_quantity = Quantity(60);
    if (i % 5 == 2) trader.limits.max_order_value = money("3000");
    if (i % 5 == 3) trader.cash = money("1.5");
    for (std::uint32_t c = 0; c < kCompanies; ++c)
      if ((i + c) % 3 != 0) trader.holdings.emplace_back(CompanyId(c), Quantity(kHabits[c].lot * 200));
    commands.push_back(trader);
  }
  Deposit rich{.trader = TraderId(kTraders - 1), .amount = money("20000000")};
  commands.push_back(rich);
  return commands;
}

Duration CommandFlow::pause() {
  return Duration::milliseconds(static_cast<std::int64_t>(below(3)));
}

void CommandFlow::saw_order(OrderId id) {
  last_order_ = id;
  if (candidates_.size() < kCandidates)
    candidates_.push_back({id, last_company_});
  else
    candidates_[below(kCandidates)] = {id, last_company_};
}

CompanyId CommandFlow::company() {
  if (chance(1)) return CompanyId(1'000'000);
  // The first company gets half of everything, so that its book is deep.
  return CompanyId(static_cast<std::uint32_t>(chance(500) ? 0 : below(kCompanies)));
}

TraderId CommandFlow::trader() {
  if (chance(1)) return TraderId(1'000'000);
  return TraderId(static_cast<std::uint32_t>(below(kTraders)));
}

// Usually one that is open, sometimes any, rarely one that never was.
CommandFlow::Candidate CommandFlow::order(const MarketView& view) {
  if (chance(20)) return {OrderId(last_order_.value() + below(3)), CompanyId(0)};
  if (chance(50)) return {OrderId(1 + below(last_order_.value() + 1)), CompanyId(0)};
  while (!candidates_.empty()) {
    const std::size_t i = below(candidates_.size());
    if (view.is_open(candidates_[i].id)) return candidates_[i];
    candidates_[i] = candidates_.back();
    candidates_.pop_back();
  }
  return {OrderId(1 + below(100)), CompanyId(0)};
}

Quantity CommandFlow::quantity(CompanyId company) {
  const std::int64_t lot = company.value() < kCompanies ? kHabits[company.value()].lot : 1;
  if (chance(2)) return pick<Quantity>({Quantity(0), Quantity(-5), Quantity(kMaxQuantity.shares() + 1)});
  if (chance(3)) return kMaxQuantity;
  if (chance(15)) return Quantity(static_cast<std::int64_t>(1 + below(100)));
  const auto lots = static_cast<std::int64_t>(1 + (chance(700) ? below(10) : below(100)));
  return Quantity(lots * lot);
}

Price CommandFlow::price(CompanyId company) {
  const Habit& habit = kHabits[company.value() < kCompanies ? company.value() : 0];
  if (chance(2)) return pick<Price>({Price(0), Price(-100), Price(1)});
  if (chance(10)) return Price(habit.middle + static_cast<std::int64_t>(below(200)));
  if (chance(10)) return Price(habit.middle * static_cast<std::int64_t>(2 + below(10)));
  const auto level = static_cast<std::int64_t>(below(2 * kLevels + 1)) - kLevels;
  return Price(habit.middle / habit.tick * habit.tick + level * habit.tick);
}

// On the own side of the middle, where an order rests.
Price CommandFlow::passive_price(CompanyId company, Side side) {
  const Habit& habit = kHabits[company.value() < kCompanies ? company.value() : 0];
  const auto away = static_cast<std::int64_t>(1 + below(kLevels)) * habit.tick;
  return Price(habit.middle / habit.tick * habit.tick + (side == Side::buy ? -away : away));
}

Money CommandFlow::amount() {
  if (chance(20)) return pick<Money>({Money(0), Money(-1), kMaxMoney, Money(kMaxMoney.units() + 1)});
  return Money(static_cast<std::int64_t>(1 + below(chance(500) ? 100'000 : 50'000'000)));
}

PlaceOrder CommandFlow::new_order() {
  PlaceOrder order;
  order.trader = trader();
  order.company = company();
  order.side = chance(500) ? Side::buy : Side::sell;
  order.quantity = quantity(order.company);
  if (chance(120)) {
    order.type = OrderType::market;
    order.time_in_force = chance(20) ? TimeInForce::gtc : chance(250) ? TimeInForce::fok : TimeInForce::ioc;
  } else {
    order.limit_price = chance(600) ? passive_price(order.company, order.side) : price(order.company);
    order.time_in_force = chance(750) ? TimeInForce::gtc : chance(500) ? TimeInForce::ioc : TimeInForce::fok;
  }
  order.post_only = order.time_in_force == TimeInForce::gtc ? chance(100) : chance(10);
  if (chance(300)) order.self_trade = SelfTradePolicy::allow;
  return order;
}

PlaceOrder CommandFlow::place() {
  PlaceOrder order = repeat_or_new();
  last_company_ = order.company;
  return order;
}

PlaceOrder CommandFlow::repeat_or_new() {
  if (!named_.empty() && chance(40)) {
    PlaceOrder again = pick(named_);
    if (chance(300)) again.quantity = Quantity(again.quantity.shares() % 50 + 1);
    return again;
  }
  PlaceOrder order = new_order();
  if (chance(100)) {
    order.client_order_id = ClientOrderId("c" + std::to_string(below(30)));
    if (named_.size() < kNamed)
      named_.push_back(order);
    else
      named_[below(kNamed)] = order;
  }
  return order;
}

AmendOrder CommandFlow::amend(Candidate order) {
  AmendOrder command{.order = order.id, .quantity = {}, .limit_price = {}};
  if (chance(700)) command.quantity = quantity(order.company);
  if (chance(500)) command.limit_price = price(order.company);
  return command;
}

CancelAll CommandFlow::cancel_all() {
  CancelAll command;
  if (chance(900)) command.trader = trader();
  if (chance(300)) command.company = company();
  if (chance(300)) command.side = chance(500) ? Side::buy : Side::sell;
  return command;
}

// Often all there is, so that every later need of the trader is a little too much.
Withdraw CommandFlow::withdraw(const MarketView& view) {
  Withdraw command{.trader = trader(), .amount = amount()};
  if (command.trader.value() < kTraders && chance(500)) command.amount = view.available(command.trader);
  return command;
}

UpdateCompany CommandFlow::update_company() {
  UpdateCompany command;
  command.company = company();
  const std::size_t i = command.company.value() < kCompanies ? command.company.value() : 0;
  const auto factor = static_cast<std::int64_t>(below(3));
  switch (below(4)) {
    case 0: command.tick_size = Price(kHabits[i].tick * (chance(800) ? 1 : factor)); break;
    case 1: command.lot_size = Quantity(kHabits[i].lot * (chance(800) ? 1 : factor)); break;
    case 2:
      if (chance(600))
        command.band = std::optional<Rate>();
      else
        command.band = Rate(static_cast<std::int64_t>(chance(500) ? below(50'000) : below(12) * 100));
      break;
    case 3: command.fee_schedule = pick<std::string>({"", "gold", "standard"}); break;
  }
  return command;
}

RegisterCompany CommandFlow::register_company() {
  RegisterCompany command;
  command.symbol = Symbol(chance(500) ? "ACME" : "NEW" + std::to_string(below(20)));
  command.name = command.symbol.str();
  command.shares = Quantity(static_cast<std::int64_t>(below(100)));
  command.initial_price = Price(static_cast<std::int64_t>(below(100)) * 100);
  return command;
}

RegisterTrader CommandFlow::register_trader() {
  RegisterTrader command;
  command.slug = Slug(chance(500) ? "t0" : "n" + std::to_string(below(20)));
  command.name = command.slug.str();
  command.cash = Money(static_cast<std::int64_t>(below(1'000)));
  if (chance(500)) command.holdings.emplace_back(CompanyId(0), chance(500) ? kMaxQuantity : Quantity(1));
  return command;
}

SetFees CommandFlow::set_fees() {
  FeeTable table = pick(fee_tables());
  if (chance(100)) table.default_schedule = "none";
  return {.table = table};
}

Command CommandFlow::next(const MarketView& view) {
  const std::uint64_t dice = below(10'000);
  if (dice < 6'900 || dice >= 9'800) return place();
  if (dice < 7'900) return amend(order(view));
  if (dice < 8'400) return CancelOrder{.order = order(view).id};
  if (dice < 8'430) return cancel_all();
  if (dice < 8'460) return HaltCompany{.company = company(), .reason = "news"};
  if (dice < 8'700) return ResumeCompany{.company = company()};
  if (dice < 8'760) return update_company();
  if (dice < 8'800) return set_fees();
  if (dice < 8'820) return register_company();
  if (dice < 8'840) return register_trader();
  if (dice < 9'000) {
    const CompanyId issuer = company();
    return IssueShares{.company = issuer, .trader = trader(), .quantity = quantity(issuer)};
  }
  if (dice < 9'200) return withdraw(view);
  const TraderId owner = trader();
  return Deposit{.trader = owner, .amount = amount()};
}

}  // namespace market::test

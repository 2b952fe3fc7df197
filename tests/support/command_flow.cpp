#include "tests/support/command_flow.hpp"

#include <algorithm>
#include <string>

#include "tests/support/command_flow_fees.hpp"
#include "tests/support/command_flow_habits.hpp"
#include "tests/support/values.hpp"

namespace market::test {
namespace {

constexpr std::size_t kCandidates = 400;

}  // namespace

std::vector<Command> CommandFlow::opening() const {
  std::vector<Command> commands;
  commands.push_back(SetFees{first_fee_table()});
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
    if (i % 6 == 4) trader.limits.max_orders_per_second = 5;
    for (std::uint32_t c = 0; c < kCompanies; ++c)
      if ((i + c) % 3 != 0) trader.holdings.emplace_back(CompanyId(c), Quantity(kHabits[c].lot * 200));
    commands.push_back(trader);
  }
  Deposit rich{.trader = TraderId(kTraders - 1), .amount = money("20000000")};
  commands.push_back(rich);
  return commands;
}

// Mostly none or a moment; now and then long enough for whole sessions, and for volumes to age.
Duration CommandFlow::pause() {
  const std::uint64_t dice = below(10'000);
  if (dice < 9'700) return milliseconds(0, 2);
  if (dice < 9'920) return milliseconds(3, 60);
  if (dice < 9'980) return milliseconds(60, 5'000);
  if (dice < 9'996) return milliseconds(5'000, 30 * 3'600'000);
  return Duration::seconds(86'400 * from(1, 40));
}

void CommandFlow::saw_order(OrderId id) {
  last_order_ = std::max(last_order_, id);
  if (candidates_.size() < kCandidates)
    candidates_.push_back({id, last_company_});
  else
    candidates_[below(kCandidates)] = {id, last_company_};
}

CompanyId CommandFlow::company() {
  if (chance(1)) return CompanyId(1'000'000);
  const std::uint32_t newcomers = view_->company_count() - std::min(view_->company_count(), kCompanies);
  if (newcomers > 0 && chance(60))
    return CompanyId(kCompanies + static_cast<std::uint32_t>(below(newcomers)));
  // The first company gets half of everything, so that its book is deep.
  return CompanyId(static_cast<std::uint32_t>(chance(500) ? 0 : below(kCompanies)));
}

TraderId CommandFlow::trader() {
  if (chance(1)) return TraderId(1'000'000);
  const auto newcomers = view_->trader_count() - std::min<std::uint64_t>(view_->trader_count(), kTraders);
  if (newcomers > 0 && chance(40)) return TraderId(static_cast<std::uint32_t>(kTraders + below(newcomers)));
  return TraderId(static_cast<std::uint32_t>(below(kTraders)));
}

// Usually one that is open, sometimes any, rarely one that never was.
CommandFlow::Candidate CommandFlow::order() {
  if (chance(20)) return {OrderId(last_order_.value() + below(3)), CompanyId(0)};
  if (chance(50)) return {OrderId(1 + below(last_order_.value() + 1)), CompanyId(0)};
  while (!candidates_.empty()) {
    const std::size_t i = below(candidates_.size());
    if (view_->is_open(candidates_[i].id)) return candidates_[i];
    candidates_[i] = candidates_.back();
    candidates_.pop_back();
  }
  return {OrderId(1 + below(100)), CompanyId(0)};
}

Money CommandFlow::amount() {
  if (chance(20)) return pick<Money>({Money(0), Money(-1), kMaxMoney, Money(kMaxMoney.units() + 1)});
  return Money(from(1, chance(500) ? 100'000 : 50'000'000));
}

CancelAll CommandFlow::cancel_all() {
  CancelAll command;
  if (chance(900)) command.trader = trader();
  if (chance(300)) command.company = company();
  if (chance(300)) command.side = chance(500) ? Side::buy : Side::sell;
  return command;
}

// Often all there is, so that every later need of the trader is a little too much.
Withdraw CommandFlow::withdraw() {
  Withdraw command{.trader = trader(), .amount = amount()};
  if (command.trader.value() < kTraders && chance(500)) command.amount = view_->available(command.trader);
  return command;
}

Command CommandFlow::next(const MarketView& view, Timestamp now) {
  view_ = &view;
  now_ = now;
  if (view.phase() == SessionPhase::closed && chance(20)) return set_rules();
  const std::uint64_t dice = below(10'000);
  if (dice < 7'000) return place();
  if (dice < 7'900) return amend(order());
  if (dice < 8'300) return CancelOrder{.order = order().id};
  if (dice < 8'330) return cancel_all();
  if (dice < 8'380) return cancel_after();
  if (dice < 8'800) return change_trading();
  if (dice < 8'850) return update_company();
  if (dice < 8'890) return set_fees();
  if (dice < 8'915) return register_company();
  if (dice < 8'940) return register_trader();
  if (dice < 8'970) return set_rules();
  if (dice < 8'975) return AdvanceTime{};
  if (dice < 9'035) return update_trader();
  if (dice < 9'065) return close_trader();
  if (dice < 9'115) return pay_dividend();
  if (dice < 9'145) return split_shares();
  if (dice < 9'330) {
    const CompanyId issuer = company();
    return IssueShares{.company = issuer, .trader = trader(), .quantity = quantity(issuer)};
  }
  if (dice < 9'500) return withdraw();
  if (dice < 9'950) {
    const TraderId owner = trader();
    return Deposit{.trader = owner, .amount = amount()};
  }
  return place();
}

}  // namespace market::test

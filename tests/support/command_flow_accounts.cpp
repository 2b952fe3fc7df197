// Accounts and corporate actions of a CommandFlow: traders that come, change and go, dividends, splits.
#include <algorithm>
#include <string>

#include "tests/support/command_flow.hpp"
#include "tests/support/command_flow_habits.hpp"

namespace market::test {

// Often with nothing but shares of a company that may be delisted, so that the account can be closed.
RegisterTrader CommandFlow::register_trader() {
  RegisterTrader command;
  command.slug = Slug(chance(250) ? "t0" : "n" + std::to_string(below(60)));
  command.name = command.slug.str();
  command.cash = chance(20) ? amount() : Money(from(0, 999'999));
  if (chance(200)) command.fee_schedule = "gold";
  if (chance(200)) command.holdings.emplace_back(CompanyId(0), chance(500) ? kMaxQuantity : Quantity(1));
  if (chance(400) && view_->company_count() > kCompanies) {
    const CompanyId newcomer(kCompanies +
                             static_cast<std::uint32_t>(below(view_->company_count() - kCompanies)));
    command.holdings.emplace_back(newcomer, Quantity(from(1, 9)));
  }
  if (command.holdings.empty() && chance(500)) command.limits = limits();
  return command;
}

TraderLimits CommandFlow::limits() {
  TraderLimits limits;
  limits.max_open_orders = static_cast<std::uint32_t>(pick<std::int64_t>({8, 40, 40, 40, 1'000}));
  if (chance(100)) limits.max_order_quantity = Quantity(from(1, 100));
  if (chance(100)) limits.max_order_value = Money(from(1, 50'000'000));
  if (chance(500))
    limits.max_orders_per_second =
        static_cast<std::uint32_t>(pick<std::int64_t>({1, 3, 7, 20, 300, kMaxOrderRate}));
  if (chance(30)) limits.max_orders_per_second = chance(500) ? 0 : kMaxOrderRate + 1;
  if (chance(30)) limits.max_open_orders = 0;
  return limits;
}

UpdateTrader CommandFlow::update_trader() {
  UpdateTrader command;
  command.trader = trader();
  if (chance(200)) command.name = std::string(chance(100) ? 257 : below(257), 'x');
  if (chance(400)) command.fee_schedule = pick<std::string>({"", "", "gold", "standard", "none"});
  if (!command.name && !command.fee_schedule) command.limits = limits();
  return command;
}

// Seldom one of those that do most of the trading.
CloseTrader CommandFlow::close_trader() {
  const auto newcomers = view_->trader_count() - std::min<std::uint64_t>(view_->trader_count(), kTraders);
  if (newcomers == 0 || chance(100)) return {.trader = trader()};
  return {.trader = TraderId(static_cast<std::uint32_t>(kTraders + below(newcomers)))};
}

AccountRef CommandFlow::payer(CompanyId company_id) {
  const std::uint64_t dice = below(100);
  if (dice < 50) return AccountRef::issuer(company_id);
  if (dice < 70) return AccountRef::exchange();
  if (dice < 95) return AccountRef::of(trader());
  return pick<AccountRef>({AccountRef::outside(), AccountRef::treasury(company_id),
                           AccountRef::issuer(CompanyId(company_id.value() + 1))});
}

PayDividend CommandFlow::pay_dividend() {
  PayDividend command;
  command.company = company();
  command.payer = payer(command.company);
  if (chance(500))
    command.per_share = Money(from(1, chance(800) ? 100 : 20'000));
  else
    command.total = Money(from(1, chance(300) ? 30 : 3'000'000));
  Money& given = command.total != Money(0) ? command.total : command.per_share;
  if (chance(10)) given = pick<Money>({kMaxMoney, Money(kMaxMoney.units() + 1), Money(0), Money(-1)});
  if (chance(10)) command.per_share = command.total = Money(5);
  return command;
}

// Of every kind; after many of them the company has about as many shares as it began with.
SplitShares CommandFlow::split_shares() {
  struct Ratio {
    std::uint32_t more, fewer;
  };
  SplitShares command;
  command.company = company();
  if (chance(30)) {
    const Ratio wrong = pick<Ratio>({{0, 1}, {1, 0}, {1'001, 1}, {1, 1'001}, {5, 5}});
    command.to = wrong.more;
    command.from = wrong.fewer;
    return command;
  }
  Ratio ratio = pick<Ratio>({{2, 1}, {3, 2}, {3, 1}, {10, 1}, {7, 5}, {4, 2}, {5, 4}, {1'000, 999}});
  const bool is_newcomer = command.company.value() >= kCompanies;
  if (chance(is_newcomer ? 300 : 20)) ratio = {1'000, 1};
  const Company* known = view_->company(command.company);
  const std::int64_t usual = habit_of(command.company).shares;
  const std::int64_t shares = known ? known->shares.shares() : usual;
  const bool more = shares == usual || chance(100) ? chance(500) : shares < usual;
  command.to = more ? ratio.more : ratio.fewer;
  command.from = more ? ratio.fewer : ratio.more;
  return command;
}

}  // namespace market::test

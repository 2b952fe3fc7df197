// The fee table being replaced.
#include <algorithm>

#include "engine/refusals.hpp"
#include "engine/state.hpp"

namespace market {

void Exchange::State::resolve_schedules() {
  for (const auto& at : listings) at->schedule = fees.index_of(at->company.fee_schedule);
  for (const auto& one : traders) accounts.trading(one->id).schedule = fees.index_of(one->fee_schedule);
  fee_traders.clear();
  for (const Beneficiary& beneficiary : fees.table().distribution)
    fee_traders.push_back(beneficiary.kind == Beneficiary::Kind::trader ? by_slug.at(beneficiary.trader)
                                                                        : TraderId{});
}

// A schedule that a company or a trader uses must stay. What is delisted is charged nothing any more.
std::optional<Refused> Exchange::State::check_users(const FeeTable& table) const {
  const auto has = [&](const std::string& name) {
    return name.empty() || std::any_of(table.schedules.begin(), table.schedules.end(),
                                       [&](const FeeSchedule& schedule) { return schedule.name == name; });
  };
  for (const auto& at : listings)
    if (at->company.status != CompanyStatus::delisted && !has(at->company.fee_schedule))
      return refuse::invalid("schedule \"" + at->company.fee_schedule + "\" is used by " +
                                 at->company.symbol.str() + ": keep it or change the company first",
                             "schedules");
  for (const auto& one : traders)
    if (!has(one->fee_schedule))
      return refuse::invalid("schedule \"" + one->fee_schedule + "\" is used by trader " + one->slug.str() +
                                 ": keep it or change the trader first",
                             "schedules");
  return std::nullopt;
}

std::optional<Refused> Exchange::State::check_beneficiaries(const FeeTable& table) const {
  for (const Beneficiary& beneficiary : table.distribution) {
    if (beneficiary.kind != Beneficiary::Kind::trader) continue;
    const auto found = by_slug.find(beneficiary.trader);
    if (found == by_slug.end() || check_trader(found->second))
      return refuse::invalid("the distribution names trader " + beneficiary.trader.str() +
                                 ", who is not registered or has closed the account",
                             "distribution");
  }
  return std::nullopt;
}

bool Exchange::State::receives_fees(TraderId id) const {
  const std::vector<Beneficiary>& all = fees.table().distribution;
  return std::any_of(all.begin(), all.end(), [&](const Beneficiary& one) {
    return one.kind == Beneficiary::Kind::trader && one.trader == trader(id).slug;
  });
}

Exchange::State::Result Exchange::State::handle(const SetFees& command) {
  if (std::string problem = check_fee_table(command.table); !problem.empty())
    return tl::unexpected(refuse::invalid(std::move(problem)));
  if (auto refused = check_users(command.table)) return tl::unexpected(*std::move(refused));
  if (auto refused = check_beneficiaries(command.table)) return tl::unexpected(*std::move(refused));

  rereserve_all([&] {
    fees.set(command.table);
    resolve_schedules();
  });
  events.emplace_back(FeesChanged{});
  work_off_pending();
  return Applied{};
}

}  // namespace market

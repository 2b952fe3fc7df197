#include "model/fee_schedule.hpp"

#include <algorithm>

namespace market {

FeeTable default_fee_table() {
  return {.schedules = {{.name = "standard", .maker = {Rate(100'000)}, .taker = {Rate(200'000)}}},
          .default_schedule = "standard",
          .distribution = {{.kind = Beneficiary::Kind::exchange, .trader = {}, .share_units = 8'000},
                           {.kind = Beneficiary::Kind::issuer, .trader = {}, .share_units = 2'000}}};
}

namespace {

constexpr std::int64_t kMaxRateUnits = kRateUnitsPerOne;  // 10,000 bps: a fee of the whole notional

std::string check_schedules(const FeeTable& table) {
  if (table.schedules.empty()) return "schedules must hold at least one schedule";
  for (const FeeSchedule& schedule : table.schedules) {
    if (!parse_slug(schedule.name))
      return "schedule name \"" + schedule.name + "\" must match [a-z0-9][a-z0-9_-]{0,31}";
    const auto namesakes = std::count_if(table.schedules.begin(), table.schedules.end(),
                                         [&](const FeeSchedule& s) { return s.name == schedule.name; });
    if (namesakes > 1) return "schedule \"" + schedule.name + "\" stands twice";
    for (const Rate rate : {schedule.maker.bps, schedule.taker.bps})
      if (rate.units() > kMaxRateUnits || rate.units() < -kMaxRateUnits)
        return "bps of schedule \"" + schedule.name + "\" must lie between -10000 and 10000";
  }
  const auto known = std::any_of(table.schedules.begin(), table.schedules.end(),
                                 [&](const FeeSchedule& s) { return s.name == table.default_schedule; });
  if (!known) return "default \"" + table.default_schedule + "\" is not one of the schedules";
  return {};
}

// A trade's two sides may come from two schedules, so the deepest rebate of any must be covered by the lowest
// other rate of any.
std::string check_rebates(const FeeTable& table) {
  std::int64_t lowest_maker = INT64_MAX, lowest_taker = INT64_MAX;
  for (const FeeSchedule& schedule : table.schedules) {
    lowest_maker = std::min(lowest_maker, schedule.maker.bps.units());
    lowest_taker = std::min(lowest_taker, schedule.taker.bps.units());
  }
  if (lowest_maker + lowest_taker < 0)
    return "rebates exceed what a trade takes in: the lowest maker and taker bps over all schedules must sum "
           "to 0 or more";
  return {};
}

std::string check_distribution(const FeeTable& table) {
  std::int64_t sum = 0;
  for (const Beneficiary& beneficiary : table.distribution) {
    if (beneficiary.share_units < 0 || beneficiary.share_units > kShareUnitsPerOne)
      return "every share of the distribution must lie between 0 and 1";
    if (beneficiary.kind == Beneficiary::Kind::trader && beneficiary.trader.empty())
      return "a share of the distribution names no trader: write \"trader:ID\"";
    sum += beneficiary.share_units;
  }
  if (sum != kShareUnitsPerOne) return "the shares of the distribution must sum to 1";
  return {};
}

}  // namespace

std::string check_fee_table(const FeeTable& table) {
  if (std::string problem = check_schedules(table); !problem.empty()) return problem;
  if (std::string problem = check_rebates(table); !problem.empty()) return problem;
  return check_distribution(table);
}

}  // namespace market

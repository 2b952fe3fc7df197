#include "model/fee_schedule.hpp"

#include <algorithm>

namespace market {

FeeTable default_fee_table() {
  return {.schedules = {{.name = "standard",
                         .maker = {.bps = Rate(100'000), .per_share = {}, .flat = {}, .min = {}, .max = {}},
                         .taker = {.bps = Rate(200'000), .per_share = {}, .flat = {}, .min = {}, .max = {}},
                         .auction = {},
                         .tiers = {}}},
          .default_schedule = "standard",
          .distribution = {{.kind = Beneficiary::Kind::exchange, .trader = {}, .share_units = 8'000},
                           {.kind = Beneficiary::Kind::issuer, .trader = {}, .share_units = 2'000}}};
}

namespace {

constexpr std::int64_t kMaxRateUnits = kRateUnitsPerOne;  // 10,000 bps: a fee of the whole notional

bool is_rate(Rate rate) {
  return rate.units() <= kMaxRateUnits && rate.units() >= -kMaxRateUnits;
}
bool is_fee_part(Money part) {
  return part >= Money(0) && part <= kMaxFeePart;
}

std::string check_rule(const FeeRule& rule, const std::string& of) {
  if (!is_rate(rule.bps)) return "bps" + of + "must lie between -10000 and 10000";
  for (const Money part : {rule.per_share, rule.flat, rule.min.value_or(Money()), rule.max.value_or(Money())})
    if (!is_fee_part(part)) return "per_share, flat, min and max" + of + "must lie between 0 and 100000000";
  if (rule.min && rule.bps < Rate(0)) return "a rebate" + of + "cannot have a min: leave it out";
  if (rule.min && rule.max && *rule.min > *rule.max) return "min" + of + "must not exceed max";
  return {};
}

std::string check_tiers(const std::vector<FeeTier>& tiers, const std::string& of) {
  if (tiers.size() > kMaxFeeTiers) return "tiers" + of + "must be at most " + std::to_string(kMaxFeeTiers);
  Money last;
  for (const FeeTier& tier : tiers) {
    if (tier.volume_30d <= last || tier.volume_30d > kMaxMoney)
      return "tiers" + of + "must have a volume_30d above 0, each larger than the one before";
    if (!is_rate(tier.maker_bps) || !is_rate(tier.taker_bps))
      return "maker_bps and taker_bps of the tiers" + of + "must lie between -10000 and 10000";
    last = tier.volume_30d;
  }
  return {};
}

std::string check_schedules(const FeeTable& table) {
  if (table.schedules.empty()) return "schedules must hold at least one schedule";
  for (const FeeSchedule& schedule : table.schedules) {
    if (!parse_slug(schedule.name))
      return "schedule name \"" + schedule.name + "\" must match [a-z0-9][a-z0-9_-]{0,31}";
    const auto namesakes = std::count_if(table.schedules.begin(), table.schedules.end(),
                                         [&](const FeeSchedule& s) { return s.name == schedule.name; });
    if (namesakes > 1) return "schedule \"" + schedule.name + "\" stands twice";
    const std::string of = " of schedule \"" + schedule.name + "\" ";
    for (const FeeRule& rule : {schedule.maker, schedule.taker, schedule.auction.value_or(FeeRule())})
      if (std::string problem = check_rule(rule, of); !problem.empty()) return problem;
    if (std::string problem = check_tiers(schedule.tiers, of); !problem.empty()) return problem;
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
    for (const FeeTier& tier : schedule.tiers) {
      lowest_maker = std::min(lowest_maker, tier.maker_bps.units());
      lowest_taker = std::min(lowest_taker, tier.taker_bps.units());
    }
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

// The fees of a CommandFlow: all parts of a rule, rebates, tiers that traders cross, and shares for traders.
#include "tests/support/command_flow_fees.hpp"

#include <algorithm>

#include "tests/support/command_flow.hpp"
#include "tests/support/values.hpp"

namespace market::test {
namespace {

using Kind = Beneficiary::Kind;

FeeSchedule plain(const char* name, const char* maker, const char* taker) {
  FeeSchedule schedule;
  schedule.name = name;
  schedule.maker.bps = rate(maker);
  schedule.taker.bps = rate(taker);
  return schedule;
}

const std::vector<std::vector<Beneficiary>>& distributions() {
  static const std::vector<std::vector<Beneficiary>> all{
      {{Kind::exchange, {}, 8'000}, {Kind::issuer, {}, 2'000}},
      {{Kind::issuer, {}, 3'333}, {Kind::exchange, {}, 3'333}, {Kind::trader, Slug("t0"), 3'334}},
      {{Kind::trader, Slug("t1"), 5'000}, {Kind::issuer, {}, 5'000}},
      {{Kind::trader, Slug("t2"), 1},
       {Kind::exchange, {}, 2'499},
       {Kind::trader, Slug("t0"), 5'000},
       {Kind::issuer, {}, 2'500}},
  };
  return all;
}

// Rates alone: the least, the most and the oddest.
const std::vector<FeeTable>& plain_tables() {
  const auto& to = distributions();
  static const std::vector<FeeTable> all{
      {{plain("gold", "5", "10"), plain("standard", "10", "20")}, "standard", to[0]},
      {{plain("gold", "-5", "7.5"), plain("standard", "-2", "5")}, "standard", to[1]},
      {{plain("gold", "7.77", "-3.3"), plain("standard", "3.3", "30")}, "gold", to[2]},
      {{plain("gold", "0", "0"), plain("standard", "0", "0.0001")}, "standard", to[0]},
      {{plain("gold", "10000", "10000"), plain("standard", "2500", "5000")}, "standard", to[1]},
      {{plain("gold", "-10", "10"), plain("standard", "40", "33.3333")}, "gold", to[3]},
  };
  return all;
}

}  // namespace

FeeTable first_fee_table() {
  return plain_tables().front();
}

SetFees CommandFlow::set_fees() {
  FeeTable table = chance(300) ? pick(plain_tables()) : fee_table();
  if (chance(60)) table.default_schedule = "none";
  return {.table = table};
}

FeeTable CommandFlow::fee_table() {
  const Rate lowest_maker(pick<std::int64_t>({0, 0, -50'000, -100'000}));
  return {.schedules = {schedule("gold", lowest_maker), schedule("standard", lowest_maker)},
          .default_schedule = chance(500) ? "gold" : "standard",
          .distribution = distribution()};
}

// The taker pays at least what the makers of any schedule get.
FeeSchedule CommandFlow::schedule(const char* name, Rate lowest_maker) {
  FeeSchedule schedule;
  schedule.name = name;
  schedule.maker = rule(lowest_maker);
  schedule.taker = rule(Rate(-lowest_maker.units()));
  if (chance(400)) schedule.auction = rule(chance(800) ? Rate(0) : lowest_maker);
  if (chance(600)) schedule.tiers = tiers(lowest_maker);
  return schedule;
}

FeeRule CommandFlow::rule(Rate least) {
  FeeRule rule;
  rule.bps = Rate(least.units() + (chance(300) ? 0 : from(0, chance(50) ? 100'000'000 : 300'000)));
  const auto part = [&](const std::vector<Money>& usual) {
    return chance(15) ? pick<Money>({kMaxFeePart, Money(kMaxFeePart.units() + 1), Money(-1)}) : pick(usual);
  };
  if (chance(300)) rule.per_share = part({Money(1), Money(37), Money(100), Money(10'000)});
  if (chance(300)) rule.flat = part({Money(1), Money(5'000), Money(10'000), Money(990'000)});
  const bool may_have_min = rule.bps >= Rate(0) || chance(20);
  if (may_have_min && chance(250)) rule.min = part({Money(0), Money(1), Money(5'000), Money(20'000)});
  if (chance(250)) rule.max = part({Money(0), Money(20'000), Money(100'000), Money(2'000'000)});
  return rule;
}

// So small that a few trades cross them.
std::vector<FeeTier> CommandFlow::tiers(Rate lowest_maker) {
  std::vector<FeeTier> tiers;
  Money volume;
  for (std::int64_t n = from(1, 4); n > 0; --n) {
    volume += Money(from(chance(20) ? 0 : 1, 1'000) * pick<std::int64_t>({1'000, 100'000, 10'000'000'000}));
    tiers.push_back({volume, Rate(lowest_maker.units() + from(0, 200'000)),
                     Rate(-lowest_maker.units() + from(0, 200'000))});
  }
  return tiers;
}

std::vector<Beneficiary> CommandFlow::distribution() {
  std::vector<Beneficiary> to = pick(distributions());
  if (chance(80)) to.front() = {Kind::trader, Slug("n" + std::to_string(below(60))), to.front().share_units};
  return to;
}

}  // namespace market::test

#include "engine/fee_book.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"

namespace market {

// Without a rule of its own an auction is charged as making: neither side takes from the other.
FeeTerms::FeeTerms(const FeeSchedule& schedule)
    : rules_{schedule.maker, schedule.taker, schedule.auction.value_or(schedule.maker)},
      tiers_(schedule.tiers),
      own_auction_rule_(schedule.auction.has_value()) {
  for (const FeeRule& rule : rules_) {
    bps_only_ =
        bps_only_ && rule == FeeRule{.bps = rule.bps, .per_share = {}, .flat = {}, .min = {}, .max = {}};
    worst_bps_ = std::max(worst_bps_, rule.bps);
  }
  for (const FeeTier& tier : tiers_) worst_bps_ = std::max({worst_bps_, tier.maker_bps, tier.taker_bps});
}

Rate FeeTerms::bps_at(Liquidity liquidity, Amount volume) const {
  Rate bps = rules_[static_cast<std::size_t>(liquidity)].bps;
  if (liquidity == Liquidity::auction && own_auction_rule_) return bps;
  for (const FeeTier& tier : tiers_) {
    if (Amount(tier.volume_30d) > volume) break;
    bps = liquidity == Liquidity::taker ? tier.taker_bps : tier.maker_bps;
  }
  return bps;
}

Money FeeTerms::charge(const FeeRule& rule, Rate bps, Money notional, Quantity shares) {
  Int128 fee = fraction_of(notional, bps).units();
  fee += Int128(rule.per_share.units()) * shares.shares() + rule.flat.units();
  if (rule.min) fee = std::max<Int128>(fee, rule.min->units());
  if (rule.max) fee = std::min<Int128>(fee, rule.max->units());
  return Money(static_cast<std::int64_t>(std::min<Int128>(fee, kMaxMoney.units())));
}

// A rebate counts as nothing, so that with less left of an order the worst fee is never more: what a fill
// sets free then always covers the fill's value.
Money FeeTerms::worst_charge(Money notional, Quantity shares) const {
  Money worst;
  const auto consider = [&](const FeeRule& rule, Rate bps) {
    worst = std::max(worst, charge(rule, std::max(bps, Rate(0)), notional, shares));
  };
  for (const Liquidity liquidity : {Liquidity::maker, Liquidity::taker, Liquidity::auction}) {
    const FeeRule& rule = rules_[static_cast<std::size_t>(liquidity)];
    consider(rule, rule.bps);
    if (liquidity == Liquidity::auction && own_auction_rule_) continue;
    for (const FeeTier& tier : tiers_)
      consider(rule, liquidity == Liquidity::taker ? tier.taker_bps : tier.maker_bps);
  }
  return worst;
}

void FeeBook::set(FeeTable table) {
  table_ = std::move(table);
  std::sort(table_.schedules.begin(), table_.schedules.end(),
            [](const FeeSchedule& a, const FeeSchedule& b) { return a.name < b.name; });
  terms_.clear();
  for (const FeeSchedule& schedule : table_.schedules) terms_.emplace_back(schedule);
  default_ = index_of(table_.default_schedule);
  MARKET_CHECK(default_ != kNoSchedule);
  shares_.clear();
  for (const Beneficiary& one : table_.distribution) shares_.push_back(one.share_units);
  parts_.resize(table_.distribution.size());
  remainders_.resize(table_.distribution.size());
}

ScheduleIndex FeeBook::index_of(std::string_view name) const {
  for (std::size_t i = 0; i < table_.schedules.size(); ++i)
    if (table_.schedules[i].name == name) return static_cast<ScheduleIndex>(i);
  return kNoSchedule;
}

// Each part gets its share rounded down; the units left over, fewer than there are parts, go one each to the
// largest remainders, earlier beneficiaries first among equals.
void FeeBook::share_out(Money taken) {
  constexpr auto kOne = static_cast<std::uint64_t>(kShareUnitsPerOne);
  std::int64_t left = taken.units();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    std::uint64_t product, part;
    if (!__builtin_mul_overflow(taken.units(), shares_[i], &product)) {
      part = product / kOne;
      remainders_[i] = static_cast<std::int64_t>(product - part * kOne);
    } else {
      const Int128 wide = Int128(taken.units()) * shares_[i];
      part = static_cast<std::uint64_t>(wide / kShareUnitsPerOne);
      remainders_[i] = static_cast<std::int64_t>(wide % kShareUnitsPerOne);
    }
    parts_[i] = Money(static_cast<std::int64_t>(part));
    left -= parts_[i].units();
  }
  for (; left > 0; --left) {
    const auto largest = std::max_element(remainders_.begin(), remainders_.end());
    parts_[static_cast<std::size_t>(largest - remainders_.begin())] += Money(1);
    *largest = -1;
  }
}

}  // namespace market

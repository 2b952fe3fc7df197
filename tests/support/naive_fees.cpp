// Fees: which a fill is charged, the volumes behind the tiers, who gets them.
#include <algorithm>

#include "tests/support/naive_arithmetic.hpp"
#include "tests/support/naive_exchange.hpp"

namespace market::test {
namespace {

const FeeRule& rule_of(const FeeSchedule& schedule, Liquidity liquidity) {
  if (liquidity == Liquidity::taker) return schedule.taker;
  if (liquidity == Liquidity::auction && schedule.auction) return *schedule.auction;
  return schedule.maker;
}

// The last tier that the volume reaches; null when it reaches none, or none applies.
const FeeTier* tier_of(const FeeSchedule& schedule, Liquidity liquidity, Int128 volume) {
  if (liquidity == Liquidity::auction && schedule.auction) return nullptr;
  const FeeTier* reached = nullptr;
  for (const FeeTier& tier : schedule.tiers)
    if (tier.volume_30d.units() <= volume) reached = &tier;
  return reached;
}

Rate bps_of(const FeeTier& tier, Liquidity liquidity) {
  return liquidity == Liquidity::taker ? tier.taker_bps : tier.maker_bps;
}

Money charge(const FeeRule& rule, Rate bps, Money value, Quantity quantity) {
  Int128 fee = rounded(value.units(), bps.units(), kRateUnitsPerOne);
  fee += Int128(rule.per_share.units()) * quantity.shares();
  fee += rule.flat.units();
  if (rule.min && fee < rule.min->units()) fee = rule.min->units();
  if (rule.max && fee > rule.max->units()) fee = rule.max->units();
  if (fee > kMaxMoney.units()) fee = kMaxMoney.units();
  return Money(static_cast<std::int64_t>(fee));
}

}  // namespace

NaiveExchange::MaybeRefusal NaiveExchange::run(const SetFees& command) {
  if (!check_fee_table(command.table).empty()) return Refusal::invalid_request;
  const FeeTable before = fees_;
  fees_ = command.table;
  bool sound = true;
  for (const Company& company : companies_)
    if (company.status != CompanyStatus::delisted) sound = sound && knows_schedule(company.fee_schedule);
  for (const Trader& trader : traders_) sound = sound && knows_schedule(trader.fee_schedule);
  for (const Beneficiary& beneficiary : fees_.distribution) {
    bool known = beneficiary.kind != Beneficiary::Kind::trader;
    for (const Trader& trader : traders_)
      known = known || (trader.slug == beneficiary.trader && !trader.closed_at);
    sound = sound && known;
  }
  if (!sound) {
    fees_ = before;
    return Refusal::invalid_request;
  }
  rereserve();
  return {};
}

// Empty text: the venue's default.
bool NaiveExchange::knows_schedule(const std::string& name) const {
  bool known = name.empty();
  for (const FeeSchedule& schedule : fees_.schedules) known = known || schedule.name == name;
  return known;
}

const FeeSchedule& NaiveExchange::schedule(TraderId trader, CompanyId company_id) const {
  std::string name = traders_.at(trader.value()).fee_schedule;
  if (name.empty()) name = company(company_id).fee_schedule;
  if (name.empty()) name = fees_.default_schedule;
  for (const FeeSchedule& schedule : fees_.schedules)
    if (schedule.name == name) return schedule;
  throw std::logic_error("no fee schedule " + name);
}

// Over the day of `at` and the 29 before it.
Int128 NaiveExchange::volume(TraderId trader, Timestamp at) const {
  Int128 sum = 0;
  const auto it = traded_.find(trader);
  if (it == traded_.end()) return sum;
  for (const auto& [day, value] : it->second)
    if (day > day_of(at) - 30) sum += value;
  return sum;
}

Money NaiveExchange::fee_at(CompanyId company_id, const Party& party, Timestamp at, Money value,
                            Quantity quantity) const {
  const FeeSchedule& s = schedule(party.trader, company_id);
  const FeeRule& rule = rule_of(s, party.liquidity);
  const FeeTier* tier = tier_of(s, party.liquidity, volume(party.trader, at) + party.more_volume);
  return charge(rule, tier ? bps_of(*tier, party.liquidity) : rule.bps, value, quantity);
}

Money NaiveExchange::fee(CompanyId company_id, TraderId trader, Liquidity liquidity, Money value,
                         Quantity quantity) const {
  return fee_at(company_id, {trader, liquidity, 0}, now_, value, quantity);
}

// The most that one fill of all that is left could be charged. A rebate counts as nothing, also beside a flat
// part: so what an order reserves never grows when it is filled or reduced.
Money NaiveExchange::worst_fee(const NaiveOrder& order, Money value) const {
  const FeeSchedule& s = schedule(order.trader, order.company);
  Money worst;
  for (const Liquidity liquidity : {Liquidity::maker, Liquidity::taker, Liquidity::auction}) {
    const FeeRule& rule = rule_of(s, liquidity);
    std::vector<Rate> rates{Rate(0), rule.bps};
    if (liquidity != Liquidity::auction || !s.auction)
      for (const FeeTier& tier : s.tiers) rates.push_back(bps_of(tier, liquidity));
    const Rate highest = *std::max_element(rates.begin(), rates.end());
    worst = std::max(worst, charge(rule, highest, value, order.remaining));
  }
  return worst;
}

// At the time of the command.
NaiveExchange::Fees NaiveExchange::fees_of(CompanyId company_id, const Party& buyer, const Party& seller,
                                           Money value, Quantity quantity) const {
  Fees fees{fee_at(company_id, buyer, stamp_.time, value, quantity),
            fee_at(company_id, seller, stamp_.time, value, quantity)};
  limit_rebates(fees);
  return fees;
}

// A rebate is never more than the other side pays.
void NaiveExchange::limit_rebates(Fees& fees) {
  fees.buyer = std::max(fees.buyer, -std::max(fees.seller, Money(0)));
  fees.seller = std::max(fees.seller, -std::max(fees.buyer, Money(0)));
}

void NaiveExchange::count_tiers(const Trade& trade) {
  for (const Side side : {Side::buy, Side::sell}) {
    const TraderId trader = side == Side::buy ? trade.buyer : trade.seller;
    const FeeSchedule& s = schedule(trader, trade.company);
    outcome_.at_tier += tier_of(s, liquidity_of(trade, side), volume(trader, trade.time)) != nullptr;
  }
}

// Each beneficiary gets its share rounded down; what is left goes out 0.0001 each to the largest remainders.
void NaiveExchange::distribute(CompanyId company_id, Money fees) {
  struct Part {
    std::int64_t units, remainder;
  };
  std::vector<Part> parts;
  std::int64_t left = fees.units();
  for (const Beneficiary& beneficiary : fees_.distribution) {
    const Int128 product = Int128(fees.units()) * beneficiary.share_units;
    parts.push_back({static_cast<std::int64_t>(product / kShareUnitsPerOne),
                     static_cast<std::int64_t>(product % kShareUnitsPerOne)});
    left -= parts.back().units;
  }
  for (; left > 0; --left) {
    std::size_t largest = 0;
    for (std::size_t i = 1; i < parts.size(); ++i)
      if (parts[i].remainder > parts[largest].remainder) largest = i;
    ++parts[largest].units;
    parts[largest].remainder = -1;
  }

  fees_taken_ += fees;
  exchange_revenue_ += fees;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Beneficiary& beneficiary = fees_.distribution[i];
    const Money part(parts[i].units);
    AccountRef to = AccountRef::exchange();
    switch (beneficiary.kind) {
      case Beneficiary::Kind::exchange: exchange_fees_ += part; continue;
      case Beneficiary::Kind::issuer:
        to = AccountRef::issuer(company_id);
        issuer_fees_[company_id] += part;
        break;
      case Beneficiary::Kind::trader:
        for (const Trader& trader : traders_)
          if (trader.slug == beneficiary.trader) to = AccountRef::of(trader.id);
        trader_fees_[to.trader()] += part;
        break;
    }
    add_cash(AccountRef::exchange(), -part);
    add_cash(to, part);
    if (part > Money(0))
      outcome_.distributed.push_back(
          {LedgerKind::distribution, AccountRef::exchange(), to, std::nullopt, part.units()});
  }
}

Amount NaiveExchange::fee_revenue(const AccountRef& beneficiary) const {
  switch (beneficiary.kind) {
    case AccountRef::Kind::exchange: return exchange_fees_;
    case AccountRef::Kind::issuer: {
      const auto it = issuer_fees_.find(beneficiary.company());
      return it != issuer_fees_.end() ? it->second : Amount();
    }
    case AccountRef::Kind::trader: {
      const auto it = trader_fees_.find(beneficiary.trader());
      return it != trader_fees_.end() ? it->second : Amount();
    }
    case AccountRef::Kind::outside:
    case AccountRef::Kind::treasury: break;
  }
  return {};
}

}  // namespace market::test

#include "tests/support/naive_accounts.hpp"

#include <algorithm>

#include "tests/support/naive_arithmetic.hpp"

namespace market::test {

// ---- fees ----

const FeeSchedule& NaiveExchange::schedule(TraderId trader, CompanyId company_id) const {
  std::string name = traders_.at(trader.value()).fee_schedule;
  if (name.empty()) name = company(company_id).fee_schedule;
  if (name.empty()) name = fees_.default_schedule;
  for (const FeeSchedule& schedule : fees_.schedules)
    if (schedule.name == name) return schedule;
  throw std::logic_error("no fee schedule " + name);
}

Money NaiveExchange::fee(TraderId trader, CompanyId company_id, Liquidity liquidity, Money notional) const {
  const FeeSchedule& s = schedule(trader, company_id);
  return fraction(notional, (liquidity == Liquidity::taker ? s.taker : s.maker).bps.units());
}

// The fees of the buyer and the seller; a rebate is never more than the other side pays.
std::pair<Money, Money> NaiveExchange::fees_of(const Order& buy, Liquidity buying, const Order& sell,
                                               Liquidity selling, Money value) const {
  Money buyer_fee = fee(buy.trader, buy.company, buying, value);
  Money seller_fee = fee(sell.trader, sell.company, selling, value);
  if (buyer_fee + seller_fee < Money(0)) {
    const Money paid = std::max({buyer_fee, seller_fee, Money(0)});
    buyer_fee = std::max(buyer_fee, -paid);
    seller_fee = std::max(seller_fee, -paid);
  }
  return {buyer_fee, seller_fee};
}

// ---- what open orders reserve ----

std::optional<Price> NaiveExchange::reserved_price(const NaiveOrder& order) const {
  if (has_limit(order.type)) return order.limit_price;
  if (waits_for_trigger(order)) return order.stop_price;
  if (order.bound > Price(0)) return order.bound;
  return {};
}

Money NaiveExchange::worst_cost(const NaiveOrder& order, Price price) const {
  const FeeSchedule& s = schedule(order.trader, order.company);
  const std::int64_t worst = std::max({s.maker.bps.units(), s.taker.bps.units(), std::int64_t{0}});
  const Money value = value_of(price, order.remaining);
  return value + fraction(value, worst);
}

// In cash, if it stood alone.
Money NaiveExchange::whole_need(const NaiveOrder& order) const {
  if (order.side == Side::sell) return Money(0);
  const std::optional<Price> price = reserved_price(order);
  return price ? worst_cost(order, *price) : Money(0);
}

// Of the stop-loss of a pair; null when it has none that is open.
const NaiveOrder* NaiveExchange::take_profit_beside(const NaiveOrder& stop_loss) const {
  if (!stop_loss.partner || !waits_for_trigger(stop_loss)) return nullptr;
  const auto it = open_.find(*stop_loss.partner);
  return it != open_.end() ? &it->second : nullptr;
}

// What an open order keeps reserved in cash.
Money NaiveExchange::need(const NaiveOrder& order) const {
  if (order.place == Place::leg) return Money(0);
  const NaiveOrder* take_profit = take_profit_beside(order);
  return take_profit ? std::max(Money(0), whole_need(order) - whole_need(*take_profit)) : whole_need(order);
}

Money NaiveExchange::reserved_cash(TraderId trader) const {
  Money sum;
  for (const OrderId id : open_of_.at(trader.value())) sum += need(open_.at(id));
  return sum;
}

Quantity NaiveExchange::reserved_shares(TraderId trader, CompanyId company_id) const {
  Quantity sum;
  for (const OrderId id : open_of_.at(trader.value())) {
    const NaiveOrder& order = open_.at(id);
    if (order.side == Side::buy || order.company != company_id || order.place == Place::leg) continue;
    if (take_profit_beside(order) == nullptr) sum += order.remaining;
  }
  return sum;
}

Quantity NaiveExchange::free_shares(TraderId trader, CompanyId company_id) const {
  const Position held = position(trader, company_id);
  return held.quantity - held.reserved;
}

// ---- settlement ----

// Called when the trade already reduced what the buyer's order reserves.
void NaiveExchange::settle(const Order& buy, const Order& sell, Trade& trade) {
  const Money value = value_of(trade.price, trade.quantity);
  auto [buyer_fee, seller_fee] =
      fees_of(buy, liquidity_of(trade, Side::buy), sell, liquidity_of(trade, Side::sell), value);
  const Money short_by = value + buyer_fee - available(trade.buyer);
  if (short_by > Money(0)) {
    require(short_by == Money(1), "a reservation was short by more than rounding");
    buyer_fee -= short_by;
    if (buyer_fee + seller_fee < Money(0)) seller_fee = -buyer_fee;
  }
  trade.buyer_fee = buyer_fee;
  trade.seller_fee = seller_fee;

  cash_[trade.buyer.value()] -= value + buyer_fee;
  cash_[trade.seller.value()] += value - seller_fee;
  fees_paid_[trade.buyer.value()] += buyer_fee;
  fees_paid_[trade.seller.value()] += seller_fee;

  Holding& bought = holdings_[{trade.buyer, trade.company}];
  bought.quantity += trade.quantity;
  bought.cost += value;
  Holding& sold = holdings_[{trade.seller, trade.company}];
  const Amount cost(rounded(sold.cost.units(), trade.quantity.shares(), sold.quantity.shares()));
  sold.quantity -= trade.quantity;
  sold.cost -= cost;
  sold.realized_pnl += Amount(value) - cost;

  outcome_.traders.insert(trade.buyer);
  outcome_.traders.insert(trade.seller);
  distribute(trade.company, buyer_fee + seller_fee);
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
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Beneficiary& beneficiary = fees_.distribution[i];
    const Money part(parts[i].units);
    switch (beneficiary.kind) {
      case Beneficiary::Kind::exchange: exchange_revenue_ += part; break;
      case Beneficiary::Kind::issuer: issuer_revenue_[company_id.value()] += part; break;
      case Beneficiary::Kind::trader:
        for (const Trader& trader : traders_)
          if (trader.slug == beneficiary.trader) {
            cash_[trader.id.value()] += part;
            outcome_.traders.insert(trader.id);
          }
        break;
    }
  }
}

}  // namespace market::test

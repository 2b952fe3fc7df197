#include "engine/auction_price.hpp"

#include <algorithm>
#include <optional>

namespace market {
namespace {

std::int64_t distance(Price a, Price b) {
  return a > b ? a.units() - b.units() : b.units() - a.units();
}

struct Candidate {
  Price price;
  std::int64_t demand = 0, supply = 0;
  std::int64_t executed() const { return std::min(demand, supply); }
  std::int64_t surplus() const { return demand - supply; }
};

std::int64_t imbalance(const Candidate& candidate) {
  return candidate.surplus() < 0 ? -candidate.surplus() : candidate.surplus();
}

// Prices are offered in ascending order, so an equal one later is never better.
bool better(const Candidate& later, const Candidate& best, Price reference) {
  if (later.executed() != best.executed()) return later.executed() > best.executed();
  if (imbalance(later) != imbalance(best)) return imbalance(later) < imbalance(best);
  return distance(later.price, reference) < distance(best.price, reference);
}

// The valid price strictly between two limits that lies nearest the reference, the lower of two. Between them
// demand and supply are the same everywhere.
std::optional<Price> nearest_between(Price low, Price high, Price reference, const TickTable& ticks) {
  if (high.units() - low.units() < 2) return std::nullopt;
  const Price target = std::clamp(reference, Price(low.units() + 1), Price(high.units() - 1));
  const Price below = ticks.round_down(target);
  const Price above = ticks.round_up(target);
  const bool below_fits = low < below && below < high;
  const bool above_fits = low < above && above < high;
  if (!below_fits && !above_fits) return std::nullopt;
  if (!below_fits) return above;
  if (!above_fits) return below;
  return distance(above, reference) < distance(below, reference) ? above : below;
}

// Walks the limits of both sides upward. `demand` and `supply` hold for the prices just above the limit that
// was taken last.
class LimitWalk {
 public:
  LimitWalk(const std::vector<AuctionInterest>& buys, const std::vector<AuctionInterest>& sells)
      : buy_(buys.rbegin()), buys_end_(buys.rend()), sell_(sells.begin()), sells_end_(sells.end()) {
    for (const AuctionInterest& buy : buys) demand_ += buy.quantity;
  }

  std::optional<Price> next_limit() const {
    if (buy_ == buys_end_ && sell_ == sells_end_) return std::nullopt;
    if (buy_ == buys_end_) return sell_->limit;
    if (sell_ == sells_end_) return buy_->limit;
    return std::min(buy_->limit, sell_->limit);
  }

  Candidate take(Price limit) {
    for (; sell_ != sells_end_ && sell_->limit == limit; ++sell_) supply_ += sell_->quantity;
    const Candidate at_limit{limit, demand_, supply_};
    for (; buy_ != buys_end_ && buy_->limit == limit; ++buy_) demand_ -= buy_->quantity;
    return at_limit;
  }

  Candidate between(Price price) const { return {price, demand_, supply_}; }
  bool demand_left() const { return demand_ > 0; }

 private:
  std::vector<AuctionInterest>::const_reverse_iterator buy_, buys_end_;
  std::vector<AuctionInterest>::const_iterator sell_, sells_end_;
  std::int64_t demand_ = 0, supply_ = 0;
};

AuctionIndication indication(const Candidate& best) {
  if (best.executed() == 0) return {};
  AuctionIndication result;
  result.price = best.price;
  result.quantity = Quantity(best.executed());
  result.imbalance = Quantity(imbalance(best));
  if (best.surplus() != 0) result.side = best.surplus() > 0 ? Side::buy : Side::sell;
  return result;
}

}  // namespace

AuctionIndication auction_price(const std::vector<AuctionInterest>& buys,
                                const std::vector<AuctionInterest>& sells, Price reference,
                                const TickTable& ticks) {
  LimitWalk walk(buys, sells);
  Candidate best;
  const auto offer = [&](const Candidate& candidate) {
    if (candidate.executed() > 0 && better(candidate, best, reference)) best = candidate;
  };
  while (walk.demand_left()) {
    const Price limit = *walk.next_limit();  // the buys that are left have one
    offer(walk.take(limit));
    if (!walk.demand_left()) break;
    if (const auto price = nearest_between(limit, *walk.next_limit(), reference, ticks))
      offer(walk.between(*price));
  }
  return indication(best);
}

}  // namespace market

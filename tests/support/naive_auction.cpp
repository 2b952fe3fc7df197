// Call auctions: who takes part, the price, the uncross.
#include <algorithm>

#include "tests/support/naive_arithmetic.hpp"
#include "tests/support/naive_exchange.hpp"

namespace market::test {

NaiveExchange::MaybeRefusal NaiveExchange::run(const StartAuction& command) {
  if (command.ends_at && *command.ends_at <= stamp_.time) return Refusal::invalid_request;
  if (!exists(command.company)) return Refusal::not_found;
  Company& company = at(command.company);
  switch (company.status) {
    case CompanyStatus::delisted: return Refusal::company_delisted;
    case CompanyStatus::closed: return Refusal::market_closed;
    case CompanyStatus::halted:
      if (phase_ != SessionPhase::trading) return Refusal::market_closed;
      break;
    case CompanyStatus::auction:
      if (company.auction->kind == AuctionKind::opening || company.auction->kind == AuctionKind::closing)
        return Refusal::invalid_request;
      company.auction->ends_at = command.ends_at;
      return {};
    case CompanyStatus::trading: break;
  }
  begin_auction(company.id, AuctionKind::manual, command.ends_at);
  return {};
}

NaiveExchange::MaybeRefusal NaiveExchange::run(const Uncross& command) {
  if (!exists(command.company)) return Refusal::not_found;
  const Company& company = at(command.company);
  if (company.status == CompanyStatus::delisted) return Refusal::company_delisted;
  if (company.status != CompanyStatus::auction) return Refusal::invalid_request;
  if (company.auction->kind == AuctionKind::opening || company.auction->kind == AuctionKind::closing)
    return Refusal::invalid_request;
  end_auction(company.id);
  return {};
}

bool NaiveExchange::joins(TimeInForce tif, AuctionKind kind) {
  if (kind == AuctionKind::manual) return is_for_auction(tif);
  return (tif == TimeInForce::opg && kind == AuctionKind::opening) ||
         (tif == TimeInForce::cls && kind == AuctionKind::closing);
}

void NaiveExchange::begin_auction(CompanyId id, AuctionKind kind, std::optional<Timestamp> ends_at) {
  at(id).status = CompanyStatus::auction;
  at(id).halt_reason.clear();
  become(id, kind);
  at(id).auction->ends_at = ends_at;
}

// The auction is one of this kind from now on: orders that waited for one join it.
void NaiveExchange::become(CompanyId id, AuctionKind kind) {
  at(id).auction = CallAuction{kind, std::nullopt};
  for (const OrderId order_id : open_ids()) {
    NaiveOrder& order = open_.at(order_id);
    if (order.company != id || order.place != Place::waiting || !joins(order.time_in_force, kind)) continue;
    order.status = OrderStatus::open_new;
    touch(order);
    tell(NaiveEvent::Kind::activated, order_id);
    if (order.type == OrderType::market)
      join_beside(order_id);
    else
      join_book(order_id);
  }
}

// By hand, or because its time came. While the session has an auction itself it becomes that one.
void NaiveExchange::end_auction(CompanyId id) {
  if (phase_ == SessionPhase::opening_auction) return become(id, AuctionKind::opening);
  if (phase_ == SessionPhase::closing_auction) return become(id, AuctionKind::closing);
  uncross(id);
  open_by_phase(id);
}

// Ends what takes part only in auctions, in order of id.
void NaiveExchange::end_participants(CompanyId id, EndReason market_reason, OrderStatus status,
                                     EndReason reason) {
  for (const OrderId order_id : open_ids()) {
    if (!is_open(order_id) || open_.at(order_id).company != id) continue;
    const NaiveOrder& order = open_.at(order_id);
    if (order.place == Place::beside)
      end(order_id, OrderStatus::canceled, market_reason);
    else if (order.place == Place::book && is_for_auction(order.time_in_force))
      end(order_id, status, reason);
  }
}

// Ends the market orders among them.
void NaiveExchange::end_market_orders(CompanyId id) {
  for (const OrderId order_id : open_ids())
    if (is_open(order_id) && open_.at(order_id).company == id && open_.at(order_id).place == Place::beside)
      end(order_id, OrderStatus::canceled, EndReason::market_remainder);
}

bool NaiveExchange::crossed(CompanyId id) const {
  const auto& buys = queue(id, Side::buy);
  const auto& sells = queue(id, Side::sell);
  return !buys.empty() && !sells.empty() &&
         *open_.at(buys.front()).limit_price >= *open_.at(sells.front()).limit_price;
}

Price NaiveExchange::auction_limit(OrderId id) const {
  const NaiveOrder& order = open_.at(id);
  return order.place == Place::beside ? order.bound : *order.limit_price;
}

// Market orders as they came, then the book in its order.
std::vector<OrderId> NaiveExchange::participants(CompanyId id, Side side) const {
  std::vector<OrderId> ids;
  if (const auto it = beside_.find({id, side}); it != beside_.end()) ids = it->second;
  const auto& book = queue(id, side);
  ids.insert(ids.end(), book.begin(), book.end());
  return ids;
}

AuctionIndication NaiveExchange::auction_indication(CompanyId id) const {
  return company(id).status == CompanyStatus::auction ? indication(id) : AuctionIndication{};
}

// Tries every limit, the valid prices next to each, and those next to the reference price: between two
// neighbours of these nothing changes but the distance to the reference price.
AuctionIndication NaiveExchange::indication(CompanyId id) const {
  struct Interest {
    Price limit;
    std::int64_t quantity;
  };
  const Company& company = this->company(id);
  std::vector<Interest> buys, sells;
  std::set<Price> candidates{company.ticks.round_down(company.reference_price),
                             company.ticks.round_up(company.reference_price)};
  for (const Side side : {Side::buy, Side::sell})
    for (const OrderId order_id : participants(id, side)) {
      const Price limit = auction_limit(order_id);
      (side == Side::buy ? buys : sells).push_back({limit, open_.at(order_id).remaining.shares()});
      candidates.insert(limit);
      candidates.insert(company.ticks.round_down(limit));
      candidates.insert(company.ticks.round_up(limit));
      candidates.insert(company.ticks.round_up(Price(limit.units() + 1)));
      if (limit > Price(1)) candidates.insert(company.ticks.round_down(Price(limit.units() - 1)));
    }

  AuctionIndication best;
  std::int64_t best_imbalance = 0, best_distance = 0;
  for (const Price price : candidates) {  // ascending: of equals the lower one stays
    std::int64_t demand = 0, supply = 0;
    for (const Interest& buy : buys) demand += buy.limit >= price ? buy.quantity : 0;
    for (const Interest& sell : sells) supply += sell.limit <= price ? sell.quantity : 0;
    const std::int64_t quantity = std::min(demand, supply);
    const std::int64_t imbalance = std::max(demand, supply) - quantity;
    const std::int64_t away = price.units() - company.reference_price.units();
    const std::int64_t distance = away < 0 ? -away : away;
    if (quantity == 0) continue;
    const bool better =
        !best.price || quantity > best.quantity.shares() ||
        (quantity == best.quantity.shares() &&
         (imbalance < best_imbalance || (imbalance == best_imbalance && distance < best_distance)));
    if (!better) continue;
    best.price = price;
    best.quantity = Quantity(quantity);
    best.imbalance = Quantity(imbalance);
    best.side.reset();
    if (imbalance > 0) best.side = demand > supply ? Side::buy : Side::sell;
    best_imbalance = imbalance;
    best_distance = distance;
  }
  return best;
}

// Trades all that can be traded; what took part only in this auction ends.
void NaiveExchange::uncross(CompanyId id) {
  uncross_once(id);
  if (crossed(id)) end_market_orders(id);  // the bound of one can leave limits crossed
  while (crossed(id)) uncross_once(id);
  end_participants(id, EndReason::market_remainder, OrderStatus::expired, EndReason::expired);
}

void NaiveExchange::uncross_once(CompanyId id) {
  const AuctionIndication now = indication(id);
  if (!now.price) return;
  std::vector<OrderId> buys, sells;
  for (const OrderId buy : participants(id, Side::buy))
    if (auction_limit(buy) >= *now.price) buys.push_back(buy);
  for (const OrderId sell : participants(id, Side::sell))
    if (auction_limit(sell) <= *now.price) sells.push_back(sell);
  std::size_t b = 0, s = 0;
  while (b < buys.size() && s < sells.size()) {
    const OrderId buy = buys[b], sell = sells[s];
    const Quantity quantity = std::min(open_.at(buy).remaining, open_.at(sell).remaining);
    trade(buy, sell, *now.price, quantity, buy > sell ? Side::buy : Side::sell, true);
    for (const OrderId traded : {buy, sell}) open_.at(traded).shown = slice(open_.at(traded));
    const bool buy_done = open_.at(buy).remaining == Quantity(0);
    const bool sell_done = open_.at(sell).remaining == Quantity(0);
    if (buy_done) end(buy, OrderStatus::filled, EndReason::none), ++b;
    if (sell_done) end(sell, OrderStatus::filled, EndReason::none), ++s;
  }
  at(id).reference_price = *now.price;
  windows_[id].clear();
  remember_price(company(id), *now.price);
  follow_trailing(id);
}

}  // namespace market::test

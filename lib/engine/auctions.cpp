// Call auctions: how they begin, what takes part, the uncross, and the halts and resumptions around them.
#include <algorithm>

#include "core/check.hpp"
#include "engine/auction_price.hpp"
#include "engine/refusals.hpp"
#include "engine/state.hpp"

namespace market {

bool Exchange::State::joins(const Listing& at, TimeInForce time_in_force) const {
  if (!at.company.auction) return false;
  const AuctionKind kind = at.company.auction->kind;
  if (time_in_force == TimeInForce::opg) return kind == AuctionKind::manual || kind == AuctionKind::opening;
  return kind == AuctionKind::manual || kind == AuctionKind::closing;
}

void Exchange::State::begin_auction(Listing& at, AuctionKind kind, std::optional<Timestamp> ends_at) {
  leave_auction_state(at);
  at.company.status = CompanyStatus::auction;
  at.company.halt_reason.clear();
  at.company.auction = CallAuction{kind, ends_at};
  if (ends_at) auction_ends.insert({*ends_at, at.company.id});
  if (kind == AuctionKind::breaker) at.window.clear();
  company_changed(at);
  const std::set<OrderId> waiting = at.waiting;
  for (const OrderId id : waiting) {
    const std::uint32_t slot = orders.find(id);
    if (!joins(at, orders.resting(slot).time_in_force)) continue;
    orders.resting(slot).status = OrderStatus::open_new;
    touch(slot);
    events.emplace_back(OrderActivated{id, at.company.id});
    join_auction(at, slot);
  }
}

void Exchange::State::leave_auction_state(Listing& at) {
  if (at.company.auction && at.company.auction->ends_at)
    auction_ends.erase({*at.company.auction->ends_at, at.company.id});
  at.company.auction.reset();
}

// What it needs is reserved already.
void Exchange::State::join_auction(Listing& at, std::uint32_t slot) {
  RestingOrder& order = orders.resting(slot);
  at.waiting.erase(order.id);
  if (order.type == OrderType::market) {
    orders.conditions(order).place = Place::auction;
    return stand_in_line(at, slot);
  }
  if (is_for_auction(order.time_in_force)) at.auction_only.insert(order.id);
  rest(at, slot);
}

// Behind all other market orders.
void Exchange::State::stand_in_line(Listing& at, std::uint32_t slot) {
  const RestingOrder& order = orders.resting(slot);
  const std::uint64_t arrival = at.auction_market.empty() ? 1 : at.auction_market.rbegin()->first + 1;
  orders.find_conditions(order)->arrival = arrival;
  at.auction_market.emplace(arrival, order.id);
}

void Exchange::State::stand_beside_auction(Listing& at, std::uint32_t slot, Price bound) {
  ConditionalOrder& own = orders.conditions(orders.resting(slot));
  own.bound = bound;
  own.place = Place::auction;
  stand_in_line(at, slot);
  reserve(at, slot);
}

AuctionIndication Exchange::State::indication(const Listing& at) const {
  std::array<std::vector<AuctionInterest>, 2> interest;
  for (const auto& [arrival, id] : at.auction_market) {
    const RestingOrder& order = orders.resting(orders.find(id));
    interest[static_cast<std::size_t>(order.side)].push_back(
        {orders.find_conditions(order)->bound, order.remaining});
  }
  for (const Side side : {Side::buy, Side::sell}) {
    std::vector<AuctionInterest>& of_side = interest[static_cast<std::size_t>(side)];
    const auto by_limit = [side](const AuctionInterest& a, const AuctionInterest& b) {
      return side == Side::buy ? a.limit > b.limit : a.limit < b.limit;
    };
    std::sort(of_side.begin(), of_side.end(), by_limit);
    const auto markets = static_cast<std::ptrdiff_t>(of_side.size());
    at.book.visit_levels(side, [&](Price price, const PriceLevel& level) {
      of_side.push_back({price, level.quantity + level.hidden});
      return true;
    });
    std::inplace_merge(of_side.begin(), of_side.begin() + markets, of_side.end(), by_limit);
  }
  return auction_price(interest[0], interest[1], at.company.reference_price, at.company.ticks);
}

bool Exchange::State::is_crossed(const Listing& at) const {
  return !at.book.empty(Side::buy) && !at.book.empty(Side::sell) &&
         at.book.best_price(Side::buy) >= at.book.best_price(Side::sell);
}

namespace {

// The orders of one side that trade at `price`, in their order of priority: market orders by arrival, then
// the book's, no more than `quantity` needs.
std::vector<std::uint32_t> takers_at(const OrderStore& orders, const Listing& at, Side side, Price price,
                                     std::int64_t quantity) {
  std::vector<std::uint32_t> found;
  const auto worse = [&](Price limit) { return side == Side::buy ? limit < price : limit > price; };
  const auto take = [&](std::uint32_t slot) {
    found.push_back(slot);
    quantity -= orders.resting(slot).remaining;
    return quantity > 0;
  };
  for (const auto& [arrival, id] : at.auction_market) {
    const std::uint32_t slot = orders.find(id);
    const RestingOrder& order = orders.resting(slot);
    if (order.side != side || worse(orders.find_conditions(order)->bound)) continue;
    if (!take(slot)) return found;
  }
  at.book.visit_orders(orders, side,
                       [&](std::uint32_t slot, Price limit) { return !worse(limit) && take(slot); });
  return found;
}

}  // namespace

// False when nothing can trade.
bool Exchange::State::uncross_once(Listing& at) {
  const AuctionIndication crossing = indication(at);
  if (!crossing.price) return false;
  const Price price = *crossing.price;
  std::int64_t left = crossing.quantity.shares();
  const std::vector<std::uint32_t> buys = takers_at(orders, at, Side::buy, price, left);
  const std::vector<std::uint32_t> sells = takers_at(orders, at, Side::sell, price, left);
  std::size_t buy = 0, sell = 0;
  while (left > 0) {
    const std::int64_t shares =
        std::min({left, orders.resting(buys[buy]).remaining, orders.resting(sells[sell]).remaining});
    const std::uint32_t bought = buys[buy], sold = sells[sell];
    if (orders.resting(bought).remaining == shares) ++buy;
    if (orders.resting(sold).remaining == shares) ++sell;
    left -= shares;
    auction_fill(at, bought, sold, price, shares);
  }
  if (buy < buys.size()) show_full_slice(at, buys[buy]);
  if (sell < sells.size()) show_full_slice(at, sells[sell]);
  at.company.reference_price = price;
  at.window.clear();
  if (at.company.breaker) remember_price(at, price);
  follow_price(at, price);
  return true;
}

void Exchange::State::show_full_slice(Listing& at, std::uint32_t slot) {
  const RestingOrder& order = orders.resting(slot);
  const ConditionalOrder* own = orders.find_conditions(order);
  if (own != nullptr && own->display > 0 && own->place == Place::book)
    at.book.show_slice(orders, slot, order.side);
}

void Exchange::State::auction_fill(Listing& at, std::uint32_t buy, std::uint32_t sell, Price price,
                                   std::int64_t shares) {
  RestingOrder& bought = orders.resting(buy);
  RestingOrder& sold = orders.resting(sell);
  const Fill fill{.buy = buy,
                  .sell = sell,
                  .aggressor = bought.id > sold.id ? Side::buy : Side::sell,
                  .meeting = Meeting::auction,
                  .price = price,
                  .shares = shares,
                  .buyer = accounts.holder(bought.trader, at.company.id),
                  .seller = accounts.holder(sold.trader, at.company.id)};
  release_pair_stop(at, bought);
  release_pair_stop(at, sold);
  const Money reserved_before = cash_need(at, bought);
  take_in_auction(at, buy, shares);
  take_in_auction(at, sell, shares);
  const Money reserved_after = cash_need(at, bought);
  lower_pair_stops(at, {&bought, &sold}, shares, PairStop::goes_on);
  const TradeFees charged = settle(at, fill, reserved_before - reserved_after);
  lower_pair_stops(at, {&bought, &sold}, shares, PairStop::ends);
  record_trade(at, fill, charged);
  for (const std::uint32_t slot : {buy, sell})
    if (orders.resting(slot).remaining == 0) end_order(slot, OrderStatus::filled, EndReason::none);
}

void Exchange::State::take_in_auction(Listing& at, std::uint32_t slot, std::int64_t shares) {
  RestingOrder& order = orders.resting(slot);
  if (order.level == kNoLevel) {
    order.remaining -= shares;
    orders.find_conditions(order)->shown = order.remaining;
  } else if (order.remaining == shares) {
    at.book.remove(orders, slot, order.side);
    order.remaining = 0;
  } else {
    at.book.reduce(orders, slot, order.side, shares);
  }
}

// A market order's bound can leave the book crossed: then it uncrosses again, without market orders.
void Exchange::State::uncross(Listing& at) {
  if (!uncross_once(at) || !is_crossed(at)) return;
  end_market_orders(at, EndReason::market_remainder);
  while (is_crossed(at) && uncross_once(at)) {
  }
}

void Exchange::State::end_market_orders(Listing& at, EndReason reason) {
  std::set<OrderId> market;
  for (const auto& [arrival, id] : at.auction_market) market.insert(id);
  for (const OrderId id : market) end_order(orders.find(id), OrderStatus::canceled, reason);
}

// Whatever was only for the auction, in order of id.
void Exchange::State::end_auction_only(Listing& at, AuctionEnd how) {
  std::set<OrderId> over = at.auction_only;
  for (const auto& [arrival, id] : at.auction_market) over.insert(id);
  for (const OrderId id : over) {
    const std::uint32_t slot = orders.find(id);
    if (!orders.is_open(slot)) continue;
    const bool market = !has_limit(orders.resting(slot).type);
    if (how == AuctionEnd::halted)
      end_order(slot, OrderStatus::canceled, EndReason::halt);
    else if (market)
      end_order(slot, OrderStatus::canceled, EndReason::market_remainder);
    else
      end_order(slot, OrderStatus::expired, EndReason::expired);
  }
}

// Neither halted nor in an auction any more: what the session says.
void Exchange::State::open_or_close(Listing& at) {
  leave_auction_state(at);
  at.company.halt_reason.clear();
  at.company.status = phase == SessionPhase::closed ? CompanyStatus::closed : CompanyStatus::trading;
  company_changed(at);
  if (at.company.status == CompanyStatus::trading) collect_triggered(at);
}

// Ends the auction, or the halt of a book that may be crossed, with an uncross.
void Exchange::State::finish_auction(Listing& at) {
  uncross(at);
  end_auction_only(at, AuctionEnd::uncrossed);
  open_or_close(at);
}

void Exchange::State::resume_by_phase(Listing& at) {
  switch (phase) {
    case SessionPhase::opening_auction: return begin_auction(at, AuctionKind::opening, std::nullopt);
    case SessionPhase::closing_auction: return begin_auction(at, AuctionKind::closing, std::nullopt);
    case SessionPhase::trading:
      if (is_crossed(at)) return finish_auction(at);
      break;
    case SessionPhase::closed: break;
  }
  open_or_close(at);
}

namespace {

std::optional<Refused> check_by_hand(AuctionKind kind) {
  if (kind != AuctionKind::opening && kind != AuctionKind::closing) return std::nullopt;
  return refuse::invalid("the " + std::string(to_text(kind)) +
                         " auction ends with the session calendar: wait for it");
}

}  // namespace

Exchange::State::Result Exchange::State::handle(const StartAuction& command) {
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  Listing& at = listing(command.company);
  if (command.ends_at && *command.ends_at <= stamp.time)
    return tl::unexpected(refuse::invalid("the auction must end after now: give a later ends_at", "ends_at"));
  if (at.company.status == CompanyStatus::delisted) return tl::unexpected(refuse::delisted(at.company));
  if (at.company.status == CompanyStatus::closed) return tl::unexpected(refuse::market_closed(at.company));
  if (at.company.status == CompanyStatus::halted && phase != SessionPhase::trading)
    return tl::unexpected(refuse::market_closed(at.company));
  if (at.company.status == CompanyStatus::auction) {
    const AuctionKind kind = at.company.auction->kind;
    if (auto refused = check_by_hand(kind)) return tl::unexpected(*std::move(refused));
    leave_auction_state(at);
    at.company.auction = CallAuction{kind, command.ends_at};
    if (command.ends_at) auction_ends.insert({*command.ends_at, at.company.id});
    company_changed(at);
  } else {
    begin_auction(at, AuctionKind::manual, command.ends_at);
  }
  return Applied{.company = command.company};
}

Exchange::State::Result Exchange::State::handle(const Uncross& command) {
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  Listing& at = listing(command.company);
  if (at.company.status == CompanyStatus::delisted) return tl::unexpected(refuse::delisted(at.company));
  if (at.company.status != CompanyStatus::auction)
    return tl::unexpected(refuse::not_in_auction(at.company.symbol));
  const AuctionKind kind = at.company.auction->kind;
  if (auto refused = check_by_hand(kind)) return tl::unexpected(*std::move(refused));
  finish_auction(at);
  work_off_pending();
  return Applied{.company = command.company};
}

Exchange::State::Result Exchange::State::handle(const ResumeCompany& command) {
  if (!known(command.company)) return tl::unexpected(refuse::unknown_company());
  Listing& at = listing(command.company);
  switch (at.company.status) {
    case CompanyStatus::delisted: return tl::unexpected(refuse::delisted(at.company));
    case CompanyStatus::auction:
      return tl::unexpected(
          refuse::invalid(at.company.symbol.str() + " is in an auction, not halted: uncross it"));
    case CompanyStatus::closed:
      return tl::unexpected(
          refuse::invalid(at.company.symbol.str() + " is closed, not halted: it opens with the session"));
    case CompanyStatus::trading: company_changed(at); break;
    case CompanyStatus::halted:
      resume_by_phase(at);
      work_off_pending();
      break;
  }
  return Applied{.company = command.company};
}

}  // namespace market
